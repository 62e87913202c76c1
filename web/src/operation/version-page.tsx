import { Skeleton } from 'antd';
import { Link, useParams } from 'react-router';
import { Failure } from '../failure.js';
import { shanghaiTime } from '../shanghai-time.js';
import { CodeEditor } from './code-editor.js';
import { LineDifference } from './line-difference.js';
import { OperationShell } from './operation-shell.js';
import { usePlatformVersion } from './queries.js';

const none: ReadonlySet<number> = new Set();

/** A version of a platform file, and what it changed. */
export default function VersionPage() {
  const { id = '', number = '' } = useParams();
  const version = usePlatformVersion(id, Number(number));
  const { data } = version;
  return (
    <OperationShell
      title={
        <>
          <Link to={`/operation/platforms/${encodeURIComponent(id)}`}>{id}</Link> 平台文件第 {number} 版
        </>
      }
    >
      {version.isError && <Failure error={version.error} retry={() => void version.refetch()} />}
      {data === undefined && !version.isError && (
        <div className="panel roomy" aria-busy="true">
          <Skeleton active paragraph={{ rows: 12 }} />
        </div>
      )}
      {data !== undefined && (
        <>
          <p className="note">
            {data.savedBy ?? '命令行'} 于 {shanghaiTime(data.createdAt)} 保存
          </p>
          {data.before !== null && (
            <section className="panel" aria-label="与上一版的改动">
              <h2>与第 {data.number - 1} 版的改动</h2>
              <LineDifference before={data.before} after={data.yaml} />
            </section>
          )}
          <section className="panel" aria-label="全文">
            <h2>全文</h2>
            <CodeEditor label="平台文件全文（只读）" value={data.yaml} marked={none} />
          </section>
        </>
      )}
    </OperationShell>
  );
}
