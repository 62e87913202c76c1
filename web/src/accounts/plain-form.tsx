import { Alert, Button } from 'antd';
import { type FormEvent, type ReactNode, useState } from 'react';
import { messageOf } from './message-of.js';

/** What was typed, by the names of the fields. */
export type Typed = (name: string) => string;

/** A form that sends what was typed, says what was wrong with it, and keeps it. */
export function PlainForm({
  send,
  action,
  children,
  danger = false,
}: {
  send: (typed: Typed) => Promise<unknown>;
  action: string;
  children: ReactNode;
  danger?: boolean;
}) {
  const [failure, setFailure] = useState<string>();
  const [sending, setSending] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    setSending(true);
    setFailure(undefined);
    send((name) => String(fields.get(name) ?? ''))
      .catch((error: unknown) => {
        setFailure(messageOf(error));
        form.querySelector<HTMLInputElement>('input[type=password], input')?.focus();
      })
      .finally(() => setSending(false));
  };
  return (
    <form className="plain-form" onSubmit={submit}>
      {failure === undefined ? null : <Alert type="error" showIcon title={failure} role="alert" />}
      {children}
      <Button type="primary" htmlType="submit" disabled={sending} danger={danger} autoInsertSpace={false}>
        {action}
      </Button>
    </form>
  );
}
