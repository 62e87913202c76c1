import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Popconfirm } from 'antd';
import type { CaseDetail } from '../../../contracts/api/cases.js';
import { actionTerms } from '../../../contracts/case-terms.js';
import { caseApiOf, caseKey } from './cases-api.js';
import { FactList } from './fact-list.js';

/** The step that waits for a second officer: its contents in full, and the answer. */
export function PendingPanel({ found, personId, mayAct }: { found: CaseDetail; personId: string; mayAct: boolean }) {
  const queries = useQueryClient();
  const step = found.steps.find(({ id }) => id === found.pendingStepId);
  const answer = useMutation({
    mutationFn: ({ stepId, kind }: { stepId: string; kind: 'confirmed' | 'withdrawn' }) =>
      caseApiOf(personId).answer(found.id, stepId, kind),
    onSettled: () => queries.invalidateQueries({ queryKey: caseKey(found.id) }),
  });
  if (step === undefined) return null;
  return (
    <section className="panel pending" aria-label="待确认的步骤">
      <h2>待第二人确认：{actionTerms[step.action]}</h2>
      <p>
        <bdi>{step.by.name}</bdi>于 {step.occurredOn} 办理。
      </p>
      <FactList facts={step.facts} note={step.note} />
      {answer.error === null ? null : <Alert type="error" showIcon title={answer.error.message} role="alert" />}
      {mayAct ? (
        <div className="next-actions">
          <Button
            autoInsertSpace={false}
            type="primary"
            disabled={step.confirmation?.isMine !== true}
            loading={answer.isPending}
            onClick={() => answer.mutate({ stepId: step.id, kind: 'confirmed' })}
          >
            确认
          </Button>
          <Popconfirm
            title="撤回这一步？"
            okText="撤回"
            cancelText="不撤回"
            onConfirm={() => answer.mutate({ stepId: step.id, kind: 'withdrawn' })}
          >
            <Button autoInsertSpace={false} loading={answer.isPending}>
              撤回
            </Button>
          </Popconfirm>
          <span className="note">{step.confirmation?.why}</span>
        </div>
      ) : null}
    </section>
  );
}
