import { useId } from 'react';
import type { CaseField } from '../../../contracts/api/cases.js';
import { penaltyKind } from '../../../contracts/case.js';
import { discussionTerms, penaltyTerms } from '../../../contracts/case-terms.js';

interface Props {
  readonly field: CaseField;
  /** Citations that the proposals name. */
  readonly articles: readonly string[];
}

/** A fact of a step, as a native control: what the browser knows of days and numbers needs no code here. */
export function FactField({ field: { name, label, kind, isRequired, hint }, articles }: Props) {
  const id = useId();
  const described = hint === '' ? {} : { 'aria-describedby': `${id}-hint` };
  const control = { id, name, required: isRequired, ...described };
  if (kind === 'penalties') return <PenaltyChoice name={name} label={label} />;
  if (kind === 'discussion') return <Discussion name={name} label={label} hint={hint} />;
  return (
    <div className="fact">
      {kind === 'boolean' ? (
        <label className="tick">
          <input type="checkbox" id={id} name={name} value="yes" {...described} /> {label}
        </label>
      ) : (
        <label htmlFor={id}>
          {label}
          {isRequired ? null : <span className="note">（可不填）</span>}
        </label>
      )}
      {kind === 'line' ? <input {...control} maxLength={200} /> : null}
      {kind === 'day' ? <input type="date" {...control} /> : null}
      {kind === 'yuan' ? <input type="number" min={0} step={1} {...control} /> : null}
      {kind === 'yuan_fen' ? <input type="number" min={0} step={0.01} {...control} /> : null}
      {kind === 'words' ? <textarea {...control} rows={3} maxLength={5000} /> : null}
      {kind === 'articles' ? <textarea {...control} rows={2} defaultValue={articles.join('\n')} /> : null}
      {kind === 'lines' || kind === 'postings' || kind === 'receipts' ? <textarea {...control} rows={3} /> : null}
      {hint === '' ? null : (
        <span id={`${id}-hint`} className="note">
          {hint}
        </span>
      )}
    </div>
  );
}

const withAmount: readonly string[] = ['fine', 'confiscation'];

function PenaltyChoice({ name, label }: { name: string; label: string }) {
  return (
    <fieldset className="fact">
      <legend>{label}</legend>
      {penaltyKind.options.map((kind) => (
        <div key={kind} className="penalty-choice">
          <label className="tick">
            <input type="checkbox" name={`${name}.${kind}`} value="yes" /> {penaltyTerms[kind]}
          </label>
          {withAmount.includes(kind) ? (
            <label>
              金额（元）
              <input type="number" min={1} step={1} name={`${name}.${kind}.amount`} />
            </label>
          ) : null}
        </div>
      ))}
    </fieldset>
  );
}

/** Who discussed a decision, when, and to what end; all of it or nothing. */
function Discussion({ name, label, hint }: Pick<CaseField, 'name' | 'label' | 'hint'>) {
  const id = useId();
  return (
    <fieldset className="fact" aria-describedby={`${id}-hint`}>
      <legend>{label}</legend>
      <label htmlFor={`${id}-day`}>{discussionTerms.heldOn}</label>
      <input id={`${id}-day`} type="date" name={`${name}.heldOn`} />
      <label htmlFor={`${id}-people`}>{discussionTerms.participants}（每行一名，两名以上）</label>
      <textarea id={`${id}-people`} name={`${name}.participants`} rows={3} />
      <label htmlFor={`${id}-minutes`}>{discussionTerms.minutes}</label>
      <input id={`${id}-minutes`} name={`${name}.minutes`} maxLength={200} />
      <label htmlFor={`${id}-end`}>{discussionTerms.conclusion}</label>
      <textarea id={`${id}-end`} name={`${name}.conclusion`} rows={2} maxLength={5000} />
      <span id={`${id}-hint`} className="note">
        {hint}
      </span>
    </fieldset>
  );
}
