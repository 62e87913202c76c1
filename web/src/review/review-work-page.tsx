import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useLayoutEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { useLocation, useNavigate, useParams, useSearchParams } from 'react-router';
import type { Waiting } from '../../../contracts/api/reviews.js';
import { useKnownSession } from '../api/session.js';
import { stageName } from '../chinese-terms.js';
import { Failure } from '../failure.js';
import { usePageKeys } from '../page-keys.js';
import { PageSkeleton } from '../page-skeleton.js';
import { KeyHelp } from './key-help.js';
import { outboxOf, serveDesk } from './open-outbox.js';
import { OutboxStrip } from './outbox-strip.js';
import { addOwnReviews } from './own-reviews.js';
import { readQueueFilter, writeQueueFilter } from './queue-filter.js';
import { RecentStrip } from './recent-strip.js';
import './review.css';
import { taskApiOf } from './review-api.js';
import { type OnDesk, ReviewDesk } from './review-desk.js';
import { useFilledHeight } from './use-filled-height.js';
import { useUnsaved } from './use-outbox.js';
import { useOwnDecisions } from './use-own-decisions.js';
import { WorkScreen } from './work-screen.js';

/** /review/:taskId: one advertisement after another. The URL follows what lies on the desk. */
export default function ReviewWorkPage() {
  const { person } = useKnownSession();
  // Another person who logs in on this page has another desk.
  return <Work key={person.id} personId={person.id} />;
}

function Work({ personId }: { personId: string }) {
  const { taskId = '' } = useParams();
  const [parameters] = useSearchParams();
  const filter = useMemo(() => readQueueFilter(parameters), [parameters]);
  const search = writeQueueFilter(filter);
  const navigate = useNavigate();
  const queries = useQueryClient();
  const outbox = outboxOf(personId);
  const [desk] = useState(() => new ReviewDesk(taskApiOf(personId), filter, outbox));
  const { onDesk, waiting } = useSyncExternalStore(desk.subscribe, desk.state);
  const unsaved = useUnsaved(outbox);
  const [isHelpShown, setHelpShown] = useState(false);
  const [said, say] = useState('');
  const own = useOwnDecisions(unsaved, say, (task) => desk.putBack(task));
  const height = useFilledHeight();

  useEffect(() => serveDesk(desk), [desk]);
  useEffect(() => {
    addEventListener('pagehide', desk.leave);
    addEventListener('keydown', desk.touch);
    addEventListener('pointermove', desk.touch);
    return () => {
      removeEventListener('pagehide', desk.leave);
      removeEventListener('keydown', desk.touch);
      removeEventListener('pointermove', desk.touch);
    };
  }, [desk]);
  useEffect(() => desk.use(), [desk]);
  useEffect(() => outbox.subscribe(desk.fill), [desk, outbox]);
  // A URL that only follows the desk opens nothing: the keys may have led further meanwhile. After a reload it is all there is.
  const followsDesk: boolean = useLocation().state?.followsDesk === true;
  useEffect(() => {
    if (!followsDesk || !desk.hasBegun()) void desk.open(taskId);
  }, [desk, taskId, followsDesk]);
  useEffect(
    () =>
      outbox.onSaved((_, answer) => {
        addOwnReviews(queries, answer);
        desk.receive(answer.next);
        if (answer.left.length > 0) say(`近似广告中 ${answer.left.length} 条未一并决定：${answer.left[0]?.why ?? ''}`);
      }),
    [desk, outbox, queries],
  );
  const shownId = onDesk.kind === 'open' ? onDesk.task.id : null;
  useLayoutEffect(() => {
    // Replaced, so that the browser's back button leads to the queue from any of them.
    if (shownId !== null && shownId !== taskId)
      navigate(`/review/${encodeURIComponent(shownId)}${search}`, { replace: true, state: { followsDesk: true } });
  }, [navigate, shownId, taskId, search]);

  const goBack = () => navigate(`/review${search}`);
  usePageKeys({
    '?': () => setHelpShown(true),
    z: () => void own.undo(),
    ...(onDesk.kind === 'open' ? {} : { s: () => void desk.skip(), Escape: goBack }),
  });

  return (
    <div className="work" ref={height}>
      <header className="work-head">
        <button type="button" className="quiet" onClick={goBack}>
          队列 <kbd>Esc</kbd>
        </button>
        <Progress waiting={waiting} today={own.today} />
        <RecentStrip
          decisions={own.decisions.slice(0, 3)}
          undoable={own.undoable}
          undo={(each) => void own.undo(each)}
        />
        <button type="button" className="quiet" onClick={() => setHelpShown(true)}>
          按键 <kbd>?</kbd>
        </button>
      </header>
      <OutboxStrip outbox={outbox} unsaved={unsaved} />
      <p className={said === '' ? 'unseen' : 'said'} role="status">
        {said}
      </p>
      {onDesk.kind === 'open' ? (
        <WorkScreen
          key={`${onDesk.task.id} ${onDesk.task.stage}`}
          task={onDesk.task}
          goBack={goBack}
          skip={() => void desk.skip()}
          say={say}
          decide={(request) => {
            say('');
            const { id, stage, posting } = onDesk.task;
            outbox.add({ taskId: id, stage, title: posting.title, request });
            desk.advance(request.alike);
          }}
        />
      ) : (
        <OffDesk onDesk={onDesk} desk={desk} goBack={goBack} />
      )}
      {isHelpShown && <KeyHelp close={() => setHelpShown(false)} />}
    </div>
  );
}

function Progress({ waiting, today }: { waiting: Waiting | null; today: number | undefined }) {
  return (
    <p className="progress">
      今日已决定 <b>{today ?? '—'}</b>
      <span>
        待{stageName.first} <b>{waiting?.first ?? '—'}</b>
      </span>
      {waiting !== null && waiting.second > 0 && (
        <span>
          {stageName.second} <b>{waiting.second}</b>
        </span>
      )}
      {waiting !== null && waiting.ruling > 0 && (
        <span>
          {stageName.ruling} <b>{waiting.ruling}</b>
        </span>
      )}
    </p>
  );
}

/** In place of an advertisement: why there is none, and what to do. */
function OffDesk({
  onDesk,
  desk,
  goBack,
}: {
  onDesk: Exclude<OnDesk, { kind: 'open' }>;
  desk: ReviewDesk;
  goBack: () => void;
}) {
  if (onDesk.kind === 'fetching') return <PageSkeleton />;
  if (onDesk.kind === 'failed') return <Failure error={onDesk.error} retry={desk.retry} />;
  return (
    <section className="panel off-desk">
      {onDesk.kind === 'lost' ? (
        <>
          <h2>这一条不能继续了</h2>
          <p>{onDesk.message}</p>
          <p className="note">在这里还没有作出决定，也没有保存任何内容。</p>
          <button type="button" className="button primary" onClick={() => void desk.skip()}>
            看下一条 <kbd>s</kbd>
          </button>
        </>
      ) : (
        <>
          <h2>没有待复核的广告了</h2>
          <p className="note">有新的待复核信息时会自动显示在这里；也可回队列换一组筛选条件。</p>
          <button type="button" className="button primary" onClick={goBack}>
            回队列 <kbd>Esc</kbd>
          </button>
        </>
      )}
    </section>
  );
}
