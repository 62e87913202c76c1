import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Empty, Input, Radio, Tag } from 'antd';
import { type FormEvent, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import {
  type Interview,
  type MarkedCase,
  type MarkedCaseList,
  newInterview,
  newMark,
} from '../../../contracts/api/marked-cases.js';
import { stateTerms } from '../../../contracts/case-terms.js';
import { Field } from '../accounts/field.js';
import { useKnownSession } from '../api/session.js';
import { Failure } from '../failure.js';
import { PageSkeleton } from '../page-skeleton.js';
import { shanghaiMinute } from '../shanghai-time.js';
import { AdvertisedText } from '../text/advertised-text.js';
import { endMark, mark, markedCasesKey, recordInterview, useMarkedCases } from './publication-api.js';
import { ReasonButton } from './reason-button.js';
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

function MarkForm({ caseId }: { caseId: string }) {
  const [form, setForm] = useState({ reason: '', dueOn: '' });
  const queries = useQueryClient();
  const marking = useMutation({
    mutationFn: mark,
    onSuccess: () => queries.invalidateQueries({ queryKey: markedCasesKey }),
  });
  const asked = newMark.safeParse({ caseId, ...form });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (asked.success) marking.mutate(asked.data);
  };
  return (
    <section className="panel" aria-label="发起督办">
      <h2>发起督办</h2>
      <form className="prepare" onSubmit={submit}>
        <Field label="督办事由">
          {(id) => (
            <Input.TextArea
              id={id}
              rows={2}
              maxLength={1000}
              value={form.reason}
              onChange={({ target }) => setForm({ ...form, reason: target.value })}
            />
          )}
        </Field>
        <Field label="办结期限">
          {(id) => (
            <input
              id={id}
              type="date"
              value={form.dueOn}
              onChange={({ target }) => setForm({ ...form, dueOn: target.value })}
            />
          )}
        </Field>
        {marking.isError && <Alert type="error" showIcon title={marking.error.message} />}
        {marking.isSuccess && <Alert type="success" showIcon title="已挂牌督办。" />}
        <Button
          type="primary"
          htmlType="submit"
          disabled={!asked.success || marking.isSuccess}
          loading={marking.isPending}
        >
          挂牌督办
        </Button>
      </form>
    </section>
  );
}

const emptyInterview = { kind: 'interview', subjectName: '', reason: '', heldOn: '', result: '' };

function InterviewForm() {
  const [form, setForm] = useState(emptyInterview);
  const queries = useQueryClient();
  const recording = useMutation({
    mutationFn: recordInterview,
    onSuccess: async () => {
      setForm(emptyInterview);
      await queries.invalidateQueries({ queryKey: markedCasesKey });
    },
  });
  const asked = newInterview.safeParse(form);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (asked.success) recording.mutate(asked.data);
  };
  return (
    <section className="panel" aria-label="记录约谈或问责">
      <h2>记录约谈或问责</h2>
      <form className="prepare" onSubmit={submit}>
        <Radio.Group
          aria-label="种类"
          value={form.kind}
          onChange={({ target }) => setForm({ ...form, kind: String(target.value) })}
          options={[
            { value: 'interview', label: '约谈' },
            { value: 'accountability', label: '问责' },
          ]}
        />
        <Field label="对象（地区、部门或责任人）">
          {(id) => (
            <Input
              id={id}
              maxLength={100}
              value={form.subjectName}
              onChange={({ target }) => setForm({ ...form, subjectName: target.value })}
            />
          )}
        </Field>
        <Field label="事由">
          {(id) => (
            <Input.TextArea
              id={id}
              rows={2}
              maxLength={1000}
              value={form.reason}
              onChange={({ target }) => setForm({ ...form, reason: target.value })}
            />
          )}
        </Field>
        <Field label="日期">
          {(id) => (
            <input
              id={id}
              type="date"
              value={form.heldOn}
              onChange={({ target }) => setForm({ ...form, heldOn: target.value })}
            />
          )}
        </Field>
        <Field label="结果">
          {(id) => (
            <Input.TextArea
              id={id}
              rows={2}
              maxLength={2000}
              value={form.result}
              onChange={({ target }) => setForm({ ...form, result: target.value })}
            />
          )}
        </Field>
        {recording.isError && <Alert type="error" showIcon title={recording.error.message} />}
        <Button htmlType="submit" disabled={!asked.success} loading={recording.isPending}>
          记录
        </Button>
      </form>
    </section>
  );
}
