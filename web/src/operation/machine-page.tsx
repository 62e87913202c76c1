import { Alert, Skeleton } from 'antd';
import { Failure } from '../failure.js';
import { shanghaiTime } from '../shanghai-time.js';
import { OperationShell } from './operation-shell.js';
import { useQueueState, useStorageState } from './queries.js';
import { bytesInWords, secondsInWords, stepName, storedKindName } from './terms.js';

/** Least share of the disk that should be free; below it an operator is warned. */
const leastFree = 0.1;
/** Work that is older than this, in milliseconds, while nobody has any in hand: probably no worker runs. */
const unattendedAfter = 2 * 60_000;

/** 队列与存储: whether the machine keeps up, and for how long there is room. */
export default function MachinePage() {
  return (
    <OperationShell title="队列与存储">
      <QueuePanel />
      <StoragePanel />
    </OperationShell>
  );
}

function QueuePanel() {
  const queue = useQueueState();
  const { data } = queue;
  if (queue.isError) return <Failure error={queue.error} retry={() => void queue.refetch()} />;
  if (data === undefined) return <Waiting label="待办与工作进程" />;
  const now = Date.now();
  const ready = data.work.reduce((sum, { ready }) => sum + ready, 0);
  const oldest = data.work.flatMap(({ oldestDueAt }) => oldestDueAt ?? []).sort()[0];
  const isUnattended =
    data.workers.length === 0 && ready > 0 && oldest !== undefined && now - Date.parse(oldest) > unattendedAfter;
  return (
    <section className="panel" aria-label="待办与工作进程">
      <h2>待办</h2>
      {isUnattended && (
        <Alert
          type="error"
          showIcon
          title="有待办而没有工作进程在处理"
          description="请在采集机上启动工作进程（guazheng worker），或检查它是否报错。"
        />
      )}
      {data.work.length === 0 ? (
        <p className="absent">没有待办，全部处理完毕。</p>
      ) : (
        <table className="data narrow">
          <thead>
            <tr>
              <th scope="col">步骤</th>
              <th scope="col" className="figure">
                可处理
              </th>
              <th scope="col" className="figure">
                处理中
              </th>
              <th scope="col" className="figure">
                等待时间
              </th>
              <th scope="col" className="figure">
                已暂停
              </th>
              <th scope="col">最早的一项</th>
            </tr>
          </thead>
          <tbody>
            {data.work.map(({ step, ready, claimed, waiting, paused, oldestDueAt }) => (
              <tr key={step}>
                <th scope="row">{stepName(step)}</th>
                <td className="figure">{ready.toLocaleString('zh-CN')}</td>
                <td className="figure">{claimed.toLocaleString('zh-CN')}</td>
                <td className="figure">{waiting.toLocaleString('zh-CN')}</td>
                <td className="figure">{paused.toLocaleString('zh-CN')}</td>
                <td>
                  {oldestDueAt === null
                    ? '—'
                    : `已 ${secondsInWords(Math.max(0, (now - Date.parse(oldestDueAt)) / 1000))}`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <h2>工作进程</h2>
      {data.workers.length === 0 ? (
        <p className="absent">
          此刻没有进程持有待办
          {data.lastWorkAt === null ? '。' : `；最近完成一项是在 ${shanghaiTime(data.lastWorkAt)}。`}
        </p>
      ) : (
        <ul className="workers">
          {data.workers.map(({ holder, claims, leaseUntil }) => {
            const [host = holder, pid = ''] = holder.split(':');
            return (
              <li key={holder}>
                <b>{host}</b>
                <span>进程 {pid}</span>
                <span>正在处理 {claims} 项</span>
                <span className="absent">占用至 {shanghaiTime(leaseUntil).slice(11)}</span>
              </li>
            );
          })}
        </ul>
      )}
      <h2>队列</h2>
      {data.hasBoard ? (
        <p>
          Redis 队列中有{' '}
          {data.queueSize === null ? '（此刻连不上 Redis，数目不明）' : data.queueSize.toLocaleString('zh-CN')} 项。{' '}
          <a href="/operation/queue/" target="_blank" rel="noreferrer">
            打开队列面板（只读）
          </a>
        </p>
      ) : (
        <p className="absent">本部署未设 REDIS_URL，队列在采集进程之内，没有队列面板；以上待办取自记录库，完整可靠。</p>
      )}
    </section>
  );
}

function StoragePanel() {
  const storage = useStorageState();
  const { data } = storage;
  if (storage.isError) return <Failure error={storage.error} retry={() => void storage.refetch()} />;
  if (data === undefined) return <Waiting label="存储" />;
  const { kinds, databaseBytes, disk, retention, countedAt } = data;
  const isFull = disk !== null && disk.free < disk.total * leastFree;
  return (
    <section className="panel" aria-label="存储">
      <h2>存储</h2>
      {isFull && (
        <Alert
          type="error"
          showIcon
          title={`磁盘只剩 ${bytesInWords(disk.free)}`}
          description="磁盘写满后采集会停止。请管理员扩容，或按保存期限清理（guazheng evidence retention）。"
        />
      )}
      <div className="storage">
        <table className="data narrow">
          <thead>
            <tr>
              <th scope="col">种类</th>
              <th scope="col" className="figure">
                件数
              </th>
              <th scope="col" className="figure">
                登记大小
              </th>
            </tr>
          </thead>
          <tbody>
            {kinds.map(({ kind, count, bytes }) => (
              <tr key={kind}>
                <th scope="row">{storedKindName(kind)}</th>
                <td className="figure">{count.toLocaleString('zh-CN')}</td>
                <td className="figure">{bytes === null ? '见各件记录' : bytesInWords(bytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <dl className="plain-facts">
          <div>
            <dt>数据库</dt>
            <dd>{bytesInWords(databaseBytes)}</dd>
          </div>
          <div>
            <dt>磁盘</dt>
            <dd>
              {disk === null ? '不在本机，无法得知' : `可用 ${bytesInWords(disk.free)}，共 ${bytesInWords(disk.total)}`}
            </dd>
          </div>
          <div>
            <dt>已按期限删除</dt>
            <dd>
              {retention.retired.toLocaleString('zh-CN')} 件，{bytesInWords(retention.bytes)}
              {retention.lastAt !== null && `，最近在 ${shanghaiTime(retention.lastAt)}`}
            </dd>
          </div>
          <div>
            <dt>暂缓删除</dt>
            <dd>{retention.holds.toLocaleString('zh-CN')} 条信息因办案保留</dd>
          </div>
          <div>
            <dt>统计于</dt>
            <dd>{shanghaiTime(countedAt)}</dd>
          </div>
        </dl>
      </div>
      <p className="note">相同内容只存一份，磁盘上的实际占用不大于登记大小。</p>
    </section>
  );
}

function Waiting({ label }: { label: string }) {
  return (
    <section className="panel" aria-label={label} aria-busy="true">
      <Skeleton active paragraph={{ rows: 5 }} />
    </section>
  );
}
