import { Button, Popconfirm } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import type { FailureGroup } from '../../../contracts/api/operation/failures.js';
import { Failure } from '../failure.js';
import { AdvertisedText } from '../text/advertised-text.js';
import { ActNotice } from './act-notice.js';
import { failureReason } from './failure-reasons.js';
import { rerunFailures, useAct, useFailures } from './queries.js';
import { className, stepName } from './terms.js';
import { useMayOperate } from './use-may-operate.js';

/** Failures of one reason on one platform: why, what a person can do, an example, and trying again. */
export function FailureGroupPanel({
  group,
  runs,
  withPlatform,
  showCapture,
  told,
}: {
  group: FailureGroup;
  runs: 'newest' | 'all';
  withPlatform: boolean;
  showCapture: (id: string) => void;
  /** Hears what came of running it again: a group that is due again leaves the list, and its own notice with it. */
  told?: ((sentence: string) => void) | undefined;
}) {
  const { platformId, platformName, errorClass, errorCode, ended, again, url, message, captureId } = group;
  const [isOpen, open] = useState(false);
  const { reason, advice } = failureReason(errorCode);
  const { rerun, done } = useRerun(platformId, errorClass, errorCode, told);
  const mayRerun = useMayOperate() && runs === 'newest' && ended > 0;
  return (
    <li className="failure-group">
      <div className="failure-head">
        <span className={`state-tag ${errorClass === 'defect' || errorClass === 'dead' ? 'bad' : 'warn'}`}>
          {className(errorClass)}
        </span>
        <h3>{reason}</h3>
        <span className="failure-count">
          {ended > 0 && <b>{ended.toLocaleString('zh-CN')} 项</b>}
          {again > 0 && <span>另有 {again.toLocaleString('zh-CN')} 项将自动重试</span>}
        </span>
        {withPlatform && (
          <Link to={`/operation/platforms/${encodeURIComponent(platformId)}`}>
            <bdi>{platformName}</bdi>
          </Link>
        )}
      </div>
      <p className="failure-advice">{advice}</p>
      <p className="failure-example">
        <span>示例</span>
        <code>
          <AdvertisedText text={url} />
        </code>
        {captureId !== null && (
          <Button size="small" type="link" onClick={() => showCapture(captureId)}>
            采集件
          </Button>
        )}
      </p>
      <details className="failure-raw">
        <summary>原始信息</summary>
        <code>
          {errorCode}: <AdvertisedText text={message} />
        </code>
      </details>
      <div className="failure-acts">
        <Button size="small" aria-expanded={isOpen} onClick={() => open(!isOpen)}>
          {isOpen ? '收起各项' : '查看各项'}
        </Button>
        {mayRerun && (
          <Popconfirm
            title={`重新执行这 ${ended} 项？`}
            description="已采到的只重新读取，未采到的重新采集；该批次随之继续。"
            okText="重新执行"
            cancelText="返回"
            onConfirm={() => rerun.mutate(undefined)}
          >
            <Button size="small" type="primary" loading={rerun.isPending}>
              全部重新执行
            </Button>
          </Popconfirm>
        )}
      </div>
      <ActNotice act={rerun} {...(done === undefined ? {} : { done })} />
      {isOpen && (
        <FailureItems
          group={{ platform: platformId, class: errorClass, code: errorCode, runs }}
          rerun={mayRerun ? (id) => rerun.mutate(id) : undefined}
          showCapture={showCapture}
        />
      )}
    </li>
  );
}

function useRerun(
  platformId: string,
  errorClass: string,
  errorCode: string,
  told: ((sentence: string) => void) | undefined,
) {
  const rerun = useAct(async (id: string | undefined) => {
    const group = { platformId, errorClass, errorCode, ...(id === undefined ? {} : { id }) };
    const { due } = await rerunFailures(group);
    const sentence =
      due > 0
        ? `${due} 项已重新列入待办，采集进程会接着执行。`
        : '该平台另有批次正在进行，这些失败暂不重新执行；请待其结束后再试。';
    told?.(sentence);
    return sentence;
  });
  return { rerun, done: told === undefined ? rerun.data : undefined };
}

function FailureItems({
  group,
  rerun,
  showCapture,
}: {
  group: { platform: string; class: string; code: string; runs: string };
  rerun: ((id: string) => void) | undefined;
  showCapture: (id: string) => void;
}) {
  const failures = useFailures(group);
  if (failures.isError) return <Failure error={failures.error} retry={() => void failures.refetch()} />;
  return (
    <>
      <ul className="page-list">
        {failures.data?.pages
          .flatMap((page) => page.failures)
          .map(({ id, step, state, url, message, captureId, crawlRunId }) => (
            <li key={id}>
              <span className="page-kind">{stepName(step)}</span>
              <span className="page-url">
                <code>
                  <AdvertisedText text={url} />
                </code>
                <span className="under clip" title={message}>
                  <AdvertisedText text={message} />
                </span>
              </span>
              {crawlRunId !== null && <Link to={`/operation/runs/${crawlRunId}`}>批次</Link>}
              {captureId !== null && (
                <Button size="small" type="link" onClick={() => showCapture(captureId)}>
                  采集件
                </Button>
              )}
              {state === 'due' ? (
                <span className="absent">将自动重试</span>
              ) : (
                rerun !== undefined && (
                  <Button size="small" onClick={() => rerun(id)}>
                    重新执行
                  </Button>
                )
              )}
            </li>
          ))}
      </ul>
      {failures.hasNextPage && (
        <Button size="small" loading={failures.isFetchingNextPage} onClick={() => void failures.fetchNextPage()}>
          加载更多
        </Button>
      )}
    </>
  );
}
