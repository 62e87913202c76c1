import { Button, Popconfirm, Space } from 'antd';
import { useNavigate } from 'react-router';
import type { RunState } from '../../../contracts/api/operation/runs.js';
import { ActNotice } from './act-notice.js';
import { actOnRun, startRun, useAct } from './queries.js';
import { useMayOperate } from './use-may-operate.js';

/** 立即采集: the run that the schedule would start, or a full one; then its progress. */
export function StartRun({ platformId }: { platformId: string }) {
  const navigate = useNavigate();
  const start = useAct(async (full: boolean) => {
    const { runId } = await startRun(platformId, { full, pageBudget: null });
    navigate(`/operation/runs/${runId}`);
  });
  if (!useMayOperate()) return null;
  return (
    <>
      <Space.Compact>
        <Button type="primary" loading={start.isPending} onClick={() => start.mutate(false)}>
          立即采集
        </Button>
        <Popconfirm
          title="全量采集"
          description="列表中的每条信息都重新采集，用时较长，给平台的负担也大。"
          okText="开始"
          cancelText="返回"
          onConfirm={() => start.mutate(true)}
        >
          <Button disabled={start.isPending}>全量采集</Button>
        </Popconfirm>
      </Space.Compact>
      <ActNotice act={start} />
    </>
  );
}

/** 暂停、继续、取消, as far as they make sense for the run. */
export function RunActs({ id, state, pausedAt }: { id: string; state: RunState; pausedAt: string | null }) {
  const act = useAct((what: 'pause' | 'resume' | 'cancel') => actOnRun(id, what));
  if (!useMayOperate() || (state !== 'running' && !act.isError)) return null;
  return (
    <>
      {state === 'running' && (
        <Space>
          {pausedAt === null ? (
            <Button loading={act.isPending} onClick={() => act.mutate('pause')}>
              暂停
            </Button>
          ) : (
            <Button type="primary" loading={act.isPending} onClick={() => act.mutate('resume')}>
              继续
            </Button>
          )}
          <Popconfirm
            title="取消这个批次？"
            description="尚未采集的页面记为按规则不采集，以后可在“失败”中重新执行。"
            okText="取消批次"
            cancelText="返回"
            onConfirm={() => act.mutate('cancel')}
          >
            <Button disabled={act.isPending}>取消</Button>
          </Popconfirm>
        </Space>
      )}
      <ActNotice act={act} />
    </>
  );
}
