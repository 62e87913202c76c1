import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Select, Skeleton } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import type { ReleaseOverview } from '../../../contracts/api/testing.js';
import { useKnownSession } from '../api/session.js';
import { Failure } from '../failure.js';
import { shanghaiMinute } from '../shanghai-time.js';
import { ChooseFile } from './choose-file.js';
import { ComparisonPanel } from './comparison-panel.js';
import { LabelsPanel } from './labels-panel.js';
import { RunPanel } from './run-panel.js';
import {
  cancelComparison,
  compareNamed,
  compareUploaded,
  releasesKey,
  useComparisonRun,
  useReleases,
} from './testing-api.js';
import './testing.css';

/** 研判版本: which one judges, a challenger beside it, and who activated which. */
export default function ReleasesPage() {
  const { role } = useKnownSession();
  const releases = useReleases();
  return (
    <div className="testing">
      <h1>研判版本</h1>
      {releases.isError && <Failure error={releases.error} retry={() => void releases.refetch()} />}
      {releases.isPending && <Skeleton active paragraph={{ rows: 6 }} />}
      {releases.data && (
        <>
          <ActiveRelease overview={releases.data} />
          {role !== 'auditor' && <Challenge overview={releases.data} />}
          <Activations activations={releases.data.activations} />
        </>
      )}
      <LabelsPanel mayDownload={role !== 'auditor'} />
    </div>
  );
}

const originName: Record<ReleaseOverview['active']['from'], string> = {
  setting: '由部署设置（GUAZHENG_RELEASE）指定，页面上不能更换',
  activation: '由主管启用',
  file: '随程序提供，或由命令 release activate 启用',
};

function ActiveRelease({ overview: { active } }: { overview: ReleaseOverview }) {
  return (
    <section className="panel" aria-label="生效的版本">
      <h2>生效的版本</h2>
      <p>
        <code className="release-id">{active.id}</code>
      </p>
      <p className="note">
        {originName[active.from]}；用 {active.trainedOn.toLocaleString('zh-CN')} 条信息训练；概率{' '}
        {active.thresholds.flagged} 起为可疑，{active.thresholds.borderline} 起为存疑。
      </p>
    </section>
  );
}

function Challenge({ overview: { named, active } }: { overview: ReleaseOverview }) {
  const [search, setSearch] = useSearchParams();
  const runId = search.get('run');
  const [chosen, setChosen] = useState<string | undefined>();
  const run = useComparisonRun(runId);
  const queries = useQueryClient();
  const show = { onSuccess: ({ id }: { id: string }) => setSearch({ run: id }, { replace: true }) };
  const uploaded = useMutation({ mutationFn: compareUploaded, ...show });
  const byName = useMutation({ mutationFn: compareNamed, ...show });
  const cancel = useMutation({ mutationFn: cancelComparison, onSuccess: () => run.refetch() });
  const isRunning = uploaded.isPending || byName.isPending || run.data?.state === 'running';
  const failure = uploaded.error ?? byName.error;
  return (
    <>
      <section className="panel" aria-label="与另一版本比较">
        <h2>与另一版本比较</h2>
        <p>
          挑战版本与生效版本评测同一份固定评测集，并在最近研判的信息上比较分档变化。任一切片明显变差，或训练时用过评测集，即不能启用。
        </p>
        <div className="upload-actions">
          <ChooseFile
            label="上传版本文件并比较"
            accept=".json"
            disabled={isRunning}
            choose={(file) => {
              byName.reset();
              uploaded.mutate(file);
            }}
          />
          <span className="or">或</span>
          <Select
            aria-label="随程序提供的版本"
            className="named-release"
            placeholder="随程序提供的版本"
            value={chosen}
            onChange={setChosen}
            options={named.map(({ name, id, usable }) => ({
              value: name,
              label: usable ? `${name}${id === active.id ? '（生效）' : ''}` : `${name}（与本程序版本不符）`,
              disabled: !usable,
            }))}
          />
          <Button
            disabled={isRunning || chosen === undefined}
            onClick={() => {
              uploaded.reset();
              if (chosen !== undefined) byName.mutate(chosen);
            }}
          >
            比较
          </Button>
        </div>
      </section>
      {failure && <Alert type="error" showIcon title="没有开始比较" description={failure.message} />}
      {!failure && run.isError && <Alert type="info" showIcon title={run.error.message} />}
      {run.data && <RunPanel run={run.data} cancel={() => runId !== null && cancel.mutate(runId)} />}
      {run.data?.result && (
        <ComparisonPanel
          run={run.data}
          result={run.data.result}
          isSet={active.from === 'setting'}
          activated={() => void queries.invalidateQueries({ queryKey: releasesKey })}
        />
      )}
    </>
  );
}

function Activations({ activations }: { activations: ReleaseOverview['activations'] }) {
  return (
    <section className="panel" aria-label="启用记录">
      <h2>启用记录</h2>
      {activations.length === 0 && <p className="note">还没有在页面上启用过版本；每次启用都记入存证链。</p>}
      {activations.length > 0 && (
        <table className="figures-table">
          <thead>
            <tr>
              <th scope="col">版本</th>
              <th scope="col">启用人</th>
              <th scope="col">时间</th>
            </tr>
          </thead>
          <tbody>
            {activations.map(({ id, release, by, at }) => (
              <tr key={id}>
                <th scope="row">
                  <code>{release}</code>
                </th>
                <td>{by}</td>
                <td>
                  <time dateTime={at}>{shanghaiMinute(at)}</time>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
