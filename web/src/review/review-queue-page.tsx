import { useMemo, useRef, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { useKnownSession } from '../api/session.js';
import { Failure } from '../failure.js';
import { focusKeys } from '../list/focus-keys.js';
import { usePageKeys } from '../page-keys.js';
import { outboxOf } from './open-outbox.js';
import { OutboxStrip } from './outbox-strip.js';
import { changeQueueFilter, readQueueFilter, writeQueueFilter } from './queue-filter.js';
import { QueueFilterBar } from './queue-filter-bar.js';
import { QueueTable } from './queue-table.js';
import { RecentStrip } from './recent-strip.js';
import './review.css';
import { taskApiOf } from './review-api.js';
import { useQueue, useWaiting } from './review-queries.js';
import { useUnsaved } from './use-outbox.js';
import { useOwnDecisions } from './use-own-decisions.js';

/** /review: what waits, and who has which open. Enter opens the one that has the focus, otherwise the first that is free. */
export default function ReviewQueuePage() {
  const [parameters] = useSearchParams();
  const filter = useMemo(() => readQueueFilter(parameters), [parameters]);
  const search = writeQueueFilter(filter);
  const navigate = useNavigate();
  const session = useKnownSession();
  const outbox = outboxOf(session.person.id);
  const unsaved = useUnsaved(outbox);
  const queue = useQueue(filter);
  const waiting = useWaiting();
  const [said, say] = useState('');
  const own = useOwnDecisions(unsaved, say, (task) => {
    // It is looked at only once the person opens it.
    if (task !== null) taskApiOf(session.person.id).letGo(task.id);
    void queue.refetch();
    void waiting.refetch();
  });
  const list = useRef<HTMLElement>(null);

  const tasks = queue.data?.pages.flatMap((page) => page.tasks);

  const first = tasks?.find(({ openBy }) => openBy === null || openBy.isMe);
  const change = (changed: Parameters<typeof changeQueueFilter>[1]) =>
    // By the address as it is now: a second choice may come before the page has shown the first.
    navigate(
      {
        search: writeQueueFilter(
          changeQueueFilter(readQueueFilter(new URLSearchParams(window.location.search)), changed),
        ),
      },
      { replace: true },
    );
  const open = (id: string) => navigate(`/review/${encodeURIComponent(id)}${search}`);
  const begin = () => (first === undefined ? say('没有可以开始的广告。') : open(first.id));
  usePageKeys({
    ...focusKeys(list, 'a[data-task]'),
    Enter: begin,
    z: () => void own.undo(),
  });

  return (
    <>
      <header className="queue-head">
        <h1>复核队列</h1>
        <p className="progress">
          今日已决定 <b>{own.today ?? '—'}</b>
        </p>
        <button type="button" className="button primary" disabled={first === undefined} onClick={begin}>
          开始复核 <kbd>Enter</kbd>
        </button>
      </header>
      <OutboxStrip outbox={outbox} unsaved={unsaved} />
      <p className={said === '' ? 'unseen' : 'said'} role="status">
        {said}
      </p>
      <section className="panel queue" ref={list} aria-label="待复核的广告">
        <QueueFilterBar filter={filter} waiting={waiting.data} tasks={tasks ?? []} change={change} />
        {queue.isError && <Failure error={queue.error} retry={() => void queue.refetch()} />}
        <QueueTable tasks={tasks} search={search} isNarrowed={search !== ''} showAll={() => navigate('/review')} />
        {queue.hasNextPage && (
          <p className="list-end">
            <button
              type="button"
              className="button"
              disabled={queue.isFetchingNextPage}
              onClick={() => void queue.fetchNextPage()}
            >
              加载更多
            </button>
          </p>
        )}
      </section>
      {own.decisions.length > 0 && (
        <section className="panel" aria-label="我最近的决定">
          <h2>我最近的决定</h2>
          <RecentStrip decisions={own.decisions} undoable={own.undoable} undo={(each) => void own.undo(each)} />
        </section>
      )}
    </>
  );
}
