import { type ReactNode, useState } from 'react';
import type { PostingHistory } from '../../../contracts/api/reviews.js';
import { shanghaiTime } from '../shanghai-time.js';
import { ArchivedPage } from './archived-page.js';

type FullCapture = PostingHistory['fullCaptures'][number];

const reasonName: Record<string, string> = {
  flagged: '研判为可疑，系统自动采集',
  officer: '执法人员要求采集',
  recapture: '执法人员复查取证',
  rectification: '责令改正期满复查取证',
};
const comparisonName: Record<string, string> = {
  unchanged: '与线索一致',
  changed: '与线索相比有变化',
  gone: '页面已不存在或已下架',
  unreadable: '页面上未能读出招聘信息',
};

interface Props {
  captures: readonly FullCapture[];
  /** Stand beside each. */
  actions?: (capture: FullCapture) => ReactNode;
  /** Asks for another one; absent where the person may not. */
  recapture?: () => void;
  /** What came of the last request. */
  said?: string;
}

/** 全量采集: each time that the whole page was kept, with its picture and the page itself. */
export function FullCapturesPanel({ captures, actions, recapture, said = '' }: Props) {
  return (
    <section className="panel full-captures" aria-label="全量采集">
      <h2>
        全量采集
        {recapture !== undefined && (
          <button type="button" className="quiet" onClick={recapture}>
            补充采集
          </button>
        )}
      </h2>
      <p className="note" role="status">
        {said}
      </p>
      {captures.length === 0 && <p className="note">还没有全量采集：可疑信息会自动采集，执法人员也可要求补充采集。</p>}
      <ul>
        {captures.map((capture) => (
          <li key={capture.id}>
            <p>
              <time dateTime={capture.capturedAt}>{shanghaiTime(capture.capturedAt)}</time>
              <span className="state-tag">{comparisonName[capture.comparison] ?? capture.comparison}</span>
              {actions?.(capture)}
            </p>
            <p className="note">
              {reasonName[capture.reason] ?? capture.reason}；{capture.confirmations} 人核实
            </p>
            <FullCaptureViews id={capture.id} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The picture, and the page in its frame, each on demand: they are large. */
function FullCaptureViews({ id }: { id: string }) {
  const [shown, setShown] = useState<'screenshot' | 'page' | null>(null);
  const toggle = (view: 'screenshot' | 'page') => () => setShown(shown === view ? null : view);
  return (
    <>
      <p className="view-buttons">
        <button type="button" className="quiet" aria-expanded={shown === 'screenshot'} onClick={toggle('screenshot')}>
          截图
        </button>
        <button type="button" className="quiet" aria-expanded={shown === 'page'} onClick={toggle('page')}>
          页面存档（不运行脚本）
        </button>
      </p>
      {shown === 'screenshot' && (
        <img
          className="full-screenshot"
          src={`/api/full-captures/${encodeURIComponent(id)}/screenshot`}
          alt="全量采集时的页面截图"
        />
      )}
      {shown === 'page' && <ArchivedPage fullCaptureId={id} />}
    </>
  );
}
