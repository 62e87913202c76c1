import { Alert, Button, Empty, Input, Skeleton, Space } from 'antd';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { Schedule } from '../../../contracts/api/operation/schedules.js';
import { Failure } from '../failure.js';
import { shanghaiMinute } from '../shanghai-time.js';
import { ActNotice } from './act-notice.js';
import { cronInWords } from './cron-in-words.js';
import { OperationShell } from './operation-shell.js';
import { switchSchedule, useAct, useSchedules } from './queries.js';
import { StartRun } from './run-buttons.js';
import { ScheduleForm } from './schedule-form.js';
import { useMayOperate } from './use-may-operate.js';

/** Rows shown at first; the search finds the rest. */
const mostShown = 100;

/** 采集计划: when each platform is crawled. */
export default function SchedulesPage() {
  const schedules = useSchedules();
  const [parameters, setParameters] = useSearchParams();
  const q = parameters.get('q') ?? '';
  const [editing, edit] = useState<{ id: string; name: string; schedule?: Schedule }>();
  const mayOperate = useMayOperate();
  const matches = (id: string, name: string) => id.includes(q.toLowerCase()) || name.includes(q);
  const rows = schedules.data?.schedules.filter(({ platformId, platformName }) => matches(platformId, platformName));
  const without = schedules.data?.without.filter(({ id, name }) => matches(id, name)) ?? [];
  return (
    <OperationShell title="采集计划">
      <section className="panel">
        <div className="filter-bar">
          <Input.Search
            className="platform-search"
            type="search"
            aria-label="按名称或编号查找平台"
            placeholder="名称或编号"
            allowClear
            defaultValue={q}
            onSearch={(value) => setParameters(value.trim() === '' ? {} : { q: value.trim() }, { replace: true })}
          />
          <p className="note">时间均为北京时间；上一批次未结束时不会开始新的批次。</p>
        </div>
        {schedules.isError && <Failure error={schedules.error} retry={() => void schedules.refetch()} />}
        {rows === undefined && !schedules.isError && (
          <Skeleton active title={false} paragraph={{ rows: 8, width: '100%' }} />
        )}
        {rows?.length === 0 && without.length === 0 && (
          <Empty className="roomy" image={Empty.PRESENTED_IMAGE_SIMPLE} description="没有符合条件的平台。" />
        )}
        <ul className="schedule-list">
          {rows?.slice(0, mostShown).map((schedule) => (
            <ScheduleRow
              key={schedule.platformId}
              schedule={schedule}
              edit={() => edit({ id: schedule.platformId, name: schedule.platformName, schedule })}
            />
          ))}
        </ul>
        {rows !== undefined && rows.length > mostShown && (
          <Alert type="info" title={`共 ${rows.length} 个计划，只显示前 ${mostShown} 个，请用名称查找。`} />
        )}
      </section>
      {without.length > 0 && (
        <section className="panel" aria-label="没有计划的平台">
          <h2>没有计划的平台</h2>
          <ul className="without">
            {without.slice(0, mostShown).map(({ id, name }) => (
              <li key={id}>
                <Link to={`/operation/platforms/${encodeURIComponent(id)}`}>{name}</Link>
                {mayOperate && (
                  <Button size="small" onClick={() => edit({ id, name })}>
                    设定计划
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      {editing !== undefined && (
        <ScheduleForm
          platformId={editing.id}
          platformName={editing.name}
          schedule={editing.schedule}
          close={() => edit(undefined)}
        />
      )}
    </OperationShell>
  );
}

function ScheduleRow({ schedule, edit }: { schedule: Schedule; edit: () => void }) {
  const { platformId, platformName, cron, timeZone, window, pageBudget, paused, next, runningSince } = schedule;
  const act = useAct((to: 'pause' | 'resume') => switchSchedule(platformId, to));
  const mayOperate = useMayOperate();
  return (
    <li className={paused ? 'paused' : undefined}>
      <div className="schedule-what">
        <Link to={`/operation/platforms/${encodeURIComponent(platformId)}`}>{platformName}</Link>
        {paused && <span className="state-tag warn">已暂停</span>}
        {runningSince !== null && <span className="state-tag active">正在采集</span>}
        <p>
          <b>{cronInWords(cron) ?? '按 cron 表达式'}</b> <code>{cron}</code>
          {timeZone !== 'Asia/Shanghai' && <span>（{timeZone}）</span>}
        </p>
        <p className="note">
          {window === null ? '不限采集时段' : `只在 ${window} 采集`}，
          {pageBudget === null ? '页数上限按平台文件' : `每次至多 ${pageBudget.toLocaleString('zh-CN')} 页`}
        </p>
      </div>
      <ol className="fires" aria-label="后五次开始时间">
        {next.map((fire) => (
          <li key={fire}>
            <time dateTime={fire}>{shanghaiMinute(fire).slice(5)}</time>
          </li>
        ))}
        {next.length === 0 && <li className="absent">恢复后才会开始</li>}
      </ol>
      {mayOperate && (
        <div className="schedule-acts">
          <Space wrap>
            <Button onClick={edit}>修改</Button>
            <Button loading={act.isPending} onClick={() => act.mutate(paused ? 'resume' : 'pause')}>
              {paused ? '恢复计划' : '暂停计划'}
            </Button>
          </Space>
          <StartRun platformId={platformId} />
          <ActNotice act={act} />
        </div>
      )}
    </li>
  );
}
