import { Link, useParams } from 'react-router';
import type { CaseDetail } from '../../../contracts/api/cases.js';
import { pathTerms } from '../../../contracts/case-terms.js';
import { useKnownSession } from '../api/session.js';
import { Failure } from '../failure.js';
import { PageSkeleton } from '../page-skeleton.js';
import { shanghaiMinute } from '../shanghai-time.js';
import { CaseTimeline } from './case-timeline.js';
import './cases.css';
import { useCase } from './cases-api.js';
import { CoursePicture } from './course-picture.js';
import { DeadlineTable } from './deadline-table.js';
import { LateFine } from './late-fine.js';
import { NextPanel } from './next-panel.js';
import { OriginList } from './origin-list.js';
import { PenaltyPanel } from './penalty-panel.js';
import { PendingPanel } from './pending-panel.js';
import { RefusalPanel } from './refusal-panel.js';

/** 案件 */
export default function CasePage() {
  const { id = '' } = useParams();
  const { person, role } = useKnownSession();
  const { data, error, refetch } = useCase(id);
  if (error !== null && data === undefined) return <Failure error={error} retry={() => void refetch()} />;
  if (data === undefined) return <PageSkeleton />;
  const mayAct = role === 'reviewer' || role === 'supervisor';
  return (
    <div className="cases">
      <header className="panel">
        <p className="note">
          <Link to="/cases">案件</Link>
        </p>
        <h1>
          {data.number} <bdi>{data.subjectName}</bdi>
        </h1>
        <p className="note">
          {pathTerms[data.path]}，{shanghaiMinute(data.registeredAt)} 登记
          {data.creditCode === null ? '' : `，统一社会信用代码 ${data.creditCode}`}
        </p>
        {mayAct && (
          <nav className="note" aria-label="与本案有关">
            {data.path === 'registration' ? (
              <Link to="/handoffs">移送注册管理部门</Link>
            ) : (
              <Link to={`/publication?case=${encodeURIComponent(data.id)}`}>拟定公示或典型案例</Link>
            )}
            {role === 'supervisor' && (
              <>
                ，<Link to={`/marked-cases?case=${encodeURIComponent(data.id)}`}>挂牌督办</Link>
              </>
            )}
          </nav>
        )}
      </header>
      <CoursePicture found={data} />
      <PendingPanel found={data} personId={person.id} mayAct={mayAct} />
      <NextPanel found={data} personId={person.id} />
      <DeadlineTable deadlines={data.deadlines} />
      {data.penalty.lateFine === null ? null : <LateFine late={data.penalty.lateFine} />}
      <RefusalPanel refusal={data.refusal} />
      <OriginList origins={data.origins} />
      <Postings postings={data.postings} />
      {data.path === 'registration' ? null : <PenaltyPanel penalty={data.penalty} />}
      <CaseTimeline steps={data.steps} />
    </div>
  );
}

function Postings({ postings }: Pick<CaseDetail, 'postings'>) {
  if (postings.length === 0) return null;
  return (
    <section className="panel" aria-label="案件所据招聘信息">
      <h2>招聘信息（{postings.length} 条）</h2>
      <ul className="findings">
        {postings.map(({ id, title, platform, state, lastSeenAt }) => (
          <li key={id}>
            <Link to={`/postings/${encodeURIComponent(id)}`}>
              <bdi>{title || '（无标题）'}</bdi>
            </Link>
            <span className="note">
              {' '}
              <bdi>{platform}</bdi>，{state === 'removed' ? '已下架' : '在发布'}，最后见到 {shanghaiMinute(lastSeenAt)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
