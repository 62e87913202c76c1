import { useQueryClient } from '@tanstack/react-query';
import { Alert, Input, Select } from 'antd';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { type Authority, type HandoffSubject, handoffSubject } from '../../../contracts/api/handoffs.js';
import { Field } from '../accounts/field.js';
import { PlainForm, type Typed } from '../accounts/plain-form.js';
import { useKnownSession } from '../api/session.js';
import { Failure } from '../failure.js';
import { PageSkeleton } from '../page-skeleton.js';
import { subjectName } from './chinese-terms.js';
import { handoffsKey, prepareHandoff, useAuthorities } from './handoffs-api.js';

/** `?case=…` in the address: what is prepared belongs to that case. */
export function NewHandoffForm() {
  const authorities = useAuthorities();
  // Not before they are there: a form without them could be sent without one, and moved under the hand when they came.
  if (authorities.isPending) return <PageSkeleton />;
  if (authorities.isError) return <Failure error={authorities.error} retry={() => void authorities.refetch()} />;
  return <Form all={authorities.data.authorities} />;
}

function Form({ all }: { all: readonly Authority[] }) {
  const [parameters] = useSearchParams();
  const caseId = parameters.get('case');
  const [subjectKind, setSubject] = useState<HandoffSubject>('person');
  const [authority, setAuthority] = useState('');
  const [prepared, setPrepared] = useState<string>();
  const authorities = all.filter(({ subjects }) => subjects.includes(subjectKind));
  const chosen = authorities.find(({ id }) => id === authority) ?? authorities[0];
  const queries = useQueryClient();
  const { person } = useKnownSession();
  const send = async (typed: Typed) => {
    const packageIds = typed('packages')
      .split(/[\s,，、]+/)
      .filter((id) => id !== '');
    const request = {
      ...{ authority: chosen?.id ?? '', subjectKind, subjectName: typed('name'), credential: typed('credential') },
      ...{ matter: typed('matter'), packageIds, ...(caseId === null ? {} : { caseId }) },
    };
    setPrepared((await prepareHandoff(request, person.id)).number);
    await queries.invalidateQueries({ queryKey: handoffsKey });
  };
  return (
    <section className="panel" aria-label="拟移送">
      <h2>拟移送</h2>
      {prepared !== undefined && (
        <Alert type="success" showIcon title={`已编号：移送${prepared}。须经两名执法人员分别确认后才能发出。`} />
      )}
      <PlainForm key={prepared ?? ''} action="拟移送" send={send}>
        <Field label="对象">
          {(id) => (
            <Select<HandoffSubject>
              id={id}
              value={subjectKind}
              onChange={setSubject}
              options={handoffSubject.options.map((value) => ({ value, label: subjectName[value] }))}
            />
          )}
        </Field>
        <Field label="姓名或者名称">{(id) => <Input id={id} name="name" required maxLength={100} />}</Field>
        <Field label="涉及的证书（没有可不填）">
          {(id) => <Input id={id} name="credential" maxLength={40} placeholder="如 一级建造师（铁路）" />}
        </Field>
        <Field label="移送机关">
          {(id) => (
            <Select
              id={id}
              {...(chosen === undefined ? {} : { value: chosen.id })}
              onChange={setAuthority}
              options={authorities.map(({ id: value, name }) => ({ value, label: name }))}
            />
          )}
        </Field>
        {chosen !== undefined && (
          <p className="note">
            {chosen.what}
            {chosen.registers.length > 0 && `。登记的证书：${chosen.registers.join('、')}`}
          </p>
        )}
        <Field label="移送事由">
          {(id) => <Input.TextArea id={id} name="matter" required rows={4} maxLength={2000} />}
        </Field>
        <Field label="证据包编号（没有可不填，多个以空格分开）">
          {(id) => <Input id={id} name="packages" autoComplete="off" />}
        </Field>
      </PlainForm>
    </section>
  );
}
