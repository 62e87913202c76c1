import { Input } from 'antd';
import { Field } from './field.js';
import type { Typed } from './plain-form.js';

/** A new passphrase, twice. Read it by `readNewPassphrase`. */
export function PassphraseFields() {
  return (
    <>
      <Field label="新口令">
        {(id) => (
          <Input.Password
            id={id}
            name="passphrase"
            autoComplete="new-password"
            required
            minLength={15}
            maxLength={256}
          />
        )}
      </Field>
      <p className="note">至少 15 个字符。建议用一句自己记得住的话，不必有特殊符号。</p>
      <Field label="再输一次">
        {(id) => <Input.Password id={id} name="again" autoComplete="new-password" required maxLength={256} />}
      </Field>
    </>
  );
}

/** @throws Error in words for the person when the two differ */
export function readNewPassphrase(typed: Typed): string {
  const passphrase = typed('passphrase');
  if (passphrase !== typed('again')) throw new Error('两次输入的口令不一致。');
  return passphrase;
}
