import { Button } from 'antd';
import { useRef } from 'react';

/** A button that opens the system's own choice of files: it works by keyboard and is read aloud as what it is. */
export function ChooseFile({
  label,
  accept,
  disabled,
  choose,
}: {
  label: string;
  accept: string;
  disabled: boolean;
  choose: (file: File) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        accept={accept}
        disabled={disabled}
        onChange={({ target }) => {
          const file = target.files?.[0];
          // The same file chosen again, corrected meanwhile, is to be sent again.
          target.value = '';
          if (file !== undefined) choose(file);
        }}
      />
      <Button type="primary" disabled={disabled} onClick={() => input.current?.click()}>
        {label}
      </Button>
    </>
  );
}
