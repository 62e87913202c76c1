import type { AgencyStanding } from '../../../contracts/api/agencies.js';
import './agencies.css';
import { standingName } from './chinese-terms.js';

/** Who has no licence stands out: 暂行条例 art. 42. */
export function StandingTag({ standing }: { standing: AgencyStanding }) {
  return <span className={`state-tag ${standing}`}>{standingName[standing]}</span>;
}
