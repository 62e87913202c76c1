import type { PostingHistory } from '../../../contracts/api/reviews.js';
import { type TextField, textFields } from '../../../contracts/posting-row.js';
import { fieldName } from '../chinese-terms.js';
import { shanghaiMinute } from '../shanghai-time.js';
import { DifferenceText } from '../text/difference-text.js';

const eventName: Record<string, string> = {
  first_seen: '首次发现',
  edited: '内容改动',
  removed: '已下架',
  seen_again: '重新出现',
  relisted: '换号重发',
};

/** 版本与经过: each version against the one before, the newest first, and what happened to the posting. */
export function VersionsPanel({ history }: { history: Pick<PostingHistory, 'versions' | 'events'> }) {
  return (
    <section className="panel" aria-label="版本与经过">
      <h2>版本与经过</h2>
      <ol className="versions">
        {history.versions
          .toSorted((a, b) => b.number - a.number)
          .map(({ number, seenAt, changed }) => (
            <li key={number}>
              <h3>
                第 {number} 版 <time dateTime={seenAt}>{shanghaiMinute(seenAt)}</time>
              </h3>
              {changed.length === 0 ? (
                <p className="note">{number === 1 ? '最初采集到的内容' : '所示各项没有改动'}</p>
              ) : (
                <dl className="changes">
                  {changed.map(({ field, pieces }) => (
                    <div key={field}>
                      <dt>{isTextField(field) ? fieldName[field] : field}</dt>
                      <dd>
                        <DifferenceText pieces={pieces} />
                      </dd>
                    </div>
                  ))}
                </dl>
              )}
            </li>
          ))}
      </ol>
      {history.events.length > 0 && (
        <>
          <h2>经过</h2>
          <ul className="events">
            {history.events.map(({ kind, at, detail }) => (
              <li key={`${at} ${kind}`}>
                <time dateTime={at}>{shanghaiMinute(at)}</time>
                <span>{eventName[kind] ?? kind}</span>
                <bdi className="note">{detail}</bdi>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

const isTextField = (field: string): field is TextField => textFields.some((each) => each === field);
