import { flushSync } from 'react-dom';
import type { Reason } from '../../../contracts/verdict.js';
import { fieldName } from '../chinese-terms.js';
import { AdvertisedText } from '../text/advertised-text.js';
import { showReason } from '../text/highlighted-text.js';

interface Props {
  reasons: readonly Reason[];
  /** Brings the advertisement's words back where something else may stand in their place. */
  beforeShowing?: () => void;
}

/** The reasons in words; choosing one shows its place in the advertisement. */
export function ReasonPanel({ reasons, beforeShowing }: Props) {
  const show = (number: number) => {
    if (beforeShowing !== undefined) flushSync(beforeShowing);
    showReason(number);
  };
  return (
    <section className="panel reasons" aria-label="判断依据">
      <h2>判断依据 {reasons.length > 0 && <small>{reasons.length} 处，点击定位原文</small>}</h2>
      {reasons.length === 0 && <p className="note">没有可指出的具体词句，概率由全文用语得出。</p>}
      <ol className="reason-list">
        {reasons.map((reason, index) => (
          // A verdict never changes, so a reason's place in it is its identity.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <li key={index}>
            <button type="button" className="reason" onClick={() => show(index + 1)}>
              <span className="quote">
                <AdvertisedText text={reason.text} />
              </span>
              <span className="why" title={`规则 ${reason.rule}`}>
                {fieldName[reason.field]}：{reason.why}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
