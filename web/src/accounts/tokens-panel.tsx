import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Input, InputNumber, Popconfirm, Skeleton } from 'antd';
import { useState } from 'react';
import type { MadeToken } from '../../../contracts/api/accounts.js';
import { Failure } from '../failure.js';
import { CopyButton } from '../posting/copy-button.js';
import { shanghaiMinute } from '../shanghai-time.js';
import { makeToken, revokeToken, tokensOptions } from './accounts-api.js';
import { Field } from './field.js';
import { PlainForm, type Typed } from './plain-form.js';

export function TokensPanel() {
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery(tokensOptions);
  const [made, setMade] = useState<MadeToken>();
  const changed = () => queries.invalidateQueries({ queryKey: tokensOptions.queryKey });
  const revoke = useMutation({ mutationFn: revokeToken, onSettled: changed });
  const send = async (typed: Typed) => {
    setMade(await makeToken({ name: typed('name'), days: Number(typed('days')) }));
    await changed();
  };
  return (
    <section className="panel" aria-label="访问令牌">
      <h2>访问令牌</h2>
      <p className="note">
        供其他程序以您的身份读取数据或检测广告，不能作出决定。每人最多 5
        个；修改口令或全部退出后一并失效。用法见接口说明。
      </p>
      {made === undefined ? null : (
        <Alert
          type="warning"
          title="请立即复制令牌，它只显示这一次"
          description={
            <p>
              <code>{made.secret}</code> <CopyButton text={made.secret} what="令牌" />
            </p>
          }
          closable={{ onClose: () => setMade(undefined) }}
        />
      )}
      {revoke.error === null ? null : <Alert type="error" showIcon title={revoke.error.message} role="alert" />}
      {error === null ? null : <Failure error={error} retry={() => void refetch()} />}
      {data === undefined && error === null ? <Skeleton active /> : null}
      {data?.tokens.length === 0 ? <p className="absent">还没有访问令牌。</p> : null}
      <ul className="entries">
        {data?.tokens.map(({ id, name, expiresAt, lastUsedAt }) => (
          <li key={id}>
            <bdi>{name}</bdi>
            <span className="note">
              有效至 {shanghaiMinute(expiresAt)}，
              {lastUsedAt === null ? '尚未使用' : `最近使用 ${shanghaiMinute(lastUsedAt)}`}
            </span>
            <Popconfirm
              title={`撤销“${name}”？`}
              description="使用它的程序将立即不能访问。"
              onConfirm={() => revoke.mutate(id)}
            >
              <Button size="small" aria-label={`撤销令牌 ${name}`}>
                撤销
              </Button>
            </Popconfirm>
          </li>
        ))}
      </ul>
      <PlainForm key={made?.id} action="新建令牌" send={send}>
        <Field label="名称（用在哪里）">{(id) => <Input id={id} name="name" required maxLength={60} />}</Field>
        <Field label="有效天数（最长 365 天）">
          {(id) => <InputNumber id={id} name="days" min={1} max={365} precision={0} defaultValue={90} required />}
        </Field>
      </PlainForm>
    </section>
  );
}
