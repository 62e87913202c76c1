import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { type FormEvent, useId, useRef } from 'react';
import type { CaseDetail } from '../../../contracts/api/cases.js';
import { actionTerms } from '../../../contracts/case-terms.js';
import { caseApiOf, caseKey } from './cases-api.js';
import { FactField } from './fact-field.js';
import { readFacts } from './read-facts.js';

interface Props {
  readonly found: CaseDetail;
  readonly next: CaseDetail['next'][number];
  readonly personId: string;
  readonly done: () => void;
}

/** The form of a step: its facts, the day, a note. The same form sent again after a lost answer is one step. */
export function StepForm({ found, next: { action, second, fields }, personId, done }: Props) {
  const queries = useQueryClient();
  const requestId = useRef(crypto.randomUUID());
  const dayId = useId();
  const noteId = useId();
  const articles = [...new Set(found.penalty.proposals.flatMap(({ basis }) => basis.map(({ citation }) => citation)))];
  const take = useMutation({
    mutationFn: (form: FormData) => {
      const typed = (name: string) => {
        const value = form.get(name);
        return typeof value === 'string' ? value : undefined;
      };
      const occurredOn = typed('occurredOn') ?? '';
      return caseApiOf(personId).takeStep(found.id, {
        ...{ action, facts: readFacts(fields, typed), note: typed('note') ?? '', requestId: requestId.current },
        ...(occurredOn === '' ? {} : { occurredOn }),
      });
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: caseKey(found.id) });
      done();
    },
  });
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!take.isPending) take.mutate(new FormData(event.currentTarget));
  };
  return (
    <form className="step-form" onSubmit={send} aria-label={actionTerms[action]}>
      {fields.map((field) => (
        <FactField key={field.name} field={field} articles={articles} />
      ))}
      <div className="fact">
        <label htmlFor={dayId}>
          办理日期<span className="note">（不填为今天）</span>
        </label>
        <input id={dayId} type="date" name="occurredOn" />
      </div>
      <div className="fact">
        <label htmlFor={noteId}>
          备注<span className="note">（可不填）</span>
        </label>
        <textarea id={noteId} name="note" rows={2} maxLength={2000} />
      </div>
      {second === null ? null : (
        <p className="note">提交后须由另一名{second === 'supervisor' ? '主管' : '执法人员'}确认，确认后生效。</p>
      )}
      {take.error === null ? null : <Alert type="error" showIcon title={take.error.message} role="alert" />}
      <Button autoInsertSpace={false} type="primary" htmlType="submit" loading={take.isPending}>
        提交：{actionTerms[action]}
      </Button>
    </form>
  );
}
