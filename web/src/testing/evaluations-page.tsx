import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Checkbox, Empty, Skeleton } from 'antd';
import { useEffect, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import type { EvaluationSummary } from '../../../contracts/api/testing.js';
import { useKnownSession } from '../api/session.js';
import { Failure } from '../failure.js';
import { shanghaiMinute } from '../shanghai-time.js';
import { ChooseFile } from './choose-file.js';
import { percent } from './figure-terms.js';
import { RunPanel } from './run-panel.js';
import { cancelEvaluation, evaluationsKey, startEvaluation, useEvaluationRun, useEvaluations } from './testing-api.js';
import './testing.css';

/** 评测: a labelled file is uploaded and judged; earlier reports are listed. */
export default function EvaluationsPage() {
  const { role } = useKnownSession();
  return (
    <div className="testing">
      <h1>评测</h1>
      {role !== 'auditor' && <UploadPanel />}
      <ReportList />
    </div>
  );
}

function UploadPanel() {
  const [allowSeen, setAllowSeen] = useState(false);
  const [search, setSearch] = useSearchParams();
  const runId = search.get('run');
  const run = useEvaluationRun(runId);
  const navigate = useNavigate();
  const queries = useQueryClient();
  const start = useMutation({
    mutationFn: (file: File) => startEvaluation(file, allowSeen),
    onSuccess: ({ id }) => setSearch({ run: id }, { replace: true }),
  });
  const cancel = useMutation({
    mutationFn: cancelEvaluation,
    onSuccess: () => run.refetch(),
  });
  const evaluationId = run.data?.result?.evaluationId;
  useEffect(() => {
    if (evaluationId === undefined) return;
    void queries.invalidateQueries({ queryKey: evaluationsKey });
    void navigate(`/testing/evaluations/${evaluationId}?run=${runId}`, { replace: true });
  }, [evaluationId, runId, queries, navigate]);
  const isRunning = start.isPending || run.data?.state === 'running';
  return (
    <>
      <section className="panel upload" aria-label="上传文件">
        <p>
          上传带标签的招聘信息（JSONL、CSV 或 XLSX，最大 20 MB、5 万行）。须有“正文”和“标签”（rental 挂证，genuine
          正常）两列；可有标题、薪资、切片等列。文件由生效的研判版本评测，不会保存，只保存不含原文的报告。
        </p>
        <div className="upload-actions">
          <ChooseFile
            label="选择文件并评测"
            accept=".jsonl,.ndjson,.csv,.xlsx"
            disabled={isRunning}
            choose={(file) => start.mutate(file)}
          />
          <Checkbox checked={allowSeen} onChange={({ target }) => setAllowSeen(target.checked)}>
            也评测训练用过的行
          </Checkbox>
        </div>
      </section>
      {start.isError && <Alert type="error" showIcon title="没有开始评测" description={start.error.message} />}
      {!start.isError && run.isError && <Alert type="info" showIcon title={run.error.message} />}
      {run.data && <RunPanel run={run.data} cancel={() => runId !== null && cancel.mutate(runId)} />}
    </>
  );
}

function ReportList() {
  const evaluations = useEvaluations();
  return (
    <section className="panel" aria-label="评测报告">
      <h2>评测报告</h2>
      {evaluations.isError && <Failure error={evaluations.error} retry={() => void evaluations.refetch()} />}
      {evaluations.isPending && <Skeleton active title={false} paragraph={{ rows: 4 }} />}
      {evaluations.data?.length === 0 && (
        <Empty description="还没有评测报告。上传一份带标签的文件，几秒后即可看到精确率、召回率和判错的信息。" />
      )}
      {evaluations.data !== undefined && evaluations.data.length > 0 && <ReportTable evaluations={evaluations.data} />}
      {evaluations.hasNextPage && (
        <Button loading={evaluations.isFetchingNextPage} onClick={() => void evaluations.fetchNextPage()}>
          更早的报告
        </Button>
      )}
    </section>
  );
}

function ReportTable({ evaluations }: { evaluations: readonly EvaluationSummary[] }) {
  return (
    <div className="wide-table">
      <table className="figures-table">
        <thead>
          <tr>
            <th scope="col">文件</th>
            <th scope="col">时间</th>
            <th scope="col">上传人</th>
            <th scope="col">研判版本</th>
            <th scope="col">条数</th>
            <th scope="col">挂证</th>
            <th scope="col">精确率</th>
            <th scope="col">召回率</th>
            <th scope="col">F1</th>
          </tr>
        </thead>
        <tbody>
          {evaluations.map((each) => (
            <tr key={each.id}>
              <th scope="row">
                <Link to={`/testing/evaluations/${each.id}`}>
                  <bdi>{each.fileName}</bdi>
                </Link>
              </th>
              <td>
                <time dateTime={each.at}>{shanghaiMinute(each.at)}</time>
              </td>
              <td>{each.by}</td>
              <td>
                <code>{each.release}</code>
              </td>
              <td>{each.n}</td>
              <td>{each.positives}</td>
              <td>{percent(each.precision)}</td>
              <td>{percent(each.recall)}</td>
              <td>{each.f1.toFixed(3)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
