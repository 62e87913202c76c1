import type { CaseDetail } from '../../../contracts/api/cases.js';
import { actionTerms, stateTerms } from '../../../contracts/case-terms.js';
import { course } from './chinese-terms.js';

/** The course of a case with where it has been and where it is. */
export function CoursePicture({ found }: { found: CaseDetail }) {
  const reached = new Set(
    found.steps
      .filter(({ needsSecond, answer }) => !needsSecond || answer?.kind === 'confirmed')
      .map(({ toState }) => toState),
  );
  const isOff = !course.includes(found.state);
  return (
    <section className="panel" aria-label="案件进程">
      <h2>
        进程：{stateTerms[found.state]}
        {found.suspendedFrom === null ? '' : `（中止前：${stateTerms[found.suspendedFrom]}）`}
      </h2>
      <ol className="course">
        {course.map((state) => {
          const isHere = state === found.state;
          const mark = isHere ? 'here' : reached.has(state) ? 'past' : 'ahead';
          return (
            <li key={state} className={mark} aria-current={isHere ? 'step' : undefined}>
              {stateTerms[state]}
              {mark === 'past' ? <span className="unseen">（已经过）</span> : null}
            </li>
          );
        })}
        {isOff ? (
          <li className="here" aria-current="step">
            {stateTerms[found.state]}
          </li>
        ) : null}
      </ol>
      {found.pendingStepId === null ? null : (
        <p className="note">
          “{actionTerms[found.steps.find(({ id }) => id === found.pendingStepId)?.action ?? 'register']}”待第二人确认。
        </p>
      )}
    </section>
  );
}
