import { Alert } from 'antd';
import type { TriedPage, TriedPlatform } from '../../../contracts/api/operation/platform-files.js';
import { AdvertisedText } from '../text/advertised-text.js';
import { failureReason } from './failure-reasons.js';
import { bytesInWords, methodName, readFieldName } from './terms.js';

/** What a platform file reads from a live list page and a live posting: rows, fields, and what stayed empty. */
export function TrialResult({ trial }: { trial: TriedPlatform }) {
  const { pages, failure } = trial;
  const hasRows = pages.some(({ found }) => found > 0);
  return (
    <div className="trial">
      {failure !== null && (
        <Alert
          type="error"
          showIcon
          title={`试采到此为止：${failureReason(failure.code).reason}`}
          description={
            <>
              <p>{failureReason(failure.code).advice}</p>
              <details className="failure-raw">
                <summary>原始信息</summary>
                <code lang="en">
                  <AdvertisedText text={failure.message} />
                </code>
              </details>
            </>
          }
        />
      )}
      {failure === null && !hasRows && (
        <Alert
          type="warning"
          showIcon
          title="什么也没有读出"
          description="页面已取到，但选择器没有找到内容：请对照下面的页面文字与原文修改。"
        />
      )}
      {failure === null && hasRows && pages.length === 1 && pages[0]?.kind === 'list' && (
        <Alert type="info" showIcon title="只试采了列表页：列表中没有可用的详情网址，或平台没有详情页。" />
      )}
      {pages.map((page) => (
        <TriedPagePanel key={`${page.kind} ${page.url}`} page={page} />
      ))}
    </div>
  );
}

function TriedPagePanel({ page }: { page: TriedPage }) {
  const { kind, url, status, method, encoding, bytes, postings, found, next, text, source } = page;
  const fields = Object.keys(postings[0] ?? {});
  const empty = fields.filter((field) => postings.every((posting) => posting[field] === ''));
  const name = kind === 'list' ? '列表页' : '详情页';
  return (
    <section className="tried-page" aria-label={name}>
      <h3>
        {name}：读出 <b>{found}</b> 条
      </h3>
      <p className="note">
        <code>
          <AdvertisedText text={url} />
        </code>{' '}
        状态码 {status}，{methodName(method)}，编码 {encoding}，{bytesInWords(bytes)}
        {kind === 'list' && (next === null ? '，没有下一页' : '，有下一页')}
      </p>
      {empty.length > 0 && found > 0 && (
        <p className="empty-fields">
          {kind === 'list' ? '列表中没有' : '为空的字段'}：{empty.map(readFieldName).join('、')}
        </p>
      )}
      {kind === 'list' ? <ListRows page={page} /> : <DetailFields posting={postings[0]} />}
      <details>
        <summary>页面文字</summary>
        <pre className="captured">
          <AdvertisedText text={text} />
        </pre>
      </details>
      <details>
        <summary>页面原文</summary>
        <pre className="captured">
          <AdvertisedText text={source} />
        </pre>
      </details>
    </section>
  );
}

const listColumns = ['title', 'company', 'agency', 'salary', 'place', 'publishedAt'] as const;

function ListRows({ page: { postings, found } }: { page: TriedPage }) {
  const columns = listColumns.filter((field) => field === 'title' || postings.some((posting) => posting[field] !== ''));
  if (postings.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard (WCAG 2.1.1)
    <section className="table-scroll short" tabIndex={0} aria-label="读出的条目">
      <table className="data">
        <thead>
          <tr>
            <th scope="col" className="figure">
              序号
            </th>
            {columns.map((field) => (
              <th key={field} scope="col">
                {readFieldName(field)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {postings.map((posting, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of one answer never move
            <tr key={index}>
              <td className="figure">{index + 1}</td>
              {columns.map((field) => (
                <td key={field}>
                  {posting[field] === '' || posting[field] === undefined ? (
                    <span className="absent">空</span>
                  ) : (
                    <AdvertisedText text={posting[field]} />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {found > postings.length && <p className="note">只显示前 {postings.length} 条。</p>}
    </section>
  );
}

function DetailFields({ posting }: { posting: Record<string, string> | undefined }) {
  if (posting === undefined) return null;
  return (
    <dl className="plain-facts">
      {Object.entries(posting).map(([field, value]) => (
        <div key={field}>
          <dt>{readFieldName(field)}</dt>
          <dd className={field === 'text' ? 'long' : undefined}>
            {value === '' ? <span className="absent">空</span> : <AdvertisedText text={value} />}
          </dd>
        </div>
      ))}
    </dl>
  );
}
