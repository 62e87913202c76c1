import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { outcomeKind, outcomeSubject } from '../../contracts/api/outcomes.js';
import { caseAction, penaltyKind } from '../../contracts/case.js';
import { dataFile } from '../../evidence/law/data-file.js';
import { outcomeKinds } from '../outcomes/outcome-kinds.js';
import { columnsOf, type Formula, readFormula } from './formula.js';
import { readCheckedYaml } from './read-checked-yaml.js';

const words = (longest: number) => z.string().trim().min(1, 'must not be empty').max(longest);

const column = z
  .strictObject({
    key: z.string().regex(/^[a-z][a-z0-9_]{0,49}$/, 'must be of small letters, digits and underscores'),
    heading: words(30),
    group: words(20),
    outcomes: z.array(outcomeKind).min(1).optional(),
    of: outcomeSubject.optional(),
    steps: z.array(caseAction).min(1).optional(),
    penalty: penaltyKind.optional(),
    byHand: z.record(z.string(), z.number().min(0)).optional(),
    formula: words(300)
      .transform((text, context): Formula => {
        try {
          return readFormula(text);
        } catch (error) {
          if (!(error instanceof SyntaxError)) throw error;
          context.addIssue({ code: 'custom', message: error.message });
          return z.NEVER;
        }
      })
      .optional(),
  })
  .superRefine(({ outcomes, of, steps, penalty, byHand, formula }, context) => {
    const complain = (message: string): void => context.addIssue({ code: 'custom', message });
    if ([outcomes, steps, byHand, formula].filter((source) => source !== undefined).length !== 1)
      complain('a column has one of outcomes, steps, byHand and formula');
    if ((outcomes === undefined) !== (of === undefined)) complain('outcomes and of (person, employer) stand together');
    if (penalty !== undefined && steps === undefined) complain('penalty stands with steps alone');
    const misfit = outcomes?.find((kind) => of !== undefined && !outcomeKinds[kind].subjects.includes(of));
    if (misfit !== undefined) complain(`${misfit} is nothing that is done to one ${of}`);
  });

const template = z
  .strictObject({
    title: words(100),
    notes: z.array(words(300)).default([]),
    columns: z.array(column).min(1).max(60),
  })
  .superRefine(({ columns }, context) => {
    const complain = (index: number, key: string, message: string): void =>
      context.addIssue({ code: 'custom', path: ['columns', index, key], message });
    const known = new Map<string, number>();
    for (const [index, { key }] of columns.entries()) if (!known.has(key)) known.set(key, index);
    for (const [index, { key, formula }] of columns.entries()) {
      if (known.get(key) !== index) complain(index, 'key', `there is another column «${key}»`);
      for (const named of formula === undefined ? [] : columnsOf(formula)) {
        const at = known.get(named);
        if (at === undefined) complain(index, 'formula', `there is no column «${named}»`);
        else if (columns[at]?.formula !== undefined)
          complain(index, 'formula', `«${named}» is a formula itself; write out what it says`);
      }
    }
  });

/** What the month's table counts, column by column. */
export type MonthlyTemplate = z.infer<typeof template>;
export type MonthlyColumn = MonthlyTemplate['columns'][number];

/** @throws InputError `monthly_template_unusable` with a line for every error */
export function readMonthlyTemplate(text: string, file: string): MonthlyTemplate {
  return readCheckedYaml(template, text, {
    file,
    code: 'monthly_template_unusable',
    what: 'The template of the month’s table',
  });
}

/** The text of the template that comes with the project. */
export function defaultMonthlyTemplate(): string {
  return readFileSync(dataFile('casework/reports/monthly-template.yaml'), 'utf8');
}
