import { type Dismissal, dismissal } from '../../../contracts/review.js';
import { categoryShortName, dismissalName } from '../chinese-terms.js';
import { CitationChoice } from './citation-choice.js';
import type { Draft } from './draft.js';

/** What is being chosen above the bar. */
export type Choosing = 'dismissal' | 'citation' | 'note' | null;

interface Props {
  draft: Draft;
  change: (changed: Partial<Draft>) => void;
  choosing: Choosing;
  choose: (choosing: Choosing) => void;
  alike: number;
  actions: {
    confirm: () => void;
    dismiss: (dismissal: Dismissal) => void;
    askMore: () => void;
    showAlike: () => void;
    skip: () => void;
  };
}

/** The decisions, always in view, each with its key. */
export function DecisionBar({ draft, change, choosing, choose, alike, actions }: Props) {
  const toggle = (which: Choosing) => () => choose(choosing === which ? null : which);
  const also = draft.alike.length > 0 ? ` +${draft.alike.length}` : '';
  return (
    <section className="decision-bar" aria-label="决定">
      {choosing === 'dismissal' && (
        <fieldset className="choice">
          <legend>排除理由</legend>
          {dismissal.options.map((each, index) => (
            <button key={each} type="button" className="button" onClick={() => actions.dismiss(each)}>
              <kbd>{index + 1}</kbd> {dismissalName[each]}
            </button>
          ))}
          <button type="button" className="quiet" onClick={() => choose(null)}>
            取消 <kbd>Esc</kbd>
          </button>
        </fieldset>
      )}
      {choosing === 'citation' && <CitationChoice draft={draft} change={change} />}
      {choosing === 'note' && (
        <label className="choice note-choice">
          备注
          <textarea
            // Opened by a key to be written in at once.
            // biome-ignore lint/a11y/noAutofocus: see above
            autoFocus
            maxLength={2_000}
            rows={3}
            value={draft.note}
            onChange={({ target }) => change({ note: target.value })}
            onKeyDown={({ key, nativeEvent }) => {
              if (key === 'Escape' && !nativeEvent.isComposing) choose(null);
            }}
          />
          <span className="note">
            随决定一并保存；<kbd>Esc</kbd> 收起
          </span>
        </label>
      )}
      <button type="button" className="button decide confirm" onClick={actions.confirm}>
        确认{also} <kbd>y</kbd>
      </button>
      <button
        type="button"
        className="button decide dismiss"
        aria-expanded={choosing === 'dismissal'}
        onClick={toggle('dismissal')}
      >
        排除{also} <kbd>n</kbd>
      </button>
      <button type="button" className="button decide" onClick={actions.askMore}>
        待补充{also} <kbd>m</kbd>
      </button>
      <button
        type="button"
        className="button citation"
        aria-expanded={choosing === 'citation'}
        onClick={toggle('citation')}
        title={draft.articles.join('\n')}
      >
        <span>
          {draft.categories.length === 0
            ? '未选类别'
            : draft.categories.map((each) => categoryShortName[each]).join('、')}
          <small>依据 {draft.articles.length} 条</small>
        </span>
        <kbd>c</kbd>
      </button>
      {alike > 0 && (
        <button type="button" className="button" onClick={actions.showAlike}>
          近似 {alike} 条 <kbd>b</kbd>
        </button>
      )}
      <button type="button" className="button" aria-expanded={choosing === 'note'} onClick={toggle('note')}>
        备注{draft.note.trim() === '' ? '' : ' ●'} <kbd>t</kbd>
      </button>
      <button type="button" className="button skipping" onClick={actions.skip}>
        跳过 <kbd>s</kbd>
      </button>
    </section>
  );
}
