import { useQueryClient } from '@tanstack/react-query';
import { Alert, Input, Select } from 'antd';
import { useState } from 'react';
import { type OutcomeKind, type OutcomeSubject, outcomeSubject } from '../../../contracts/api/outcomes.js';
import { Field } from '../accounts/field.js';
import { PlainForm, type Typed } from '../accounts/plain-form.js';
import { useKnownSession } from '../api/session.js';
import { kindName, kindsOf, subjectName } from './chinese-terms.js';
import { outcomesKey, recordOutcome } from './outcomes-api.js';

/** Kinds whose last day a person gives. */
const withEnd: readonly OutcomeKind[] = ['blacklisted', 'bad_conduct'];

export function NewOutcomeForm() {
  const [subjectKind, setSubject] = useState<OutcomeSubject>('person');
  const [kind, setKind] = useState<OutcomeKind>('investigated');
  // A new form after each that was sent: what was typed of one person is not sent for the next.
  const [sent, setSent] = useState(0);
  const queries = useQueryClient();
  const { person } = useKnownSession();
  const send = async (typed: Typed) => {
    const [identityNumber, endsOn] = [typed('identity').trim(), typed('ends')];
    await recordOutcome(
      {
        ...{
          subjectKind,
          kind,
          subjectName: typed('name'),
          authority: typed('authority'),
          document: typed('document'),
        },
        ...{ decidedOn: typed('decided'), note: typed('note') },
        ...(identityNumber === '' ? {} : { identityNumber }),
        ...(endsOn === '' ? {} : { endsOn }),
      },
      person.id,
    );
    setSent(sent + 1);
    await queries.invalidateQueries({ queryKey: outcomesKey });
  };
  return (
    <section className="panel" aria-label="登记处理结果">
      <h2>登记处理结果</h2>
      {sent > 0 && <Alert type="success" showIcon title="已登记。" />}
      <PlainForm key={sent} action="登记" send={send}>
        <Field label="对象">
          {(id) => (
            <Select<OutcomeSubject>
              id={id}
              value={subjectKind}
              onChange={(chosen) => {
                setSubject(chosen);
                if (!kindsOf[chosen].includes(kind)) setKind('investigated');
              }}
              options={outcomeSubject.options.map((value) => ({ value, label: subjectName[value] }))}
            />
          )}
        </Field>
        <Field label="处理结果">
          {(id) => (
            <Select<OutcomeKind>
              id={id}
              value={kind}
              onChange={setKind}
              options={kindsOf[subjectKind].map((value) => ({ value, label: kindName[value] }))}
            />
          )}
        </Field>
        <Field label="姓名或者名称">{(id) => <Input id={id} name="name" required maxLength={100} />}</Field>
        {subjectKind === 'person' && (
          <Field label="身份证号（撤销注册、列黑名单必填；加密保存，页面上遮盖）">
            {(id) => <Input id={id} name="identity" maxLength={30} autoComplete="off" />}
          </Field>
        )}
        <Field label="决定机关">{(id) => <Input id={id} name="authority" required maxLength={100} />}</Field>
        <Field label="文号（没有可不填）">{(id) => <Input id={id} name="document" maxLength={100} />}</Field>
        <Field label={kind === 'spared' ? '整改到位的日期' : '决定日期'}>
          {(id) => <Input id={id} name="decided" type="date" required />}
        </Field>
        {withEnd.includes(kind) && (
          <Field label="最后有效日">
            {(id) => <Input id={id} name="ends" type="date" required={kind === 'blacklisted'} />}
          </Field>
        )}
        <Field label="备注（没有可不填）">{(id) => <Input id={id} name="note" maxLength={1000} />}</Field>
      </PlainForm>
    </section>
  );
}
