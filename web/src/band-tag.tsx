import type { Band } from '../../contracts/verdict.js';
import { bandName } from './chinese-terms.js';

export function BandTag({ band }: { band: Band }) {
  return <span className={`band-tag ${band}`}>{bandName[band]}</span>;
}
