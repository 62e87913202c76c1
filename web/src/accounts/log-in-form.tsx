import { Button, Input } from 'antd';
import { useState } from 'react';
import { ApiFailure } from '../api/read-api.js';
import { logIn, sendBackupCode, sendCode } from './accounts-api.js';
import { Field } from './field.js';
import { PlainForm, type Typed } from './plain-form.js';

type Step = 'passphrase' | 'code' | 'backup';

/** User name and passphrase, and the second factor where it is asked for. */
export function LogInForm({ username, done }: { username?: string; done: () => Promise<unknown> }) {
  const [step, setStep] = useState<Step>('passphrase');
  const sendPassphrase = async (typed: Typed) => {
    const { needsCode } = await logIn(typed('username'), typed('password'));
    if (needsCode) setStep('code');
    else await done();
  };
  const verify = async (typed: Typed) => {
    try {
      await (step === 'code' ? sendCode : sendBackupCode)(typed('code'));
    } catch (error) {
      if (error instanceof ApiFailure && error.code === 'challenge_over') setStep('passphrase');
      throw error;
    }
    await done();
  };
  if (step === 'passphrase')
    return (
      <PlainForm key={step} action="登录" send={sendPassphrase}>
        <Field label="用户名">
          {(id) => (
            <Input
              id={id}
              name="username"
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              required
              autoFocus={username === undefined}
              defaultValue={username}
            />
          )}
        </Field>
        <Field label="口令">
          {(id) => (
            <Input.Password
              id={id}
              name="password"
              autoComplete="current-password"
              required
              autoFocus={username !== undefined}
            />
          )}
        </Field>
      </PlainForm>
    );
  return (
    <PlainForm key={step} action="验证" send={verify}>
      <Field label={step === 'code' ? '验证码' : '备用码'}>
        {(id) => (
          <Input
            id={id}
            name="code"
            required
            autoFocus
            autoComplete="one-time-code"
            inputMode={step === 'code' ? 'numeric' : 'text'}
            maxLength={20}
          />
        )}
      </Field>
      <p className="note">
        {step === 'code' ? '请输入身份验证器中显示的 6 位数字。' : '请输入保存的备用码，每个只能使用一次。'}
      </p>
      <Button type="link" onClick={() => setStep(step === 'code' ? 'backup' : 'code')}>
        {step === 'code' ? '手机不在身边？使用备用码' : '改用验证码'}
      </Button>
    </PlainForm>
  );
}
