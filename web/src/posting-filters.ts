import { type Band, band } from '../../contracts/verdict.js';

/** What the list is narrowed to. It lives in the URL, so that a view can be kept, shared and returned to. */
export interface PostingFilters {
  /** null: all bands. */
  band: Band | null;
  platform: string | null;
  agency: string | null;
  q: string;
}

/** Without `band` in the URL the list shows what waits for a reviewer. */
const standardBand: Band = 'flagged';

export function readFilters(parameters: URLSearchParams): PostingFilters {
  const wanted = parameters.get('band') ?? standardBand;
  const known = band.safeParse(wanted);
  return {
    band: known.success ? known.data : wanted === 'all' ? null : standardBand,
    platform: parameters.get('platform'),
    agency: parameters.get('agency'),
    q: parameters.get('q') ?? '',
  };
}

/** The shortest page URL query that reads back as `filters`, with its `?`, or an empty string. */
export function writeFilters(filters: PostingFilters): string {
  const written = new URLSearchParams();
  if (filters.band !== standardBand) written.set('band', filters.band ?? 'all');
  if (filters.platform !== null) written.set('platform', filters.platform);
  if (filters.agency !== null) written.set('agency', filters.agency);
  if (filters.q !== '') written.set('q', filters.q);
  return written.size === 0 ? '' : `?${written}`;
}

/** The query of GET /api/postings for a page of the list. */
export function postingsQuery(filters: PostingFilters, after: string | null, limit: number): string {
  const query = new URLSearchParams({ limit: String(limit) });
  if (filters.band !== null) query.set('band', filters.band);
  if (filters.platform !== null) query.set('platform', filters.platform);
  if (filters.agency !== null) query.set('agency', filters.agency);
  if (filters.q !== '') query.set('q', filters.q);
  if (after !== null) query.set('after', after);
  return `?${query}`;
}
