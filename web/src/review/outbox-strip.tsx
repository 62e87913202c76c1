import { useNavigate } from 'react-router';
import { decisionName } from '../chinese-terms.js';
import { AdvertisedText } from '../text/advertised-text.js';
import type { Outbox, UnsavedDecision } from './outbox.js';

/** Decisions that the server has not saved, each with why. What is on its way and in no trouble is not shown. */
export function OutboxStrip({ outbox, unsaved }: { outbox: Outbox; unsaved: readonly UnsavedDecision[] }) {
  const navigate = useNavigate();
  const waiting = unsaved.filter(({ state }) => state === 'waiting');
  const inTrouble = waiting.length === 0 ? unsaved.filter(({ state }) => state === 'refused') : unsaved;
  if (inTrouble.length === 0) return null;
  return (
    <section className="outbox" aria-label="未保存的决定" role="alert">
      <p>
        <b>未保存 {inTrouble.length} 条</b>
        {waiting.length > 0 ? `${waiting[0]?.trouble ?? ''}恢复后自动保存，请勿关闭本页。` : '服务没有接受以下决定。'}
        {waiting.length > 0 && (
          <button type="button" className="quiet" onClick={outbox.retry}>
            立即重试
          </button>
        )}
      </p>
      <ul>
        {inTrouble.map(({ request, taskId, title, state, trouble }) => (
          <li key={request.requestId}>
            <span className="state-tag warning">{state === 'refused' ? '未接受' : '未保存'}</span>
            {decisionName[request.decision]}「
            <AdvertisedText text={title || '（无标题）'} />」
            {request.alike?.length ? `及近似 ${request.alike.length} 条` : ''}
            {state === 'refused' && (
              <>
                <span className="note">{trouble}</span>
                <button
                  type="button"
                  className="quiet"
                  onClick={() => {
                    outbox.discard(request.requestId);
                    navigate(`/review/${encodeURIComponent(taskId)}`);
                  }}
                >
                  重新查看
                </button>
                <button type="button" className="quiet" onClick={() => outbox.discard(request.requestId)}>
                  放弃
                </button>
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
