import type { QueueFilter, TaskSummary, Waiting } from '../../../contracts/api/reviews.js';
import { queueOrder, stage } from '../../../contracts/review.js';
import { useOverview } from '../api/queries.js';
import { orderName, stageName } from '../chinese-terms.js';
import type { changeQueueFilter } from './queue-filter.js';

interface Props {
  filter: QueueFilter;
  /** undefined: not known yet. */
  waiting: Waiting | undefined;
  tasks: readonly TaskSummary[];
  change: (changed: Parameters<typeof changeQueueFilter>[1]) => void;
}

/** What the queue is narrowed to and how it is ordered; how much waits at each stage. */
export function QueueFilterBar({ filter, waiting, tasks, change }: Props) {
  const platforms = useOverview().data?.platforms ?? [];
  const total = waiting === undefined ? undefined : waiting.first + waiting.second + waiting.ruling;
  const campaign = tasks.find((task) => task.campaign?.id === filter.campaign)?.campaign;
  return (
    <search className="filter-bar">
      <fieldset className="segments">
        <legend className="unseen">阶段</legend>
        {[undefined, ...stage.options].map((each) => (
          <button
            key={each ?? 'all'}
            type="button"
            className="button"
            aria-pressed={filter.stage === each}
            onClick={() => change({ stage: each ?? null })}
          >
            {each === undefined ? '全部' : stageName[each]}{' '}
            <b>{(each === undefined ? total : waiting?.[each])?.toLocaleString('zh-CN') ?? '—'}</b>
          </button>
        ))}
      </fieldset>
      <label>
        顺序
        <select value={filter.order} onChange={({ target }) => change({ order: queueOrder.parse(target.value) })}>
          {queueOrder.options.map((each) => (
            <option key={each} value={each}>
              {orderName[each]}
            </option>
          ))}
        </select>
      </label>
      <label>
        平台
        <select value={filter.platform ?? ''} onChange={({ target }) => change({ platform: target.value || null })}>
          <option value="">全部</option>
          {platforms.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {filter.campaign !== undefined && (
        <button type="button" className="button filter-tag" onClick={() => change({ campaign: null })}>
          仅看一组串联广告{campaign && `（${campaign.waiting} 条待复核）`} ×
        </button>
      )}
      <p className="key-hints">
        <kbd>j</kbd> <kbd>k</kbd> 选择　<kbd>Enter</kbd> 打开　<kbd>z</kbd> 撤销
      </p>
    </search>
  );
}
