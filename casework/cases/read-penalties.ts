import { z } from 'zod';
import { casePath, penaltyKind } from '../../contracts/case.js';
import { dataFile } from '../../evidence/law/data-file.js';
import { articleOf } from './cited-law.js';
import { readData } from './read-data.js';

const conditions = z.strictObject({
  path: casePath.optional(),
  unlicensed: z.boolean().optional(),
  refused: z.boolean().optional(),
  serious: z.boolean().optional(),
  income: z.boolean().optional(),
  falseJob: z.boolean().optional(),
  first: z.boolean().optional(),
});

const yuan = z.int().min(1);
const penaltyRules = z.strictObject({
  proposals: z.array(
    z.strictObject({
      id: z.string().regex(/^[a-z-]+$/),
      when: conditions,
      basis: z.array(z.string().min(1)).min(1),
      penalties: z.array(penaltyKind),
      proposal: z.string().min(1),
    }),
  ),
  fines: z.array(
    z.strictObject({
      basis: z.string().min(1),
      leastYuan: yuan,
      mostYuan: yuan,
      needsOne: z.array(z.enum(['refused', 'serious', 'income'])).min(1),
    }),
  ),
});
export type PenaltyRules = z.infer<typeof penaltyRules>;
export type FineRule = PenaltyRules['fines'][number];

let ours: PenaltyRules | undefined;

/**
 * What may be proposed and what fines keep to (penalties.yaml), each article of which has its text.
 * @throws FatalError `rules_unreadable`; InputError `law_unusable` for a citation without its text
 */
export function readPenalties(): PenaltyRules {
  if (ours !== undefined) return ours;
  const read = readData(penaltyRules, dataFile('casework/cases/penalties.yaml'));
  for (const citation of [...read.proposals.flatMap(({ basis }) => basis), ...read.fines.map(({ basis }) => basis)])
    articleOf(citation);
  ours = read;
  return read;
}
