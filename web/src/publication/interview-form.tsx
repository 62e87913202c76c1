import { useQueryClient } from '@tanstack/react-query';
import { Alert, Input, Radio } from 'antd';
import { useState } from 'react';
import { Field } from '../accounts/field.js';
import { PlainForm } from '../accounts/plain-form.js';
import { markedCasesKey, recordInterview } from './publication-api.js';

/** 约谈, 问责: with whom, why, and what came of it. */
export function InterviewForm() {
  const [kind, setKind] = useState<'interview' | 'accountability'>('interview');
  // A new form after each that was sent.
  const [sent, setSent] = useState(0);
  const queries = useQueryClient();
  return (
    <section className="panel" aria-label="记录约谈或问责">
      <h2>记录约谈或问责</h2>
      {sent > 0 && <Alert type="success" showIcon title="已记录。" />}
      <PlainForm
        key={sent}
        action="记录"
        send={async (typed) => {
          const [subjectName, reason] = [typed('subject'), typed('reason')];
          await recordInterview({ kind, subjectName, reason, heldOn: typed('heldOn'), result: typed('result') });
          setSent(sent + 1);
          await queries.invalidateQueries({ queryKey: markedCasesKey });
        }}
      >
        <Radio.Group
          aria-label="种类"
          value={kind}
          onChange={({ target }) => setKind(target.value)}
          options={[
            { value: 'interview', label: '约谈' },
            { value: 'accountability', label: '问责' },
          ]}
        />
        <Field label="对象（地区、部门或责任人）">
          {(id) => <Input id={id} name="subject" required maxLength={100} />}
        </Field>
        <Field label="事由">
          {(id) => <Input.TextArea id={id} name="reason" required rows={2} maxLength={1000} />}
        </Field>
        <Field label="日期">{(id) => <Input id={id} name="heldOn" type="date" required />}</Field>
        <Field label="结果">{(id) => <Input.TextArea id={id} name="result" rows={2} maxLength={2000} />}</Field>
      </PlainForm>
    </section>
  );
}
