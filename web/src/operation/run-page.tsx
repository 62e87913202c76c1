import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Segmented, Skeleton } from 'antd';
import { useEffect, useState } from 'react';
import { Link, useParams } from 'react-router';
import {
  type CrawledPage,
  type PageState,
  pageState,
  type RunDetail,
  type RunProgress,
} from '../../../contracts/api/operation/runs.js';
import { Failure } from '../failure.js';
import { shanghaiTime } from '../shanghai-time.js';
import { AdvertisedText } from '../text/advertised-text.js';
import { CaptureDrawer } from './capture-drawer.js';
import { failureReason } from './failure-reasons.js';
import { RunTag } from './health-tag.js';
import { OperationShell } from './operation-shell.js';
import { useRun, useRunPages } from './queries.js';
import { RunActs } from './run-buttons.js';
import { pageKindName, pageStateName, secondsInWords, startInWords } from './terms.js';
import { type Connection, useRunEvents } from './use-run-events.js';

/** 采集批次: how far it is, live, and its pages. */
export default function RunPage() {
  const { id = '' } = useParams();
  const run = useRun(id);
  const [epoch, setEpoch] = useState(0);
  const { progress: told, connection } = useRunEvents(id, epoch);
  useEnd(id, connection);
  const { data } = run;
  const known = data?.progress;
  // A run whose failures were run again goes on after its end.
  const isReopened = connection === 'ended' && known?.state === 'running';
  useEffect(() => {
    if (isReopened) setEpoch((before) => before + 1);
  }, [isReopened]);
  if (run.isError) {
    return (
      <OperationShell title="采集批次">
        <Failure error={run.error} retry={() => void run.refetch()} />
      </OperationShell>
    );
  }
  if (data === undefined || known === undefined) {
    return (
      <OperationShell title="采集批次">
        <div className="panel roomy" aria-busy="true">
          <Skeleton active paragraph={{ rows: 8 }} />
        </div>
      </OperationShell>
    );
  }
  const progress = told ?? known;
  return (
    <OperationShell
      title={
        <>
          <Link to={`/operation/platforms/${encodeURIComponent(data.run.platformId)}`}>{data.run.platformName}</Link>{' '}
          <small>{shanghaiTime(data.run.startedAt)} 开始</small>
        </>
      }
      actions={<RunActs id={id} state={progress.state} pausedAt={progress.pausedAt} />}
    >
      <ProgressPanel detail={data} progress={progress} connection={connection} />
      <PagesPanel id={id} progress={progress} />
    </OperationShell>
  );
}

/** When the run ends, whatever else is shown of it is read again. */
function useEnd(id: string, connection: Connection): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (connection === 'ended') void queries.invalidateQueries({ queryKey: ['operation'] });
  }, [queries, connection]);
  useEffect(() => {
    if (id !== '' && connection === 'live') void queries.invalidateQueries({ queryKey: ['operation', 'pages', id] });
  }, [queries, id, connection]);
}

function ProgressPanel({
  detail,
  progress,
  connection,
}: {
  detail: RunDetail;
  progress: RunProgress;
  connection: Connection;
}) {
  const { pages } = progress;
  const known = Object.values(pages).reduce((sum, count) => sum + count, 0);
  const ended = pages.done + pages.dead + pages.refused;
  const { run, version, pageBudget, window, errors, alarm } = detail;
  const until = progress.finishedAt ?? new Date().toISOString();
  const seconds = (Date.parse(until) - Date.parse(run.startedAt)) / 1000;
  return (
    <section className="panel run-progress" aria-label="进度">
      <div className="run-line">
        <RunTag state={progress.state} pausedAt={progress.pausedAt} />
        <span className="run-words" role="status">
          {known === 0 ? '还没有页面' : `已处理 ${ended.toLocaleString('zh-CN')} / ${known.toLocaleString('zh-CN')} 页`}
          ，读出 {progress.postings.toLocaleString('zh-CN')} 条
        </span>
        <ConnectionNote connection={connection} state={progress.state} />
      </div>
      <div
        className="run-bar"
        role="progressbar"
        aria-label="已处理的页面"
        aria-valuemin={0}
        aria-valuemax={known}
        aria-valuenow={ended}
      >
        {(['done', 'refused', 'dead', 'fetched', 'due'] as const).map((state) => (
          <span key={state} className={state} style={{ flexGrow: pages[state] }} />
        ))}
      </div>
      <dl className="run-counts">
        {pageState.options.map((state) => (
          <div key={state} className={pages[state] === 0 ? `${state} none` : state}>
            <dt>{pageStateName[state]}</dt>
            <dd>{pages[state].toLocaleString('zh-CN')}</dd>
          </div>
        ))}
        <div>
          <dt>正在采集</dt>
          <dd>{progress.claimed.toLocaleString('zh-CN')}</dd>
        </div>
        <div>
          <dt>待读取与研判</dt>
          <dd>{progress.otherWork.toLocaleString('zh-CN')}</dd>
        </div>
        <div>
          <dt>用时</dt>
          <dd>{secondsInWords(Math.max(0, seconds))}</dd>
        </div>
      </dl>
      {progress.pausedAt !== null && (
        <Alert
          type="warning"
          showIcon
          title={`已于 ${shanghaiTime(progress.pausedAt)} 暂停`}
          description="不再向平台取新的页面；已取到的页面会读完。点击“继续”接着采集。"
        />
      )}
      {progress.waiting !== null && (
        <p className="note">
          正在等待 {progress.waiting.hosts.join('、')}：按间隔、时段或平台的要求，最早{' '}
          {shanghaiTime(progress.waiting.until)} 继续。
        </p>
      )}
      <p className="note">
        平台文件第 {version} 版；页数上限 {pageBudget.toLocaleString('zh-CN')}；
        {window === null ? '不限采集时段' : `只在 ${window} 采集`}；{startInWords(run.startedBy)}采集。
      </p>
      {alarm.length > 0 && <Alert type="error" showIcon title="版式告警" description={alarm.join('；')} />}
      {errors.length > 0 && (
        <ul className="missed-list" aria-label="未采到的原因">
          {errors.map(({ code, pages: count }) => (
            <li key={code} title={failureReason(code).advice}>
              {failureReason(code).reason} <b>{count}</b> 页
            </li>
          ))}
          <li>
            <Link to={`/operation/failures?platform=${encodeURIComponent(run.platformId)}`}>查看失败并重新执行</Link>
          </li>
        </ul>
      )}
    </section>
  );
}

function ConnectionNote({ connection, state }: { connection: Connection; state: string }) {
  if (connection === 'logged out') return <span className="connection bad">实时进度已断开，请刷新页面或重新登录</span>;
  if (connection === 'lost') return <span className="connection warn">连接中断，正在重连…</span>;
  if (connection === 'live' && state === 'running') return <span className="connection good">实时</span>;
  return null;
}

function PagesPanel({ id, progress }: { id: string; progress: RunProgress }) {
  const [state, setState] = useState<PageState | ''>('');
  const [capture, setCapture] = useState<string>();
  const pages = useRunPages(id, state === '' ? undefined : state);
  const rows = pages.data?.pages.flatMap((page) => page.pages);
  return (
    <section className="panel" aria-label="页面">
      <div className="filter-bar">
        <Segmented
          aria-label="页面状态"
          value={state}
          onChange={setState}
          options={[
            { value: '' as const, label: '全部页面' },
            ...pageState.options.map((value) => ({ value, label: `${pageStateName[value]} ${progress.pages[value]}` })),
          ]}
        />
        <Button onClick={() => void pages.refetch()} loading={pages.isRefetching}>
          刷新列表
        </Button>
      </div>
      {pages.isError && <Failure error={pages.error} retry={() => void pages.refetch()} />}
      {rows === undefined && !pages.isError && <Skeleton active title={false} paragraph={{ rows: 6, width: '100%' }} />}
      {rows?.length === 0 && <p className="absent roomy">没有这种状态的页面。</p>}
      {rows !== undefined && rows.length > 0 && (
        <ul className="page-list">
          {rows.map((page) => (
            <PageRow key={page.id} page={page} show={setCapture} />
          ))}
        </ul>
      )}
      {pages.hasNextPage && (
        <div className="list-end">
          <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            加载更多
          </Button>
        </div>
      )}
      <CaptureDrawer id={capture} close={() => setCapture(undefined)} />
    </section>
  );
}

function PageRow({ page, show }: { page: CrawledPage; show: (captureId: string) => void }) {
  const { url, kind, state, errorCode, captureId } = page;
  const isFailure = state === 'dead' || state === 'refused';
  return (
    <li>
      <span className={`page-state ${state}`}>{pageStateName[state]}</span>
      <span className="page-kind">{pageKindName(kind)}</span>
      <span className="page-url">
        <code>
          <AdvertisedText text={url} />
        </code>
        {errorCode !== null && isFailure && (
          <span className="under" title={page.errorMessage ?? undefined}>
            {failureReason(errorCode).reason}
          </span>
        )}
      </span>
      {captureId !== null && (
        <Button size="small" type="link" onClick={() => show(captureId)}>
          采集件
        </Button>
      )}
    </li>
  );
}
