import { Button, Input, Modal } from 'antd';
import { useState } from 'react';

/** A button that asks for words before it acts: what cannot be undone says why. */
export function ReasonButton({
  name,
  label,
  isBusy,
  act,
}: {
  /** Of the button. */
  name: string;
  /** What the words are. */
  label: string;
  isBusy: boolean;
  act: (words: string) => void;
}) {
  const [isOpen, setIsOpen] = useState(false);
  const [words, setWords] = useState('');
  return (
    <>
      <Button size="small" disabled={isBusy} onClick={() => setIsOpen(true)}>
        {name}
      </Button>
      <Modal
        title={name}
        open={isOpen}
        okText="确定"
        cancelText="取消"
        okButtonProps={{ disabled: words.trim() === '' }}
        // A click beside it would lose what was written.
        mask={{ closable: false }}
        transitionName=""
        maskTransitionName=""
        onCancel={() => setIsOpen(false)}
        onOk={() => {
          setIsOpen(false);
          act(words.trim());
        }}
      >
        <Input.TextArea
          aria-label={label}
          placeholder={label}
          rows={3}
          maxLength={500}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
      </Modal>
    </>
  );
}
