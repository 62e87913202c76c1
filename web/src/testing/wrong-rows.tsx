import { Button } from 'antd';
import { useState } from 'react';
import type { WrongRow } from '../../../contracts/api/testing.js';
import { BandTag } from '../band-tag.js';
import { fieldName } from '../chinese-terms.js';
import { Probability } from '../probability.js';
import { HighlightedText } from '../text/highlighted-text.js';
import { sliceName } from './figure-terms.js';

/** A page of them; the others one click away. */
const firstShown = 10;

/** Rows that were judged wrongly, the surest first, with the words that the reasons point at. */
export function WrongRows({ title, rows, count }: { title: string; rows: readonly WrongRow[]; count: number }) {
  const [most, setMost] = useState(firstShown);
  return (
    <section className="panel wrong-rows" aria-label={title}>
      <h2>
        {title} {count} 条 {rows.length < count && <small>列出最有把握判错的 {rows.length} 条</small>}
      </h2>
      {count === 0 && <p className="note">没有。</p>}
      <ol>
        {rows.slice(0, most).map((row) => (
          <li key={row.line}>
            <p className="wrong-head">
              <span>第 {row.line} 行</span>
              <BandTag band={row.band} />
              <Probability value={row.probability} band={row.band} />
              {row.slice !== '' && (
                <span className="note">
                  切片 <bdi>{sliceName(row.slice)}</bdi>
                </span>
              )}
            </p>
            <dl className="wrong-fields">
              {row.fields.map(({ field, text }) => (
                <div key={field}>
                  <dt>{fieldName[field]}</dt>
                  <dd>
                    <HighlightedText
                      text={text}
                      reasons={row.reasons
                        .map((reason, index) => ({ ...reason, number: index + 1 }))
                        .filter((reason) => reason.field === field)}
                    />
                  </dd>
                </div>
              ))}
            </dl>
            {row.reasons.length > 0 && (
              <ul className="wrong-reasons">
                {[...new Set(row.reasons.map(({ why }) => why))].map((why) => (
                  <li key={why}>{why}</li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ol>
      {rows.length > most && <Button onClick={() => setMost(rows.length)}>再看 {rows.length - most} 条</Button>}
    </section>
  );
}
