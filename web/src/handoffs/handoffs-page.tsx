import { useQueryClient } from '@tanstack/react-query';
import { Button, Input, Tag } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Handoff, HandoffStepKind } from '../../../contracts/api/handoffs.js';
import { Field } from '../accounts/field.js';
import { PlainForm } from '../accounts/plain-form.js';
import { useKnownSession } from '../api/session.js';
import { Failure } from '../failure.js';
import { PageSkeleton } from '../page-skeleton.js';
import { AdvertisedText } from '../text/advertised-text.js';
import { stateName, stepAction, stepName, subjectName } from './chinese-terms.js';
import { documentUrl, handoffsKey, takeStep, useHandoffs } from './handoffs-api.js';
import { NewHandoffForm } from './new-handoff-form.js';
import '../accounts/accounts.css';
import '../supervision/supervision.css';
import '../reports/reports.css';

/** 移送: what is handed off to other authorities, and how far it is. */
export default function HandoffsPage() {
  const handoffs = useHandoffs();
  const { role } = useKnownSession();
  const mayAct = role === 'reviewer' || role === 'supervisor';
  return (
    <div className="supervision reports">
      <h1 className="unseen">移送</h1>
      {handoffs.isPending && <PageSkeleton />}
      {handoffs.isError && <Failure error={handoffs.error} retry={() => void handoffs.refetch()} />}
      {handoffs.data?.length === 0 && (
        <section className="panel">
          <p className="chart-empty">还没有移送。{mayAct ? '在下方拟一项移送，经两名执法人员确认后发出。' : ''}</p>
        </section>
      )}
      {handoffs.data?.map((handoff) => (
        <HandoffPanel key={handoff.id} handoff={handoff} mayAct={mayAct} />
      ))}
      {handoffs.hasNextPage && (
        <Button
          autoInsertSpace={false}
          loading={handoffs.isFetchingNextPage}
          onClick={() => void handoffs.fetchNextPage()}
        >
          更多
        </Button>
      )}
      {mayAct && <NewHandoffForm />}
    </div>
  );
}

function HandoffPanel({ handoff, mayAct }: { handoff: Handoff; mayAct: boolean }) {
  const [step, setStep] = useState<HandoffStepKind>();
  const leaves = !['prepared', 'half_confirmed', 'withdrawn'].includes(handoff.state);
  return (
    <section className="panel" aria-label={`移送${handoff.number}`}>
      <header className="panel-head">
        <h2>
          移送{handoff.number} <Tag>{stateName[handoff.state]}</Tag>
        </h2>
        {leaves && (
          <span className="downloads">
            <Button size="small" href={documentUrl(handoff.id, 'letter')} download>
              移送函 DOCX
            </Button>
            <Button size="small" href={documentUrl(handoff.id, 'data')} download>
              机器可读 JSON
            </Button>
          </span>
        )}
      </header>
      <p>
        移送{handoff.authorityName}：{subjectName[handoff.subjectKind]} <AdvertisedText text={handoff.subjectName} />
        {handoff.credential === '' ? '' : `，${handoff.credential}`}
        {handoff.caseId !== null && (
          <>
            ，案件 <Link to={`/cases/${handoff.caseId}`}>{handoff.caseNumber}</Link>
          </>
        )}
      </p>
      <p className="note">
        <AdvertisedText text={handoff.matter} />
      </p>
      <ol className="note">
        {handoff.packages.map(({ id, number, postingId, fileSha256 }) => (
          <li key={id}>
            证据包第 {number} 号（<Link to={`/postings/${postingId}`}>信息</Link>），SHA-256 <code>{fileSha256}</code>
          </li>
        ))}
        {handoff.steps.map((taken) => (
          <li key={taken.number}>
            {taken.occurredOn} {stepName[taken.kind]}（{taken.by}）{taken.note}
          </li>
        ))}
      </ol>
      {mayAct && (
        <p className="downloads">
          {handoff.next.map((kind) => (
            <Button
              autoInsertSpace={false}
              key={kind}
              size="small"
              aria-pressed={step === kind}
              onClick={() => setStep(kind)}
            >
              {stepAction[kind]}
            </Button>
          ))}
        </p>
      )}
      {step !== undefined && handoff.next.includes(step) && (
        <StepForm key={step} id={handoff.id} kind={step} done={() => setStep(undefined)} />
      )}
    </section>
  );
}

function StepForm({ id, kind, done }: { id: string; kind: HandoffStepKind; done: () => void }) {
  const queries = useQueryClient();
  const { person } = useKnownSession();
  const needsNote = kind === 'replied' || kind === 'withdrawn';
  return (
    <PlainForm
      action={stepAction[kind]}
      danger={kind === 'withdrawn'}
      send={async (typed) => {
        const occurredOn = typed('day');
        await takeStep(id, { kind, note: typed('note'), ...(occurredOn === '' ? {} : { occurredOn }) }, person.id);
        await queries.invalidateQueries({ queryKey: handoffsKey });
        done();
      }}
    >
      <Field label="日期（不填为今天）">{(field) => <Input id={field} name="day" type="date" />}</Field>
      <Field label={needsNote ? '回复内容或者撤回理由' : '对方文号或者说明（没有可不填）'}>
        {(field) => <Input id={field} name="note" required={needsNote} maxLength={2000} autoFocus />}
      </Field>
    </PlainForm>
  );
}
