import { Skeleton } from 'antd';
import type { Overview } from '../../../contracts/api/postings.js';
import { band } from '../../../contracts/verdict.js';
import { useOverview } from '../api/queries.js';
import { bandName } from '../chinese-terms.js';
import { Failure } from '../failure.js';
import type { PostingFilters } from '../posting-filters.js';
import { shanghaiMinute } from '../shanghai-time.js';

interface Props {
  filters: PostingFilters;
  change: (changed: Partial<PostingFilters>) => void;
}

/** 研判总览: how much lies in each band, and what each platform contributed. */
export function OverviewPanel({ filters, change }: Props) {
  const overview = useOverview();
  if (overview.data === undefined) {
    return (
      <section className="panel overview" aria-label="研判总览">
        {overview.isError ? (
          <Failure error={overview.error} retry={() => void overview.refetch()} />
        ) : (
          <Skeleton active title={false} paragraph={{ rows: 2 }} />
        )}
      </section>
    );
  }
  const { bands, platforms } = overview.data;
  return (
    <section className="panel overview" aria-label="研判总览">
      <div className="totals">
        <h2>研判总览</h2>
        <dl>
          {band.options.map((each) => (
            <div key={each} className={`total ${each}`}>
              <dt>{bandName[each]}</dt>
              <dd>{bands[each].toLocaleString('zh-CN')}</dd>
            </div>
          ))}
        </dl>
        <Proportions bands={bands} />
      </div>
      <ul className="platforms" aria-label="招聘平台">
        {byFlagged(platforms).map((platform) => (
          <li key={platform.id}>
            <button
              className="platform"
              type="button"
              aria-pressed={filters.platform === platform.id}
              title={platformInWords(platform)}
              onClick={() => change({ platform: filters.platform === platform.id ? null : platform.id })}
            >
              <span className="name-line">
                <bdi>{platform.name}</bdi>
                <span>
                  <b>{platform.flagged}</b> / {platform.postings}
                </span>
              </span>
              <span className="crawl">
                {platform.lastCrawledAt === null
                  ? '尚未采集'
                  : `${shanghaiMinute(platform.lastCrawledAt).slice(5)} 采集`}
                {platform.pagesFailed > 0 && <em> 失败 {platform.pagesFailed}</em>}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Proportions({ bands }: { bands: Overview['bands'] }) {
  return (
    <div className="proportions" aria-hidden="true">
      {band.options.map((each) => (
        <span key={each} className={each} style={{ flexGrow: bands[each] }} />
      ))}
    </div>
  );
}

/** Those with the most to review first. */
const byFlagged = (platforms: Overview['platforms']) => [...platforms].sort((a, b) => b.flagged - a.flagged);

function platformInWords({
  name,
  flagged,
  postings,
  lastCrawledAt,
  pagesDone,
  pagesFailed,
}: Overview['platforms'][number]) {
  const crawl =
    lastCrawledAt === null
      ? '尚未采集'
      : `最近一次采集始于 ${shanghaiMinute(lastCrawledAt)}，完成 ${pagesDone} 页，失败或被拒 ${pagesFailed} 页`;
  return `${name}：可疑 ${flagged} 条，共 ${postings} 条；${crawl}。点击只看该平台。`;
}
