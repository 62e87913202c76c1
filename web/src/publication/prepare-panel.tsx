import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Input, Radio, Skeleton } from 'antd';
import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { type NewPublication, newPublication } from '../../../contracts/api/publications.js';
import { Field } from '../accounts/field.js';
import { prepare, publicationsKey, useTypicalCase } from './publication-api.js';
import { kindNames } from './publication-terms.js';

type Kind = NewPublication['kind'];

/** 拟定公示 of a case or of an outcome. */
export function PreparePanel({ caseId, outcomeId }: { caseId: string | null; outcomeId: string | null }) {
  const kinds: readonly Kind[] = caseId === null ? ['blacklist', 'bad_conduct'] : ['penalty', 'typical_case'];
  const [kind, setKind] = useState<Kind>(kinds[0] ?? 'penalty');
  return (
    <section className="panel" aria-label="拟定公示">
      <h2>拟定公示</h2>
      <Radio.Group
        aria-label="类别"
        value={kind}
        onChange={({ target }) => setKind(kinds.find((one) => one === target.value) ?? kind)}
        options={kinds.map((value) => ({ value, label: kindNames[value] }))}
      />
      {kind === 'typical_case' && caseId !== null ? (
        <TypicalCase caseId={caseId} />
      ) : (
        <Form subject={caseId === null ? { kind, outcomeId } : { kind, caseId }} />
      )}
    </section>
  );
}

function TypicalCase({ caseId }: { caseId: string }) {
  const draft = useTypicalCase(caseId);
  if (draft.isPending) return <Skeleton active paragraph={{ rows: 4 }} />;
  if (draft.isError) return <Alert type="error" showIcon title={draft.error.message} />;
  return <Form subject={{ kind: 'typical_case', caseId }} draft={draft.data} />;
}

function Form({ subject, draft }: { subject: object; draft?: { title: string; text: string } }) {
  const [days, setDays] = useState({ startsOn: '', endsOn: '' });
  const [words, setWords] = useState(draft);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const preparing = useMutation({
    mutationFn: prepare,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: publicationsKey });
      await navigate('/publication', { replace: true });
    },
  });
  const asked = newPublication.safeParse({
    ...subject,
    ...words,
    startsOn: days.startsOn,
    endsOn: days.endsOn === '' ? undefined : days.endsOn,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (asked.success) preparing.mutate(asked.data);
  };
  return (
    <form className="prepare" onSubmit={submit}>
      {words !== undefined && (
        <>
          <Field label="标题">
            {(id) => (
              <Input
                id={id}
                value={words.title}
                maxLength={100}
                onChange={({ target }) => setWords({ ...words, title: target.value })}
              />
            )}
          </Field>
          <Field label="正文（不得指明任何单位或个人）">
            {(id) => (
              <Input.TextArea
                id={id}
                rows={6}
                maxLength={5000}
                value={words.text}
                onChange={({ target }) => setWords({ ...words, text: target.value })}
              />
            )}
          </Field>
        </>
      )}
      <Field label="公示开始">
        {(id) => (
          <input
            id={id}
            type="date"
            value={days.startsOn}
            onChange={({ target }) => setDays({ ...days, startsOn: target.value })}
          />
        )}
      </Field>
      <Field label="公示截止（记录有期限的可不填）">
        {(id) => (
          <input
            id={id}
            type="date"
            value={days.endsOn}
            onChange={({ target }) => setDays({ ...days, endsOn: target.value })}
          />
        )}
      </Field>
      {preparing.isError && <Alert type="error" showIcon title={preparing.error.message} />}
      <Button type="primary" htmlType="submit" disabled={!asked.success} loading={preparing.isPending}>
        提交批准
      </Button>
    </form>
  );
}
