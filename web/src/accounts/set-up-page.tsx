import { Alert, Input } from 'antd';
import { useState } from 'react';
import { setUp } from './accounts-api.js';
import { Field } from './field.js';
import { Gate } from './gate.js';
import { PassphraseFields, readNewPassphrase } from './passphrase-fields.js';
import { PlainForm, type Typed } from './plain-form.js';
import { takeLinkSecret } from './take-link-secret.js';

/** `/setup#SECRET`: the first administrator. */
export default function SetUpPage() {
  const [secret] = useState(takeLinkSecret);
  const [done, setDone] = useState(false);
  const send = async (typed: Typed) => {
    const passphrase = readNewPassphrase(typed);
    await setUp({ secret, username: typed('username').trim(), name: typed('name'), passphrase });
    setDone(true);
  };
  if (done)
    return (
      <Gate title="设置完成">
        <p>管理员已设置。登录后请在“我的账号”中启用两步验证，并在“人员”中添加其他人员。</p>
        <p>
          <a href="/">前往登录</a>
        </p>
      </Gate>
    );
  return (
    <Gate title="设置第一位管理员">
      {secret === '' ? (
        <Alert type="warning" showIcon title="链接不完整" description="请完整复制启动服务时终端中显示的链接。" />
      ) : (
        <PlainForm action="完成设置" send={send}>
          <Field label="用户名">
            {(id) => (
              <Input
                id={id}
                name="username"
                autoComplete="username"
                autoCapitalize="none"
                spellCheck={false}
                required
                autoFocus
              />
            )}
          </Field>
          <p className="note">登录时使用：小写字母、数字、点或连字符。</p>
          <Field label="姓名">{(id) => <Input id={id} name="name" autoComplete="name" required />}</Field>
          <PassphraseFields />
        </PlainForm>
      )}
    </Gate>
  );
}
