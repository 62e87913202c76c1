import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Empty } from 'antd';
import { Link, useSearchParams } from 'react-router';
import type { Publication } from '../../../contracts/api/publications.js';
import { useKnownSession } from '../api/session.js';
import { Failure } from '../failure.js';
import { PageSkeleton } from '../page-skeleton.js';
import { shanghaiMinute } from '../shanghai-time.js';
import { AdvertisedText } from '../text/advertised-text.js';
import { PreparePanel } from './prepare-panel.js';
import { approve, publicationsKey, takeDown, usePublications } from './publication-api.js';
import { kindNames, stateNames } from './publication-terms.js';
import { ReasonButton } from './reason-button.js';
import './publication.css';

const files = [
  ['index.html', '网页'],
  ['publications.csv', 'CSV'],
  ['publications.json', 'JSON'],
] as const;

/** 公示: what the public is told, prepared by one person and approved by another. */
export default function PublicationPage() {
  const { role } = useKnownSession();
  const [parameters] = useSearchParams();
  const publications = usePublications();
  const [caseId, outcomeId] = [parameters.get('case'), parameters.get('outcome')];
  const mayPrepare = role === 'reviewer' || role === 'supervisor';
  return (
    <div className="publication">
      <h1>公示</h1>
      {mayPrepare && (caseId !== null || outcomeId !== null) && <PreparePanel caseId={caseId} outcomeId={outcomeId} />}
      <section className="panel" aria-label="公示列表">
        <h2>公示列表</h2>
        <p className="note">
          在<Link to="/cases">案件</Link>或<Link to="/outcomes">处理结果</Link>
          的页面上发起公示。只公示已送达的处罚决定、仍有效的记录和隐去名称的典型案例；期满、撤案或撤销后自动停止。
        </p>
        <p className="note">
          当前公示内容：
          {files.map(([name, label]) => (
            <a key={name} className="file" href={`/api/publications/file?name=${name}`} download>
              下载{label}
            </a>
          ))}
        </p>
        {publications.isPending && <PageSkeleton />}
        {publications.isError && <Failure error={publications.error} retry={() => void publications.refetch()} />}
        {publications.data?.publications.length === 0 && (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="还没有公示。" />
        )}
        {publications.data?.publications.map((publication) => (
          <Item key={publication.id} publication={publication} role={role} />
        ))}
      </section>
    </div>
  );
}

function Item({ publication, role }: { publication: Publication; role: string }) {
  const queries = useQueryClient();
  const refresh = { onSuccess: () => queries.invalidateQueries({ queryKey: publicationsKey }) };
  const approving = useMutation({ mutationFn: approve, ...refresh });
  const takingDown = useMutation({ mutationFn: takeDown, ...refresh });
  const { id, kind, state, title, text, startsOn, endsOn, organisation, preparedBy, preparedAt, isOwn } = publication;
  const { approval, takenDown } = publication;
  const failure = approving.error ?? takingDown.error;
  const isLive = state === 'prepared' || state === 'approved' || state === 'out';
  const mayAct = role === 'reviewer' || role === 'supervisor';
  return (
    <article className="item">
      <h3>
        <AdvertisedText text={title} /> <span className={`standing ${state}`}>{stateNames[state]}</span>
      </h3>
      <p className="text">
        <AdvertisedText text={text} />
      </p>
      <p className="note">
        {kindNames[kind]}；{organisation}；{startsOn} 起{endsOn === null ? '' : `，${endsOn} 止`}；{preparedBy} 拟定于{' '}
        {shanghaiMinute(preparedAt)}
        {approval !== null && `；${approval.by} 批准于 ${shanghaiMinute(approval.at)}`}
        {takenDown !== null && `；${takenDown.by} 撤下于 ${shanghaiMinute(takenDown.at)}：${takenDown.note}`}
      </p>
      {failure !== null && <Alert type="error" showIcon title={failure.message} />}
      {mayAct && isLive && (
        <p className="acts">
          {state === 'prepared' && role === 'supervisor' && (
            <Button
              type="primary"
              size="small"
              disabled={isOwn}
              title={isOwn ? '由本人拟定，须另一人批准' : undefined}
              loading={approving.isPending}
              onClick={() => approving.mutate(id)}
            >
              批准
            </Button>
          )}
          <ReasonButton
            name="撤下"
            label="撤下的理由"
            isBusy={takingDown.isPending}
            act={(reason) => takingDown.mutate({ id, reason })}
          />
        </p>
      )}
    </article>
  );
}
