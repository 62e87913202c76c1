import { Button } from 'antd';
import { useState } from 'react';
import type { CaseDetail } from '../../../contracts/api/cases.js';
import { actionTerms } from '../../../contracts/case-terms.js';
import { StepForm } from './step-form.js';

/** What may be done next, and the form of what is chosen. */
export function NextPanel({ found, personId }: { found: CaseDetail; personId: string }) {
  const [chosen, setChosen] = useState<string>();
  const next = found.next.find(({ action }) => action === chosen);
  if (found.next.length === 0) return null;
  return (
    <section className="panel" aria-label="下一步">
      <h2>下一步</h2>
      <div className="next-actions">
        {found.next.map(({ action }) => (
          <Button
            autoInsertSpace={false}
            key={action}
            size="small"
            type={action === chosen ? 'primary' : 'default'}
            aria-pressed={action === chosen}
            onClick={() => setChosen(action === chosen ? undefined : action)}
          >
            {actionTerms[action]}
          </Button>
        ))}
      </div>
      {next === undefined ? null : (
        <StepForm key={next.action} found={found} next={next} personId={personId} done={() => setChosen(undefined)} />
      )}
    </section>
  );
}
