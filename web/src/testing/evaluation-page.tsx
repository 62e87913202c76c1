import { Alert } from 'antd';
import { Link, useParams, useSearchParams } from 'react-router';
import type { EvaluationReport } from '../../../contracts/api/testing.js';
import { Failure } from '../failure.js';
import { PageSkeleton } from '../page-skeleton.js';
import { shanghaiMinute } from '../shanghai-time.js';
import { PrecisionRecallCurve, ReliabilityDiagram } from './curves.js';
import { FiguresPanel, SlicesPanel } from './figures-panel.js';
import { useEvaluation, useEvaluationRun } from './testing-api.js';
import { WrongRows } from './wrong-rows.js';
import './testing.css';

/** One report. What was judged wrongly is there with its words as long as the server still has the run. */
export default function EvaluationPage() {
  const { id = '' } = useParams();
  const [search] = useSearchParams();
  const evaluation = useEvaluation(id);
  const run = useEvaluationRun(search.get('run'));
  if (evaluation.isError) return <Failure error={evaluation.error} retry={() => void evaluation.refetch()} />;
  if (evaluation.data === undefined) return <PageSkeleton />;
  const { fileName, fileSha256, release, by, at, report } = evaluation.data;
  const { falsePositives, falseNegatives } = report.confusion;
  const result = run.data?.result;
  return (
    <div className="testing">
      <p>
        <Link to="/testing">← 全部评测报告</Link>
      </p>
      <h1>
        评测报告：<bdi>{fileName}</bdi>
      </h1>
      <section className="panel" aria-label="概要">
        <p>
          共 <b>{report.n.toLocaleString('zh-CN')}</b> 条，其中挂证 {report.positives.toLocaleString('zh-CN')}{' '}
          条；由研判版本 <code>{release}</code> 评测，概率 {report.thresholds.flagged} 起标为可疑。
        </p>
        <p className="note">
          {by} 于 <time dateTime={at}>{shanghaiMinute(at)}</time> 上传；文件 SHA-256 <code>{fileSha256}</code>
        </p>
      </section>
      {report.seen > 0 && (
        <Alert
          type="warning"
          showIcon
          title={`其中 ${report.seen} 行是该版本训练时用过的，数字会偏高，只说明记忆，不说明判断。`}
        />
      )}
      <RejectedRows rejected={report.rejected} />
      <FiguresPanel report={report} />
      <section className="panel curves" aria-label="曲线">
        <PrecisionRecallCurve report={report} />
        <ReliabilityDiagram report={report} />
      </section>
      <SlicesPanel report={report} />
      {result ? (
        <>
          <WrongRows title="误报" rows={result.falseFlags} count={falsePositives} />
          <WrongRows title="漏报" rows={result.misses} count={falseNegatives} />
        </>
      ) : (
        <p className="note">
          判错的信息（误报 {falsePositives} 条、漏报 {falseNegatives}{' '}
          条）含有原文，只在评测后一小时内给上传人看；需要时请重新上传。
        </p>
      )}
    </div>
  );
}

function RejectedRows({ rejected: { count, rows } }: { rejected: EvaluationReport['rejected'] }) {
  if (count === 0) return null;
  return (
    <details className="panel rejected">
      <summary>有 {count} 行未能评测，已略过</summary>
      <ul>
        {rows.map(({ line, why }) => (
          <li key={line}>
            第 {line} 行：{why}
          </li>
        ))}
      </ul>
      {rows.length < count && <p className="note">只列出前 {rows.length} 行。</p>}
    </details>
  );
}
