import { useQuery } from '@tanstack/react-query';
import { Input, Select } from 'antd';
import { useState } from 'react';
import type { Invitation } from '../../../contracts/api/accounts.js';
import { type Role, role as roles } from '../../../contracts/roles.js';
import { useSession } from '../api/session.js';
import { invitePerson, organisationsOptions } from './accounts-api.js';
import { roleDuty, roleName } from './chinese-terms.js';
import { Field } from './field.js';
import { PlainForm, type Typed } from './plain-form.js';

export function NewPersonForm({ done }: { done: (name: string, invitation: Invitation) => void }) {
  const own = useSession().data?.organisation;
  const { data } = useQuery(organisationsOptions);
  const [role, setRole] = useState<Role>('reviewer');
  const [organisationId, setOrganisation] = useState(own?.id ?? '');
  const send = async (typed: Typed) => {
    const [username, name, credentialNumber] = [typed('username').trim(), typed('name').trim(), typed('credential')];
    done(name, await invitePerson({ username, name, credentialNumber, role, organisationId }));
  };
  return (
    <PlainForm action="添加并生成链接" send={send}>
      <Field label="姓名">{(id) => <Input id={id} name="name" required autoFocus maxLength={100} />}</Field>
      <Field label="用户名（小写字母、数字、点或连字符）">
        {(id) => <Input id={id} name="username" required autoCapitalize="none" spellCheck={false} maxLength={40} />}
      </Field>
      <Field label="角色">
        {(id) => (
          <Select<Role>
            id={id}
            value={role}
            onChange={setRole}
            options={roles.options.map((value) => ({ value, label: `${roleName[value]}：${roleDuty[value]}` }))}
          />
        )}
      </Field>
      <Field label="执法证号（没有可不填）">
        {(id) => <Input id={id} name="credential" maxLength={40} autoComplete="off" />}
      </Field>
      <Field label="机关">
        {(id) => (
          <Select
            id={id}
            value={organisationId}
            onChange={setOrganisation}
            options={(data?.organisations ?? (own === undefined ? [] : [own])).map(({ id: value, name }) => ({
              value,
              label: name,
            }))}
          />
        )}
      </Field>
    </PlainForm>
  );
}
