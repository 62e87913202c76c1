import { Timeline } from 'antd';
import type { CaseDetail } from '../../../contracts/api/cases.js';
import { actionTerms } from '../../../contracts/case-terms.js';
import { shanghaiMinute } from '../shanghai-time.js';
import { FactList } from './fact-list.js';

type Step = CaseDetail['steps'][number];

/** All that was done in a case, the newest first, by whom and confirmed by whom. */
export function CaseTimeline({ steps }: { steps: readonly Step[] }) {
  return (
    <section className="panel" aria-label="案件经过">
      <h2>经过</h2>
      <Timeline
        items={[...steps].reverse().map((step) => ({
          key: step.id,
          color: step.answer?.kind === 'withdrawn' ? 'gray' : standsOpen(step) ? 'orange' : 'blue',
          content: <StepItem step={step} />,
        }))}
      />
    </section>
  );
}

const standsOpen = ({ needsSecond, answer }: Step): boolean => needsSecond && answer === null;

function StepItem({ step }: { step: Step }) {
  const { action, occurredOn, by, answer, recordedAt } = step;
  return (
    <article>
      <h3>
        {step.number}. {actionTerms[action]}
        <span className="note"> {occurredOn}</span>
      </h3>
      <FactList facts={step.facts} note={step.note} />
      <p className="note">
        <Officer {...by} /> 记录于 {shanghaiMinute(recordedAt)}
        {answer === null ? (
          standsOpen(step) && '，待第二人确认'
        ) : (
          <>
            ，<Officer {...answer.by} />
            {answer.kind === 'confirmed' ? '确认于' : '撤回于'} {shanghaiMinute(answer.answeredAt)}
          </>
        )}
      </p>
    </article>
  );
}

function Officer({ name, credentialNumber }: Step['by']) {
  return (
    <bdi>
      {name}
      {credentialNumber === '' ? '' : `（${credentialNumber}）`}
    </bdi>
  );
}
