import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Input, QRCode } from 'antd';
import { useState } from 'react';
import type { AuthAnswer } from '../../../contracts/api/accounts.js';
import { sessionOptions, useSession } from '../api/session.js';
import { CopyButton } from '../posting/copy-button.js';
import { endSecondFactor, newBackupCodes, sendCode, startSecondFactor } from './accounts-api.js';
import { Field } from './field.js';
import { PlainForm, type Typed } from './plain-form.js';

/** What is being done: nothing, asking for the passphrase for one of three things, showing the QR code, or showing backup codes. */
type Doing = 'nothing' | 'start' | 'end' | 'codes' | AuthAnswer;

export function SecondFactorPanel() {
  const queries = useQueryClient();
  const isOn = useSession().data?.secondFactor === true;
  const [doing, setDoing] = useState<Doing>('nothing');
  const [kept, setKept] = useState<readonly string[]>();
  const settled = async () => {
    setDoing('nothing');
    await queries.invalidateQueries({ queryKey: sessionOptions.queryKey });
    await queries.invalidateQueries({ queryKey: ['account'] });
  };
  const withPassphrase = async (typed: Typed) => {
    const passphrase = typed('password');
    if (doing === 'start') setDoing(await startSecondFactor(passphrase));
    else if (doing === 'codes') {
      setKept((await newBackupCodes(passphrase)).backupCodes);
      setDoing('nothing');
    } else {
      await endSecondFactor(passphrase);
      setKept(undefined);
      await settled();
    }
  };
  const confirm = async (typed: Typed) => {
    await sendCode(typed('code'));
    if (typeof doing === 'object') setKept(doing.backupCodes);
    await settled();
  };
  return (
    <section className="panel" aria-label="两步验证">
      <h2>两步验证</h2>
      <p className="note">登录时除口令外，还需输入手机身份验证器中的 6 位数字。口令泄露时，他人仍不能登录。</p>
      {kept === undefined ? null : <BackupCodes codes={kept} done={() => setKept(undefined)} />}
      {typeof doing === 'object' ? (
        <div className="authenticator">
          <div className="qr-code">
            <QRCode type="svg" value={doing.totpUri ?? ''} size={184} color="#000000" bgColor="#ffffff" />
          </div>
          <PlainForm action="启用" send={confirm}>
            <p>用身份验证器应用扫描二维码，再输入其中显示的数字。不能扫描时，可手动输入密钥：</p>
            <p>
              <code>{secretOf(doing.totpUri)}</code>
              <CopyButton text={secretOf(doing.totpUri)} what="密钥" />
            </p>
            <Field label="验证码">
              {(id) => (
                <Input
                  id={id}
                  name="code"
                  inputMode="numeric"
                  autoComplete="one-time-code"
                  maxLength={6}
                  required
                  autoFocus
                />
              )}
            </Field>
          </PlainForm>
        </div>
      ) : null}
      {doing === 'nothing' ? (
        <div className="actions">
          <strong>{isOn ? '已启用' : '未启用'}</strong>
          {isOn ? (
            <>
              <Button onClick={() => setDoing('codes')}>重新生成备用码</Button>
              <Button danger onClick={() => setDoing('end')}>
                停用
              </Button>
            </>
          ) : (
            <Button type="primary" onClick={() => setDoing('start')}>
              启用两步验证
            </Button>
          )}
        </div>
      ) : null}
      {typeof doing === 'string' && doing !== 'nothing' ? (
        <PlainForm
          key={doing}
          action={doing === 'end' ? '停用' : '继续'}
          danger={doing === 'end'}
          send={withPassphrase}
        >
          <Field label="为确认是您本人，请输入口令">
            {(id) => <Input.Password id={id} name="password" autoComplete="current-password" required autoFocus />}
          </Field>
          <Button onClick={() => setDoing('nothing')}>取消</Button>
        </PlainForm>
      ) : null}
    </section>
  );
}

function BackupCodes({ codes, done }: { codes: readonly string[]; done: () => void }) {
  return (
    <Alert
      type="warning"
      title="请保存备用码，它们只显示这一次"
      description={
        <>
          <p>手机不在身边时，每个备用码可代替验证码登录一次。请打印或存放在安全的地方。</p>
          <ul className="backup-codes">
            {codes.map((code) => (
              <li key={code}>
                <code>{code}</code>
              </li>
            ))}
          </ul>
          <CopyButton text={codes.join('\n')} what="全部备用码" />
          <Button size="small" onClick={done}>
            已保存
          </Button>
        </>
      }
    />
  );
}

const secretOf = (uri: string | undefined) =>
  uri === undefined ? '' : (new URL(uri).searchParams.get('secret') ?? '');
