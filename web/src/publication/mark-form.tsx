import { useQueryClient } from '@tanstack/react-query';
import { Alert, Input } from 'antd';
import { useState } from 'react';
import { Field } from '../accounts/field.js';
import { PlainForm } from '../accounts/plain-form.js';
import { mark, markedCasesKey } from './publication-api.js';

/** 发起督办: a case is watched until a day. */
export function MarkForm({ caseId }: { caseId: string }) {
  const [isMarked, setMarked] = useState(false);
  const queries = useQueryClient();
  return (
    <section className="panel" aria-label="发起督办">
      <h2>发起督办</h2>
      {isMarked ? (
        <Alert type="success" showIcon title="已挂牌督办。" />
      ) : (
        <PlainForm
          action="挂牌督办"
          send={async (typed) => {
            await mark({ caseId, reason: typed('reason'), dueOn: typed('dueOn') });
            setMarked(true);
            await queries.invalidateQueries({ queryKey: markedCasesKey });
          }}
        >
          <Field label="督办事由">
            {(id) => <Input.TextArea id={id} name="reason" required rows={2} maxLength={1000} />}
          </Field>
          <Field label="办结期限">{(id) => <Input id={id} name="dueOn" type="date" required />}</Field>
        </PlainForm>
      )}
    </section>
  );
}
