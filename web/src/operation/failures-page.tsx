import { Alert, Button, Empty, Segmented, Skeleton } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { Failure } from '../failure.js';
import { CaptureDrawer } from './capture-drawer.js';
import { FailureGroupPanel } from './failure-group.js';
import { OperationShell } from './operation-shell.js';
import { useFailureGroups } from './queries.js';
import { className, errorClasses } from './terms.js';

/** 失败: by reason, the most frequent first. */
export default function FailuresPage() {
  const [parameters, setParameters] = useSearchParams();
  const runs: 'newest' | 'all' = parameters.get('runs') === 'all' ? 'all' : 'newest';
  const filters = { platform: parameters.get('platform') ?? '', class: parameters.get('class') ?? '', runs };
  const failures = useFailureGroups(filters);
  const [capture, setCapture] = useState<string>();
  const [sentence, tell] = useState<string>();
  const change = (changed: Partial<typeof filters>) =>
    setParameters(
      new URLSearchParams(
        Object.entries({ ...filters, ...changed }).filter(([, value]) => value !== '' && value !== 'newest'),
      ),
      { replace: true },
    );
  const groups = failures.data?.groups;
  return (
    <OperationShell title="失败">
      <section className="panel">
        <div className="filter-bar">
          <Segmented
            aria-label="类别"
            value={filters.class}
            onChange={(value) => change({ class: value })}
            options={[
              { value: '', label: '全部' },
              ...errorClasses.map((value) => ({ value, label: className(value) })),
            ]}
          />
          <Segmented<'newest' | 'all'>
            aria-label="范围"
            value={runs}
            onChange={(value) => change({ runs: value })}
            options={[
              { value: 'newest', label: '各平台最近一次' },
              { value: 'all', label: '所有批次' },
            ]}
          />
          {filters.platform !== '' && (
            <Button onClick={() => change({ platform: '' })}>只看平台 {filters.platform} ✕</Button>
          )}
        </div>
        {runs === 'all' && <p className="note">较早批次的失败只供查看；能重新执行的是各平台最近一次采集中的失败。</p>}
        {failures.isError && <Failure error={failures.error} retry={() => void failures.refetch()} />}
        {groups === undefined && !failures.isError && (
          <Skeleton active title={false} paragraph={{ rows: 8, width: '100%' }} />
        )}
        {groups?.length === 0 && (
          <Empty className="roomy" image={Empty.PRESENTED_IMAGE_SIMPLE} description="没有这样的失败。" />
        )}
        {sentence !== undefined && (
          <Alert type="success" showIcon title={sentence} closable={{ onClose: () => tell(undefined) }} />
        )}
        <ul className="failure-groups">
          {groups?.map((group) => (
            <FailureGroupPanel
              key={`${group.platformId} ${group.errorClass} ${group.errorCode}`}
              {...{ group, runs, showCapture: setCapture, told: tell }}
              withPlatform
            />
          ))}
        </ul>
      </section>
      <CaptureDrawer id={capture} close={() => setCapture(undefined)} />
    </OperationShell>
  );
}
