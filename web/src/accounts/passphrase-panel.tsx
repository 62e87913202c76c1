import { useQueryClient } from '@tanstack/react-query';
import { Alert, Input } from 'antd';
import { useState } from 'react';
import { changePassphrase } from './accounts-api.js';
import { Field } from './field.js';
import { PassphraseFields, readNewPassphrase } from './passphrase-fields.js';
import { PlainForm, type Typed } from './plain-form.js';

export function PassphrasePanel() {
  const queries = useQueryClient();
  const [changes, setChanges] = useState(0);
  const send = async (typed: Typed) => {
    await changePassphrase(typed('current'), readNewPassphrase(typed));
    setChanges((count) => count + 1);
    await queries.invalidateQueries({ queryKey: ['account'] });
  };
  return (
    <section className="panel" aria-label="修改口令">
      <h2>修改口令</h2>
      {changes > 0 ? (
        <Alert type="success" showIcon title="口令已修改，其他登录已全部退出，访问令牌已全部失效。" role="status" />
      ) : null}
      <p className="note">修改后，其他登录全部退出，访问令牌全部失效，需要时请重新生成。</p>
      <PlainForm key={changes} action="修改口令" send={send}>
        <Field label="当前口令">
          {(id) => <Input.Password id={id} name="current" autoComplete="current-password" required />}
        </Field>
        <PassphraseFields />
      </PlainForm>
    </section>
  );
}
