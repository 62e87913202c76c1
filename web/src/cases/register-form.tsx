import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { type FormEvent, useId } from 'react';
import { useNavigate } from 'react-router';
import { casePath } from '../../../contracts/case.js';
import { pathTerms } from '../../../contracts/case-terms.js';
import { caseApiOf } from './cases-api.js';

/** A clue becomes a case. */
export function RegisterForm({ personId, posting }: { personId: string; posting: string }) {
  const id = useId();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const register = useMutation({
    mutationFn: (form: FormData) => {
      const typed = (name: string) => String(form.get(name) ?? '').trim();
      const subjectName = typed('subject');
      return caseApiOf(personId).register({
        ...{ path: casePath.parse(typed('path')), origin: typed('origin') },
        postingIds: typed('postings')
          .split(/\s+/)
          .filter((one) => one !== ''),
        ...(subjectName === '' ? {} : { subjectName }),
      });
    },
    onSuccess: async (registered) => {
      await queries.invalidateQueries({ queryKey: ['cases'] });
      await navigate(`/cases/${encodeURIComponent(registered.id)}`);
    },
  });
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!register.isPending) register.mutate(new FormData(event.currentTarget));
  };
  return (
    <form className="step-form" onSubmit={send}>
      <div className="fact">
        <label htmlFor={`${id}-path`}>类型</label>
        <select id={`${id}-path`} name="path">
          {casePath.options.map((path) => (
            <option key={path} value={path}>
              {pathTerms[path]}
            </option>
          ))}
        </select>
      </div>
      <div className="fact">
        <label htmlFor={`${id}-postings`}>招聘信息编号（每行一个，须已由两人复核确认）</label>
        <textarea id={`${id}-postings`} name="postings" rows={3} defaultValue={posting} />
      </div>
      <div className="fact">
        <label htmlFor={`${id}-origin`}>线索来源</label>
        <textarea id={`${id}-origin`} name="origin" rows={2} required maxLength={5000} />
      </div>
      <div className="fact">
        <label htmlFor={`${id}-subject`}>
          当事人<span className="note">（招聘信息已写明机构的不填）</span>
        </label>
        <input id={`${id}-subject`} name="subject" maxLength={200} />
      </div>
      {register.error === null ? null : <Alert type="error" showIcon title={register.error.message} role="alert" />}
      <Button autoInsertSpace={false} type="primary" htmlType="submit" loading={register.isPending}>
        登记
      </Button>
    </form>
  );
}
