import { useQuery } from '@tanstack/react-query';
import { Alert, Skeleton } from 'antd';
import { useState } from 'react';
import { acceptInvitation, readInvitation } from './accounts-api.js';
import { Gate } from './gate.js';
import { PassphraseFields, readNewPassphrase } from './passphrase-fields.js';
import { PlainForm, type Typed } from './plain-form.js';
import { takeLinkSecret } from './take-link-secret.js';

/** `/invitation#SECRET`: a person who was added chooses a passphrase. */
export default function InvitationPage() {
  const [secret] = useState(takeLinkSecret);
  const [done, setDone] = useState(false);
  const { data, error } = useQuery({
    queryKey: ['invitation'],
    queryFn: () => readInvitation(secret),
    enabled: !done,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const send = async (typed: Typed) => {
    await acceptInvitation(secret, readNewPassphrase(typed));
    setDone(true);
  };
  if (done)
    return (
      <Gate title="口令已设置">
        <p>现在可以用用户名 {data?.username} 和新口令登录。</p>
        <p>
          <a href="/">前往登录</a>
        </p>
      </Gate>
    );
  return (
    <Gate title="设置口令">
      {error !== null ? <Alert type="warning" showIcon title={error.message} /> : null}
      {data === undefined && error === null ? <Skeleton active /> : null}
      {data === undefined ? null : (
        <PlainForm action="设置口令" send={send}>
          <p>
            <bdi>{data.name}</bdi>（<bdi>{data.organisation}</bdi>），您的用户名是 <strong>{data.username}</strong>。
          </p>
          <input type="hidden" name="username" autoComplete="username" value={data.username} />
          <PassphraseFields />
        </PlainForm>
      )}
    </Gate>
  );
}
