import { Alert, Button, Progress } from 'antd';
import type { RunProgress } from '../../../contracts/api/testing.js';

interface Run {
  readonly name: string;
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  readonly progress: RunProgress;
  readonly failure: { readonly message: string } | null;
}

const stageName: Record<RunProgress['stage'], string> = { reading: '读取', judging: '研判', measuring: '计算指标' };

/** How far a run is, with a way to end it; afterwards why there is no result. */
export function RunPanel({ run, cancel }: { run: Run; cancel: () => void }) {
  const { name, state, progress, failure } = run;
  if (state === 'done') return null;
  if (state !== 'running')
    return (
      <Alert
        type={state === 'failed' ? 'error' : 'info'}
        showIcon
        title={state === 'failed' ? '没有完成' : '已取消'}
        description={failure?.message ?? '没有保存任何结果。'}
      />
    );
  const { stage, done, total } = progress;
  const share = total === null || total === 0 ? 0 : Math.round((done / total) * 100);
  return (
    <section className="panel run" aria-label="进度" aria-live="polite">
      <p>
        正在{stageName[stage]} <bdi>{name}</bdi>
        {total !== null && `：${done.toLocaleString('zh-CN')} / ${total.toLocaleString('zh-CN')} 条`}
      </p>
      <Progress percent={share} status="active" showInfo={total !== null} aria-label="完成的比例" />
      <Button onClick={cancel}>取消</Button>
    </section>
  );
}
