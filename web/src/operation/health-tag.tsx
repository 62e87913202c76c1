import type { Health } from '../../../contracts/api/operation/platforms.js';
import type { RunState } from '../../../contracts/api/operation/runs.js';
import { healthMeaning, healthName, stateInWords } from './terms.js';

const tone: Record<Health, string> = {
  alarm: 'bad',
  failing: 'bad',
  paused: 'warn',
  overdue: 'warn',
  'never crawled': 'idle',
  ok: 'good',
};

export function HealthTag({ health }: { health: Health }) {
  return (
    <span className={`state-tag ${tone[health]}`} title={healthMeaning[health]}>
      {healthName[health]}
    </span>
  );
}

const runTone: Record<RunState, string> = { running: 'active', finished: 'good', cancelled: 'idle' };

export function RunTag({ state, pausedAt }: { state: RunState; pausedAt: string | null }) {
  const isPaused = state === 'running' && pausedAt !== null;
  return <span className={`state-tag ${isPaused ? 'warn' : runTone[state]}`}>{stateInWords(state, pausedAt)}</span>;
}
