/** What the ledger is searched for, as it stands in the URL. */
export interface AuditFilters {
  person: string | null;
  posting: string | null;
  kind: string | null;
  /** Calendar days in Asia/Shanghai, YYYY-MM-DD, both included. */
  from: string | null;
  to: string | null;
}

const names = ['person', 'posting', 'kind', 'from', 'to'] as const;
const patterns: Readonly<Record<(typeof names)[number], RegExp>> = {
  person: /^[A-Za-z0-9_-]{1,64}$/,
  posting: /^[A-Za-z0-9_-]{1,64}$/,
  kind: /^[a-z_]{1,40}\.[a-z_]{1,40}$/,
  from: /^\d{4}-\d{2}-\d{2}$/,
  to: /^\d{4}-\d{2}-\d{2}$/,
};

/** What of a URL is usable. */
export function readAuditFilters(parameters: URLSearchParams): AuditFilters {
  const read = (name: (typeof names)[number]): string | null => {
    const value = parameters.get(name);
    if (value === null || !patterns[name].test(value)) return null;
    return (name === 'from' || name === 'to') && Number.isNaN(Date.parse(value)) ? null : value;
  };
  return { person: read('person'), posting: read('posting'), kind: read('kind'), from: read('from'), to: read('to') };
}

/** The shortest query that reads back as `filters`, with its `?`, or an empty string. */
export function writeAuditFilters(filters: AuditFilters): string {
  const written = new URLSearchParams();
  for (const name of names) {
    const value = filters[name];
    if (value !== null) written.set(name, value);
  }
  return written.size === 0 ? '' : `?${written}`;
}

/** The same for the API, which takes moments: from the first day's beginning to the last one's end. */
export function auditFilterOf({ person, posting, kind, from, to }: AuditFilters): {
  [Name in keyof AuditFilters]?: string;
} {
  return {
    ...(person === null ? {} : { person }),
    ...(posting === null ? {} : { posting }),
    ...(kind === null ? {} : { kind }),
    ...(from === null ? {} : { from: new Date(`${from}T00:00:00+08:00`).toISOString() }),
    ...(to === null ? {} : { to: new Date(Date.parse(`${to}T00:00:00+08:00`) + 86_400_000).toISOString() }),
  };
}

/** The posting that a person means by its identifier or by its page's address. */
export function postingMeant(typed: string): string | null {
  const id = typed
    .trim()
    .replace(/[?#].*$/, '')
    .replace(/^.*\/postings\//, '');
  return patterns.posting.test(id) ? id : null;
}
