import type { QueueFilter } from '../../../contracts/api/reviews.js';
import { queueOrder, stage } from '../../../contracts/review.js';

/** What the page's URL narrows the queue to; a value that is not known counts as absent. */
export function readQueueFilter(parameters: URLSearchParams): QueueFilter {
  const known = stage.safeParse(parameters.get('stage'));
  const platform = parameters.get('platform');
  const campaign = parameters.get('campaign');
  return {
    order: queueOrder.safeParse(parameters.get('order')).data ?? 'probability',
    ...(known.success ? { stage: known.data } : {}),
    ...(platform ? { platform } : {}),
    ...(campaign ? { campaign } : {}),
  };
}

/** The shortest page URL query that reads back as `filter`, with its `?`, or an empty string. */
export function writeQueueFilter(filter: QueueFilter): string {
  const written = queueQuery(filter);
  if (filter.order === 'probability') written.delete('order');
  return written.size === 0 ? '' : `?${written}`;
}

/** The query of GET /api/reviews/queue. */
export function queueQuery({ order, stage, platform, campaign }: QueueFilter): URLSearchParams {
  const query = new URLSearchParams({ order });
  if (stage !== undefined) query.set('stage', stage);
  if (platform !== undefined) query.set('platform', platform);
  if (campaign !== undefined) query.set('campaign', campaign);
  return query;
}

/** `filter` with the parts of `changed` put in, and those that are null taken out. */
export function changeQueueFilter(
  filter: QueueFilter,
  changed: { [part in keyof QueueFilter]?: QueueFilter[part] | null },
): QueueFilter {
  const parts = Object.entries({ ...filter, ...changed }).filter(([, value]) => value !== null && value !== undefined);
  return readQueueFilter(new URLSearchParams(parts.map(([part, value]) => [part, String(value)])));
}
