import { Button, Input } from 'antd';
import { useState } from 'react';
import { Field } from '../accounts/field.js';
import { PlainForm } from '../accounts/plain-form.js';
import { useKnownSession } from '../api/session.js';
import { unmaskIdentity } from './outcomes-api.js';

/** An identity number, masked; in full for who says why, which is noted. */
export function IdentityNumber({ id, masked, mayUnmask }: { id: string; masked: string; mayUnmask: boolean }) {
  const [open, setOpen] = useState(false);
  const [shown, setShown] = useState<string>();
  const { person } = useKnownSession();
  if (shown !== undefined) return <span aria-live="polite">{shown}</span>;
  return (
    <>
      {masked}{' '}
      {mayUnmask && !open && (
        <Button autoInsertSpace={false} size="small" type="link" onClick={() => setOpen(true)}>
          查看全号
        </Button>
      )}
      {open && (
        <PlainForm
          action="查看（记入存证链）"
          send={async (typed) => setShown((await unmaskIdentity(id, typed('reason'), person.id)).identityNumber)}
        >
          <Field label="查看理由">
            {(field) => <Input id={field} name="reason" required maxLength={500} autoFocus />}
          </Field>
        </PlainForm>
      )}
    </>
  );
}
