import { Alert, Empty, Input } from 'antd';
import { useEffect, useState } from 'react';
import type { Explanation } from '../../../contracts/api/testing.js';
import { BandTag } from '../band-tag.js';
import { categoryName, fieldName, namedTerms, sideName } from '../chinese-terms.js';
import { ElementsPanel } from '../posting/elements-panel.js';
import { Probability } from '../probability.js';
import { AdvertisedText } from '../text/advertised-text.js';
import { HighlightedText } from '../text/highlighted-text.js';
import { Contributions } from './contributions.js';
import { useExplanation } from './testing-api.js';
import './testing.css';

/** Long enough that a word is finished, short enough to feel immediate. */
const pauseMilliseconds = 300;

interface Draft {
  readonly title: string;
  readonly company: string;
  readonly salary: string;
  readonly text: string;
}

/** 试研判: a text is typed or pasted, and its verdict follows while it changes. Nothing of it is stored. */
export default function TryPage() {
  const [draft, setDraft] = useState<Draft>({ title: '', company: '', salary: '', text: '' });
  const settled = useSettled(draft);
  const isEmpty = settled.text.trim() === '';
  const explained = useExplanation(isEmpty ? null : settled);
  const change = (changed: Partial<Draft>) => setDraft({ ...draft, ...changed });
  return (
    <div className="testing try">
      <h1>试研判</h1>
      <section className="panel draft" aria-label="待研判的文字">
        <p className="note">输入或粘贴一条招聘信息，研判随输入更新。内容不保存。</p>
        {(['title', 'company', 'salary'] as const).map((field) => (
          <p key={field} className="line">
            <label htmlFor={`try-${field}`}>{fieldName[field]}</label>
            <Input
              id={`try-${field}`}
              value={draft[field]}
              maxLength={500}
              onChange={({ target }) => change({ [field]: target.value })}
            />
          </p>
        ))}
        <p className="line body">
          <label htmlFor="try-text">正文</label>
          <Input.TextArea
            id="try-text"
            value={draft.text}
            maxLength={20_000}
            rows={14}
            onChange={({ target }) => change({ text: target.value })}
          />
        </p>
      </section>
      <div className="explained" aria-live="polite" aria-busy={explained.isFetching}>
        {explained.isError && (
          <Alert type="error" showIcon title="没有得出研判" description={explained.error.message} />
        )}
        {isEmpty && (
          <section className="panel roomy">
            <Empty description="在左侧输入正文后，这里显示研判、依据和概率的由来。" />
          </section>
        )}
        {!isEmpty && explained.data && <Explained explanation={explained.data} of={settled} />}
      </div>
    </div>
  );
}

function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pauseMilliseconds);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

function Explained({ explanation, of }: { explanation: Explanation; of: Draft }) {
  const { verdict } = explanation;
  const terms = namedTerms(verdict.terms);
  if (verdict.side !== null) terms.unshift(['发布方', sideName[verdict.side]]);
  const reasons = verdict.reasons.map((reason, index) => ({ ...reason, number: index + 1 }));
  return (
    <>
      <section className="panel verdict" aria-label="研判">
        <p className="verdict-line">
          <BandTag band={verdict.band} />
          <Probability value={verdict.probability} band={verdict.band} />
          <span className="note">
            {explanation.thresholds.flagged} 起为可疑，{explanation.thresholds.borderline} 起为存疑
          </span>
        </p>
        {verdict.categories.length > 0 && (
          <ul className={`categories ${verdict.band}`}>
            {verdict.categories.map((category) => (
              <li key={category}>{categoryName[category]}</li>
            ))}
          </ul>
        )}
        <p className="note">
          研判版本 <code>{verdict.release}</code>
        </p>
      </section>
      <section className="panel" aria-label="判断依据">
        <h2>判断依据 {reasons.length > 0 && <small>{reasons.length} 处，指向标记看理由</small>}</h2>
        {(['title', 'company', 'salary', 'text'] as const).map(
          (field) =>
            of[field] !== '' && (
              <p key={field} className="tried">
                <HighlightedText
                  text={of[field]}
                  reasons={reasons.filter((reason) => reason.field === field && fits(reason, of[field]))}
                />
              </p>
            ),
        )}
        {reasons.length === 0 && <p className="note">没有可指出的具体词句。</p>}
        <ol className="whys">
          {[...new Set(reasons.map(({ why }) => why))].map((why) => (
            <li key={why}>{why}</li>
          ))}
        </ol>
      </section>
      {terms.length > 0 && (
        <section className="panel" aria-label="交易条件">
          <h2>交易条件</h2>
          <dl className="terms">
            {terms.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  <AdvertisedText text={value} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      <ElementsPanel missing={verdict.missing} />
      <Contributions explanation={explanation} />
    </>
  );
}

/** The verdict of the text before stays while the next is on its way: its places may lie elsewhere now. */
function fits({ start, end, text }: { start: number; end: number; text: string }, now: string): boolean {
  return now.slice(start, end) === text;
}
