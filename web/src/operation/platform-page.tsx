import { Alert, Button, Empty, Popconfirm, Skeleton, Space } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { PlatformDetail } from '../../../contracts/api/operation/platforms.js';
import { Failure } from '../failure.js';
import { shanghaiMinute } from '../shanghai-time.js';
import { ActNotice } from './act-notice.js';
import { CaptureDrawer } from './capture-drawer.js';
import { cronInWords } from './cron-in-words.js';
import { FailureGroupPanel } from './failure-group.js';
import { HealthTag } from './health-tag.js';
import { OperationShell } from './operation-shell.js';
import { closeAlarms, useAct, usePlatform } from './queries.js';
import { StartRun } from './run-buttons.js';
import { RunTable } from './run-table.js';
import { ScheduleForm } from './schedule-form.js';
import { healthMeaning, methodName, pageKindName } from './terms.js';
import { useMayOperate } from './use-may-operate.js';
import { YieldFigure } from './yield-figure.js';

/** 平台: everything that an operator asks about one. */
export default function PlatformPage() {
  const { id = '' } = useParams();
  const platform = usePlatform(id);
  const [capture, setCapture] = useState<string>();
  const [isScheduling, schedule] = useState(false);
  const mayOperate = useMayOperate();
  const { data } = platform;
  if (data === undefined) {
    return (
      <OperationShell title="平台">
        {platform.isError ? (
          <Failure error={platform.error} retry={() => void platform.refetch()} />
        ) : (
          <div className="panel roomy" aria-busy="true">
            <Skeleton active paragraph={{ rows: 10 }} />
          </div>
        )}
      </OperationShell>
    );
  }
  return (
    <OperationShell
      title={
        <>
          {data.name} <small>{data.id}</small> <HealthTag health={data.health} />
        </>
      }
      actions={
        <Space wrap>
          {mayOperate && (
            <Link className="ant-btn-like" to={`/operation/platforms/${encodeURIComponent(id)}/edit`}>
              修改平台文件
            </Link>
          )}
          <StartRun platformId={id} />
        </Space>
      }
    >
      {data.health !== 'ok' && data.health !== 'alarm' && (
        <Alert type={data.health === 'failing' ? 'error' : 'warning'} showIcon title={healthMeaning[data.health]} />
      )}
      <Alarms platform={data} showCapture={setCapture} />
      <div className="platform-columns">
        <div>
          <section className="panel" aria-label="产出">
            <h2>产出</h2>
            <YieldFigure yields={data.yields} />
          </section>
          <section className="panel" aria-label="最近的失败">
            <h2>最近一次采集中的失败</h2>
            {data.failures.length === 0 ? (
              <p className="absent">没有失败。</p>
            ) : (
              <ul className="failure-groups">
                {data.failures.map((group) => (
                  <FailureGroupPanel
                    key={`${group.errorClass} ${group.errorCode}`}
                    {...{ group, runs: 'newest' as const, withPlatform: false, showCapture: setCapture }}
                  />
                ))}
              </ul>
            )}
          </section>
        </div>
        <aside>
          <SchedulePanel platform={data} edit={mayOperate ? () => schedule(true) : undefined} />
          <RulesPanel platform={data} />
          <VersionsPanel platform={data} />
        </aside>
      </div>
      <section className="panel" aria-label="最近的批次">
        <h2>最近的批次</h2>
        {data.runs.length === 0 ? (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="还没有采集过，点击右上角“立即采集”。" />
        ) : (
          <RunTable runs={data.runs} withPlatform={false} />
        )}
        {data.runs.length > 0 && <Link to={`/operation/runs?platform=${encodeURIComponent(id)}`}>全部批次</Link>}
      </section>
      <CaptureDrawer id={capture} close={() => setCapture(undefined)} />
      {isScheduling && (
        <ScheduleForm
          platformId={id}
          platformName={data.name}
          schedule={data.scheduled ?? undefined}
          close={() => schedule(false)}
        />
      )}
    </OperationShell>
  );
}

function Alarms({ platform, showCapture }: { platform: PlatformDetail; showCapture: (id: string) => void }) {
  const open = platform.alarms.filter(({ closedAt }) => closedAt === null);
  const close = useAct(() => closeAlarms(platform.id));
  const mayOperate = useMayOperate();
  return (
    <>
      {open.map(({ id, raisedAt, reasons, sampleCaptureId, crawlRunId }) => (
        <Alert
          key={id}
          type="error"
          showIcon
          title={`版式告警（${shanghaiMinute(raisedAt)}）：产出明显偏离以往`}
          description={
            <>
              <ul>
                {reasons.map((reason) => (
                  <li key={reason}>{reason}</li>
                ))}
              </ul>
              <Space>
                {sampleCaptureId !== null && (
                  <Button size="small" onClick={() => showCapture(sampleCaptureId)}>
                    查看样本采集件
                  </Button>
                )}
                <Link to={`/operation/runs/${crawlRunId}`}>查看该批次</Link>
              </Space>
            </>
          }
          action={
            mayOperate && (
              <Popconfirm
                title="关闭告警？"
                description="表示已核实处理；此后这些批次计入该平台的以往产出。"
                okText="关闭告警"
                cancelText="返回"
                onConfirm={() => close.mutate(undefined)}
              >
                <Button size="small" loading={close.isPending}>
                  关闭告警
                </Button>
              </Popconfirm>
            )
          }
        />
      ))}
      <ActNotice act={close} done="告警已关闭。" />
    </>
  );
}

function SchedulePanel({ platform, edit }: { platform: PlatformDetail; edit: (() => void) | undefined }) {
  const { scheduled } = platform;
  return (
    <section className="panel" aria-label="采集计划">
      <h2>采集计划</h2>
      {scheduled === null ? (
        <p className="absent">没有计划，只能手动采集。</p>
      ) : (
        <>
          <p>
            <b>{cronInWords(scheduled.cron) ?? scheduled.cron}</b>
            {scheduled.paused && <span className="state-tag warn">已暂停</span>}
          </p>
          <p className="note">{scheduled.window === null ? '不限采集时段' : `只在 ${scheduled.window} 采集`}</p>
          <ol className="fires" aria-label="后五次开始时间">
            {scheduled.next.map((fire) => (
              <li key={fire}>
                <time dateTime={fire}>{shanghaiMinute(fire).slice(5)}</time>
              </li>
            ))}
          </ol>
        </>
      )}
      {edit !== undefined && (
        <Button size="small" onClick={edit}>
          {scheduled === null ? '设定计划' : '修改计划'}
        </Button>
      )}
    </section>
  );
}

const robotsWords = {
  rules: '有规则，按其采集',
  absent: '没有 robots.txt，可以采集',
  unreachable: '取不到，按规则不采集',
} as const;

function RulesPanel({ platform }: { platform: PlatformDetail }) {
  const { pace, limits, fetch, methods, robots, legalBasis, entry } = platform;
  return (
    <section className="panel" aria-label="采集规则">
      <h2>采集规则</h2>
      <dl className="plain-facts">
        <div>
          <dt>入口</dt>
          <dd>
            {entry.map((url) => (
              <code key={url}>{url}</code>
            ))}
          </dd>
        </div>
        <div>
          <dt>采集依据</dt>
          <dd>
            {legalBasis === null
              ? 'robots.txt 允许的范围'
              : `${legalBasis.basis}（${legalBasis.grantedBy} 授权，至 ${shanghaiMinute(legalBasis.validUntil)}）`}
          </dd>
        </div>
        {robots.map(({ origin, outcome, fetchedAt, text }) => (
          <div key={origin}>
            <dt>robots.txt</dt>
            <dd>
              {outcome === null ? '尚未取过' : robotsWords[outcome]}
              {fetchedAt !== null && <span className="absent">（{shanghaiMinute(fetchedAt).slice(5)} 取得）</span>}
              {text !== '' && (
                <details>
                  <summary>{new URL(origin).hostname} 的规则</summary>
                  <pre className="captured small">{text}</pre>
                </details>
              )}
            </dd>
          </div>
        ))}
        <div>
          <dt>间隔</dt>
          <dd>同一主机两次请求至少相隔 {pace.gapMilliseconds.toLocaleString('zh-CN')} 毫秒</dd>
        </div>
        <div>
          <dt>上限</dt>
          <dd>
            每次 {limits.pages.toLocaleString('zh-CN')} 页、列表 {limits.listPages} 页；单页 {limits.megabytes} MB、
            {limits.seconds} 秒
          </dd>
        </div>
        <div>
          <dt>取页方式</dt>
          <dd>
            {fetch !== null
              ? `${methodName(fetch)}（平台文件指定）`
              : methods.length === 0
                ? '尚在试比较'
                : methods.map(({ kind, method, settledAt, forHttp, forBrowser }) => (
                    <span key={kind} className="line">
                      {pageKindName(kind)}：{methodName(method)}
                      {settledAt === null ? `（比较中，直接下载 ${forHttp}，浏览器 ${forBrowser}）` : ''}
                    </span>
                  ))}
          </dd>
        </div>
      </dl>
      <p className="note">采集依据由主管授权，不在平台文件中修改。</p>
    </section>
  );
}

function VersionsPanel({ platform: { id, versions } }: { platform: PlatformDetail }) {
  return (
    <section className="panel" aria-label="平台文件的版本">
      <h2>平台文件</h2>
      <ul className="versions">
        {versions.slice(0, 6).map(({ number, savedBy, createdAt }) => (
          <li key={number}>
            <Link to={`/operation/platforms/${encodeURIComponent(id)}/versions/${number}`}>第 {number} 版</Link>
            <span>{savedBy ?? '命令行'}</span>
            <time dateTime={createdAt}>{shanghaiMinute(createdAt).slice(5)}</time>
          </li>
        ))}
      </ul>
    </section>
  );
}
