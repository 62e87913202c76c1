import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Progress } from 'antd';
import { useEffect, useRef } from 'react';
import type { Verification } from '../../../contracts/api/audit.js';
import { Failure } from '../failure.js';
import { PageSkeleton } from '../page-skeleton.js';
import { shanghaiTime } from '../shanghai-time.js';
import { useLedgerState, useVerification, useVerify } from './audit-api.js';

/** Where the ledger stands, and whether it holds. */
export function LedgerPanel() {
  const ledger = useLedgerState();
  const verification = useVerification();
  const verify = useVerify();
  const isRunning = verification.data?.state === 'running';
  useReadAgainWhenDone(isRunning);
  return (
    <section className="panel ledger" aria-label="存证链">
      <header className="ledger-head">
        <h2>存证链</h2>
        <Button loading={isRunning || verify.isPending} onClick={() => verify.mutate()}>
          {isRunning ? '正在核验' : '核验整条存证链'}
        </Button>
      </header>
      {ledger.isPending && <PageSkeleton />}
      {ledger.isError && <Failure error={ledger.error} retry={() => void ledger.refetch()} />}
      {ledger.data !== undefined && (
        <dl className="facts ledger-facts">
          <div>
            <dt>记录数</dt>
            <dd>{ledger.data.head?.sequence ?? '0'}</dd>
          </div>
          <div>
            <dt>最近记录</dt>
            <dd>{ledger.data.head?.at ? shanghaiTime(ledger.data.head.at) : '—'}</dd>
          </div>
          <div>
            <dt>最近封存</dt>
            <dd>
              {ledger.data.seal === null
                ? '还没有封存'
                : `${shanghaiTime(ledger.data.seal.sealedAt)}，前 ${ledger.data.seal.size} 条`}
            </dd>
          </div>
          <div>
            <dt>最近时间戳</dt>
            <dd>
              {ledger.data.lastTimestamp === null
                ? '还没有时间戳，封存时间尚未由外部机构证明'
                : `${shanghaiTime(ledger.data.lastTimestamp.stampedAt)}，前 ${ledger.data.lastTimestamp.size} 条（${ledger.data.lastTimestamp.authority}）`}
            </dd>
          </div>
          <div className="wide">
            <dt>链头哈希</dt>
            <dd>
              <code>{ledger.data.head?.hash ?? '—'}</code>
            </dd>
          </div>
        </dl>
      )}
      <div aria-live="polite">
        {verify.isError && <Alert type="warning" showIcon title="没有开始核验" description={verify.error.message} />}
        {verification.isError && <Failure error={verification.error} retry={() => void verification.refetch()} />}
        {verification.data !== undefined && <Result verification={verification.data} />}
      </div>
    </section>
  );
}

/** What a check found, in words. */
function Result({ verification }: { verification: Verification }) {
  if (verification.state === 'never')
    return (
      <p className="note">
        本次服务启动后还没有核验过。核验会重算每一条记录，并与库外保存的链头、封存、时间戳和数据逐一比对。
      </p>
    );
  const by = `${verification.byName ?? '其他机关人员'}于 ${shanghaiTime(verification.startedAt)} 开始`;
  if (verification.state === 'running') {
    const { checked, entries } = verification;
    const percent = entries === 0 ? 0 : Math.floor((checked / entries) * 100);
    return (
      <>
        <Progress percent={percent} aria-label="核验进度" />
        <p className="note">
          已核验 {checked} 条，共约 {entries} 条。{by}。
        </p>
      </>
    );
  }
  if (verification.state === 'failed')
    return (
      <Alert
        type="warning"
        showIcon
        title="核验没有完成"
        description={`${by}，中途出错，不能说明存证链是否完好。请重试，或请管理员查看服务日志。`}
      />
    );
  const { entries, heads, firstBad, finishedAt } = verification;
  const compared =
    heads === 0 ? '没有库外保存的链头可供比对，末尾若被截去不一定能发现。' : `与库外保存的 ${heads} 个链头比对一致。`;
  return firstBad === null ? (
    <Alert
      type="success"
      showIcon
      title={`存证链完好：${entries} 条记录全部通过核验`}
      description={`${compared}${by}，${shanghaiTime(finishedAt)} 完成。`}
    />
  ) : (
    <Alert
      type="error"
      showIcon
      title={`存证链不完好：第 ${firstBad.sequence} 条没有通过核验`}
      description={`第 ${firstBad.sequence} 条：${firstBad.why}。这一条之后的记录都不再能作为证明。请保留现场，立即报告主管和管理员，不要继续操作数据库。${by}，${shanghaiTime(finishedAt)} 完成。`}
    />
  );
}

/** A check that holds is an entry itself. */
function useReadAgainWhenDone(isRunning: boolean): void {
  const queries = useQueryClient();
  const wasRunning = useRef(false);
  useEffect(() => {
    if (wasRunning.current && !isRunning) {
      void queries.invalidateQueries({ queryKey: ['audit', 'ledger'] });
      void queries.invalidateQueries({ queryKey: ['audit', 'entries'] });
    }
    wasRunning.current = isRunning;
  }, [isRunning, queries]);
}
