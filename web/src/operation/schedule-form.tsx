import { Alert, Button, Input, InputNumber, Modal } from 'antd';
import { useDeferredValue, useId, useState } from 'react';
import type { Schedule } from '../../../contracts/api/operation/schedules.js';
import { shanghaiMinute } from '../shanghai-time.js';
import { ActNotice } from './act-notice.js';
import { cronInWords } from './cron-in-words.js';
import { setSchedule, useAct, useSchedulePreview } from './queries.js';

/** Plans that operators choose most. Platforms are quiet at night. */
const usual = [
  ['30 22 * * *', '每天 22:30'],
  ['0 2 * * *', '每天 02:00'],
  ['0 23 * * 1-5', '工作日 23:00'],
  ['0 */6 * * *', '每 6 小时'],
] as const;

/** Sets when a platform is crawled, with the starts that come of it. */
export function ScheduleForm({
  platformId,
  platformName,
  schedule,
  close,
}: {
  platformId: string;
  platformName: string;
  schedule: Schedule | undefined;
  close: () => void;
}) {
  const [cron, setCron] = useState(schedule?.cron ?? '30 22 * * *');
  const [window, setWindow] = useState(schedule?.window ?? '');
  const [pageBudget, setPageBudget] = useState<number | null>(schedule?.pageBudget ?? null);
  const timeZone = schedule?.timeZone ?? 'Asia/Shanghai';
  const save = useAct(async () => {
    await setSchedule(platformId, { cron, timeZone, window: window.trim() === '' ? null : window.trim(), pageBudget });
    close();
  });
  const ids = useId();
  return (
    <Modal
      open
      title={`采集计划：${platformName}`}
      onCancel={close}
      okText="保存"
      cancelText="返回"
      confirmLoading={save.isPending}
      onOk={() => save.mutate(undefined)}
    >
      <div className="schedule-form">
        <label htmlFor={`${ids}cron`}>开始时间（cron 五段：分 时 日 月 周）</label>
        <Input id={`${ids}cron`} value={cron} onChange={({ target }) => setCron(target.value)} spellCheck={false} />
        <div className="usual">
          {usual.map(([expression, name]) => (
            <Button key={expression} size="small" onClick={() => setCron(expression)}>
              {name}
            </Button>
          ))}
        </div>
        <NextStarts cron={cron} timeZone={timeZone} />
        <label htmlFor={`${ids}window`}>采集时段（留空为不限）</label>
        <Input
          id={`${ids}window`}
          value={window}
          placeholder="22:00-06:30"
          onChange={({ target }) => setWindow(target.value)}
        />
        <p className="note">只在这段时间向平台取页面；到点未采完的，下一时段接着采。</p>
        <label htmlFor={`${ids}budget`}>每次页数上限（留空按平台文件）</label>
        <InputNumber id={`${ids}budget`} value={pageBudget} min={1} max={1_000_000} onChange={setPageBudget} />
      </div>
      <ActNotice act={save} />
    </Modal>
  );
}

function NextStarts({ cron, timeZone }: { cron: string; timeZone: string }) {
  const typed = useDeferredValue(cron.trim());
  const preview = useSchedulePreview(typed, timeZone);
  if (preview.isError) return <Alert type="error" showIcon title={preview.error.message} />;
  const words = cronInWords(typed);
  return (
    <div className="next-starts" aria-live="polite">
      <p>{words ?? '按下列时间开始'}</p>
      <ol aria-label="后五次开始时间">
        {preview.data?.next.map((fire) => (
          <li key={fire}>
            <time dateTime={fire}>{shanghaiMinute(fire)}</time>
          </li>
        ))}
      </ol>
      <p className="note">北京时间</p>
    </div>
  );
}
