import { useEffect } from 'react';
import type { AlikeTasks, ReviewTask } from '../../../contracts/api/reviews.js';
import { Failure } from '../failure.js';
import { AdvertisedText } from '../text/advertised-text.js';
import { DifferenceText } from '../text/difference-text.js';
import { toggled } from './draft.js';
import { useAlike } from './review-queries.js';

type AlikeTask = AlikeTasks['tasks'][number];

/** Those that a decision can be applied to: nobody has them open. */
export const choosable = (tasks: readonly AlikeTask[]): string[] =>
  tasks.filter(({ openBy }) => openBy === null || openBy.isMe).map(({ id }) => id);

/** Near-duplicates with what they say otherwise; the marked ones are decided on along with the open one. */
export function AlikePane({
  task,
  chosen,
  choose,
}: {
  task: ReviewTask;
  chosen: readonly string[];
  choose: (alike: readonly string[]) => void;
}) {
  const alike = useAlike(task.id, true);
  const isHere = alike.data !== undefined;
  useEffect(() => {
    if (isHere) document.querySelector<HTMLElement>('.alike input:enabled')?.focus();
  }, [isHere]);
  if (alike.isError) return <Failure error={alike.error} retry={() => void alike.refetch()} />;
  if (alike.data === undefined)
    return (
      <p className="panel note" aria-busy="true">
        正在读取近似广告…
      </p>
    );
  const { tasks } = alike.data;
  return (
    <section className="panel alike" aria-label="近似广告">
      <h2>
        近似广告{' '}
        <small>
          已选 {chosen.length} / {tasks.length} 条，决定将一并适用
        </small>
      </h2>
      <p className="note">
        <ins>下划线</ins>为该条多出的文字，<del>删除线</del>为该条没有的文字。<kbd>j</kbd> <kbd>k</kbd> 移动，
        <kbd>空格</kbd> 勾选，<kbd>a</kbd> 全选或全不选
      </p>
      <ul>
        {tasks.map((each) => (
          <AlikeRow
            key={each.id}
            task={each}
            isChosen={chosen.includes(each.id)}
            toggle={() => choose(toggled(chosen, each.id))}
          />
        ))}
      </ul>
    </section>
  );
}

function AlikeRow({ task, isChosen, toggle }: { task: AlikeTask; isChosen: boolean; toggle: () => void }) {
  const { title, company, agency, platform, similarity, difference, openBy } = task;
  const isElsewhere = openBy !== null && !openBy.isMe;
  return (
    <li>
      <label>
        <input type="checkbox" checked={isChosen} disabled={isElsewhere} onChange={toggle} />
        <span className="alike-title">
          <AdvertisedText text={title || '（无标题）'} />
        </span>
        <span className="note">
          相似 {Math.floor(similarity * 100)}%　
          <bdi>{platform.name}</bdi>　<AdvertisedText text={company || agency} />
          {isElsewhere && <em>　{openBy.name} 正在处理</em>}
        </span>
      </label>
      <p className="alike-difference">
        <DifferenceText pieces={difference} />
      </p>
    </li>
  );
}
