import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Empty, Tag } from 'antd';
import { Link, useSearchParams } from 'react-router';
import type { Interview, MarkedCase, MarkedCaseList } from '../../../contracts/api/marked-cases.js';
import { stateTerms } from '../../../contracts/case-terms.js';
import { useKnownSession } from '../api/session.js';
import { Failure } from '../failure.js';
import { PageSkeleton } from '../page-skeleton.js';
import { shanghaiMinute } from '../shanghai-time.js';
import { AdvertisedText } from '../text/advertised-text.js';
import { InterviewForm } from './interview-form.js';
import { MarkForm } from './mark-form.js';
import { endMark, markedCasesKey, useMarkedCases } from './publication-api.js';
import { ReasonButton } from './reason-button.js';
import '../accounts/accounts.css';
import './publication.css';

/** 督办: cases that are watched until a day, and interviews with those who act too slowly. */
export default function MarkedCasesPage() {
  const { role } = useKnownSession();
  const [parameters] = useSearchParams();
  const list = useMarkedCases();
  const caseId = parameters.get('case');
  const isSupervisor = role === 'supervisor';
  return (
    <div className="publication">
      <h1>督办</h1>
      {isSupervisor && caseId !== null && <MarkForm caseId={caseId} />}
      {list.isPending && <PageSkeleton />}
      {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.data && <Lists list={list.data} isSupervisor={isSupervisor} />}
      {isSupervisor && <InterviewForm />}
    </div>
  );
}

function Lists({ list: { marked, interviews }, isSupervisor }: { list: MarkedCaseList; isSupervisor: boolean }) {
  return (
    <>
      <section className="panel" aria-label="挂牌督办">
        <h2>挂牌督办</h2>
        {marked.length === 0 ? (
          <Empty
            image={Empty.PRESENTED_IMAGE_SIMPLE}
            description={isSupervisor ? '没有督办的案件。在案件页面上可以发起督办。' : '没有督办的案件。'}
          />
        ) : (
          marked.map((one) => <Marked key={one.id} marked={one} isSupervisor={isSupervisor} />)
        )}
      </section>
      <section className="panel" aria-label="约谈与问责">
        <h2>约谈与问责</h2>
        {interviews.length === 0 ? (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="还没有约谈或问责的记录。" />
        ) : (
          interviews.map((interview) => <InterviewItem key={interview.id} interview={interview} />)
        )}
      </section>
    </>
  );
}

function Marked({ marked, isSupervisor }: { marked: MarkedCase; isSupervisor: boolean }) {
  const queries = useQueryClient();
  const ending = useMutation({
    mutationFn: endMark,
    onSuccess: () => queries.invalidateQueries({ queryKey: markedCasesKey }),
  });
  const {
    id,
    caseId,
    caseNumber,
    subjectName,
    state,
    organisation,
    reason,
    dueOn,
    isOverdue,
    markedBy,
    markedAt,
    end,
  } = marked;
  return (
    <article className="item">
      <h3>
        <Link to={`/cases/${caseId}`}>{caseNumber}</Link> <AdvertisedText text={subjectName} />{' '}
        <Tag>{stateTerms[state]}</Tag>
        {end !== null && <Tag>已办结</Tag>}
        {isOverdue && <Tag color="red">已逾期</Tag>}
      </h3>
      <p className="text">{reason}</p>
      <p className="note">
        {organisation} 督办，{dueOn} 前办结；{markedBy} 于 {shanghaiMinute(markedAt)} 发起
        {end !== null && `；${end.by} 于 ${shanghaiMinute(end.at)} 办结：${end.note}`}
      </p>
      {ending.isError && <Alert type="error" showIcon title={ending.error.message} />}
      {isSupervisor && end === null && (
        <p className="acts">
          <ReasonButton
            name="办结"
            label="办结情况"
            isBusy={ending.isPending}
            act={(note) => ending.mutate({ id, note })}
          />
        </p>
      )}
    </article>
  );
}

function InterviewItem({ interview }: { interview: Interview }) {
  const { kind, subjectName, organisation, reason, heldOn, result, recordedBy } = interview;
  return (
    <article className="item">
      <h3>
        {kind === 'interview' ? '约谈' : '问责'}：{subjectName}
      </h3>
      <p className="text">{reason}</p>
      {result !== '' && <p className="text">结果：{result}</p>}
      <p className="note">
        {organisation}，{heldOn}；{recordedBy} 记录
      </p>
    </article>
  );
}
