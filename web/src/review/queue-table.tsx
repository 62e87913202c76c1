import { Link } from 'react-router';
import type { TaskSummary } from '../../../contracts/api/reviews.js';
import { stageName } from '../chinese-terms.js';
import { shanghaiMinute } from '../shanghai-time.js';
import { AdvertisedText } from '../text/advertised-text.js';

interface Props {
  /** undefined: still loading. */
  tasks: readonly TaskSummary[] | undefined;
  /** The filter as the page's URL holds it; goes along to the work screen. */
  search: string;
  isNarrowed: boolean;
  showAll: () => void;
}

export function QueueTable({ tasks, search, isNarrowed, showAll }: Props) {
  if (tasks === undefined)
    return (
      <div className="queue-skeleton" aria-busy="true">
        {Array.from({ length: 8 }, (_, index) => index).map((index) => (
          <span key={index} />
        ))}
      </div>
    );
  if (tasks.length === 0)
    return (
      <div className="roomy nothing">
        <p>
          {isNarrowed ? '没有符合筛选条件的待复核广告。' : '没有待复核的广告。采集并研判出可疑信息后会出现在这里。'}
        </p>
        {isNarrowed && (
          <button type="button" className="button" onClick={showAll}>
            查看全部
          </button>
        )}
      </div>
    );
  return (
    <table className="queue-table">
      <thead>
        <tr>
          <th scope="col">阶段</th>
          <th scope="col">标题</th>
          <th scope="col">招聘单位</th>
          <th scope="col">发布机构</th>
          <th scope="col">平台</th>
          <th scope="col">串联</th>
          <th scope="col">进入队列</th>
          <th scope="col">正在处理</th>
        </tr>
      </thead>
      <tbody>
        {tasks.map((task) => (
          <QueueRow key={task.id} task={task} search={search} />
        ))}
      </tbody>
    </table>
  );
}

function QueueRow({ task, search }: { task: TaskSummary; search: string }) {
  const { id, stage, title, company, agency, platform, campaign, enteredAt, openBy } = task;
  const isElsewhere = openBy !== null && !openBy.isMe;
  return (
    <tr data-elsewhere={isElsewhere || undefined}>
      <td>
        <span className={`stage-tag ${stage}`}>{stageName[stage]}</span>
      </td>
      <th scope="row">
        <Link to={`/review/${encodeURIComponent(id)}${search}`} data-task={id} className="one-line" title={title}>
          <AdvertisedText text={title || '（无标题）'} />
        </Link>
      </th>
      <td className="one-line" title={company}>
        <AdvertisedText text={company || '—'} />
      </td>
      <td className="one-line" title={agency}>
        <AdvertisedText text={agency || '—'} />
      </td>
      <td className="one-line" title={platform.name}>
        <bdi>{platform.name}</bdi>
      </td>
      <td>
        {campaign === null ? (
          <span className="absent">—</span>
        ) : (
          <Link
            to={`/review?${new URLSearchParams({ order: 'campaign', campaign: campaign.id })}`}
            title="只看这一组串联广告"
          >
            {campaign.waiting} 条
          </Link>
        )}
      </td>
      <td>
        <time dateTime={enteredAt}>{shanghaiMinute(enteredAt).slice(5, 10)}</time>
      </td>
      <td>
        {openBy === null ? (
          <span className="absent">—</span>
        ) : (
          <span className="open-by">{openBy.isMe ? '我' : <bdi>{openBy.name}</bdi>}</span>
        )}
      </td>
    </tr>
  );
}
