import { Fragment, useEffect, useRef } from 'react';
import { workKeys } from './work-keys.js';

/** All keys of the work screen, over it; `?` or Escape closes. */
export function KeyHelp({ close }: { close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      className="key-help"
      aria-labelledby="key-help-title"
      onClose={close}
      onKeyDown={({ key }) => {
        if (key === '?') dialog.current?.close();
      }}
    >
      <header>
        <h2 id="key-help-title">按键一览</h2>
        <button type="button" className="quiet" onClick={() => dialog.current?.close()}>
          关闭 <kbd>Esc</kbd>
        </button>
      </header>
      <div className="key-groups">
        {workKeys.map(({ group, keys }) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {keys.map(({ keys: names, does }) => (
                <Fragment key={does}>
                  <dt>
                    {names.map((name) => (
                      <kbd key={name}>{name}</kbd>
                    ))}
                  </dt>
                  <dd>{does}</dd>
                </Fragment>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </dialog>
  );
}
