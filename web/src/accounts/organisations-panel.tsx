import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Input, Select, Skeleton } from 'antd';
import { useState } from 'react';
import { useSession } from '../api/session.js';
import { Failure } from '../failure.js';
import { addOrganisation, organisationsOptions } from './accounts-api.js';
import { Field } from './field.js';
import { PlainForm, type Typed } from './plain-form.js';

/** 机关: whoever belongs to one sees it and all below it. */
export function OrganisationsPanel() {
  const queries = useQueryClient();
  const own = useSession().data?.organisation.id;
  const { data, error, refetch } = useQuery(organisationsOptions);
  const [parentId, setParent] = useState<string>();
  const [added, setAdded] = useState(0);
  const send = async (typed: Typed) => {
    await addOrganisation({ id: typed('id').trim(), name: typed('name').trim(), parentId: parentId ?? own ?? '' });
    setAdded((count) => count + 1);
    await queries.invalidateQueries({ queryKey: organisationsOptions.queryKey });
  };
  const names = new Map(data?.organisations.map(({ id, name }) => [id, name]));
  return (
    <section className="panel" aria-label="机关">
      <h2>机关</h2>
      <p className="note">人员只能看到本机关及下级机关的平台、广告和人员。</p>
      {error === null ? null : <Failure error={error} retry={() => void refetch()} />}
      {data === undefined && error === null ? <Skeleton active /> : null}
      <ul className="entries">
        {data?.organisations.map(({ id, name, parentId: parent, people }) => (
          <li key={id}>
            <span>
              <bdi>{name}</bdi> <code>{id}</code>
            </span>
            <span className="note">
              {names.has(parent ?? '') ? `上级：${names.get(parent ?? '')}，` : ''}
              {people} 人
            </span>
          </li>
        ))}
      </ul>
      <PlainForm key={added} action="添加机关" send={send}>
        <Field label="名称">{(id) => <Input id={id} name="name" required maxLength={100} />}</Field>
        <Field label="编号（小写字母、数字或连字符，添加后不能更改）">
          {(id) => <Input id={id} name="id" required maxLength={40} spellCheck={false} />}
        </Field>
        <Field label="上级机关">
          {(id) => (
            <Select
              id={id}
              value={parentId ?? own ?? null}
              onChange={setParent}
              options={data?.organisations.map(({ id: value, name }) => ({ value, label: name })) ?? []}
            />
          )}
        </Field>
      </PlainForm>
    </section>
  );
}
