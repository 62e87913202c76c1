import { z } from 'zod';
import { evaluateFormula } from './formula.js';
import type { MonthlyColumn, MonthlyTemplate } from './monthly-template.js';

/** A step of a case that is effective: it takes no second officer, or the second has confirmed it. */
export interface CountedStep {
  readonly id: string;
  readonly caseId: string;
  readonly organisationId: string;
  readonly action: string;
  readonly occurredOn: string;
  /** The kinds of penalty that it decides on. */
  readonly penalties: readonly string[];
}

/** An outcome that was not withdrawn. */
export interface CountedOutcome {
  readonly id: string;
  readonly organisationId: string;
  readonly subjectKind: string;
  readonly kind: string;
  readonly decidedOn: string;
}

/** What of some days counts. */
export interface CountedFacts {
  readonly steps: readonly CountedStep[];
  readonly outcomes: readonly CountedOutcome[];
}

const reportedOrganisation = z.object({ id: z.string(), name: z.string(), parentId: z.string().nullable() });
export type ReportedOrganisation = z.infer<typeof reportedOrganisation>;

const cell = z.object({
  /** Null: to be filled in by hand. */
  value: z.number().nullable(),
  /** Ids of the steps or outcomes that are counted; as many as `value`, but for what was entered by hand. */
  members: z.array(z.string()),
});
export type FigureCell = z.infer<typeof cell>;

const organisationRow = z.object({ organisationId: z.string(), cells: z.record(z.string(), cell) });
export type OrganisationRow = z.infer<typeof organisationRow>;

const correction = z.object({
  month: z.string(),
  organisationId: z.string(),
  key: z.string(),
  heading: z.string(),
  was: z.number(),
  now: z.number(),
  added: z.array(z.string()),
  removed: z.array(z.string()),
});
/** What a month that was closed would say otherwise now. */
export type Correction = z.infer<typeof correction>;

/** A month's table as it is stored when it is closed. */
export const monthFigures = z.object({
  organisations: z.array(reportedOrganisation),
  /** What each organisation did itself, those below it not counted; formulas are not stored. */
  rows: z.array(organisationRow),
  corrections: z.array(correction),
});
export type MonthFigures = z.infer<typeof monthFigures>;

/** The figures of each organisation, from what counts in the month. Members stand in the order of their ids. */
export function countMonth(
  { columns }: MonthlyTemplate,
  organisations: readonly ReportedOrganisation[],
  facts: CountedFacts,
): OrganisationRow[] {
  return organisations.map(({ id: organisationId }) => {
    const own: CountedFacts = {
      steps: facts.steps.filter((step) => step.organisationId === organisationId),
      outcomes: facts.outcomes.filter((outcome) => outcome.organisationId === organisationId),
    };
    const counted = columns.filter(({ formula }) => formula === undefined);
    return {
      organisationId,
      cells: Object.fromEntries(counted.map((column) => [column.key, countCell(column, organisationId, own)])),
    };
  });
}

function countCell(column: MonthlyColumn, organisationId: string, facts: CountedFacts): FigureCell {
  if (column.byHand !== undefined) {
    const value = Object.hasOwn(column.byHand, organisationId) ? column.byHand[organisationId] : undefined;
    return { value: value ?? null, members: [] };
  }
  const members = column.steps === undefined ? outcomesOf(column, facts.outcomes) : stepsOf(column, facts.steps);
  return { value: members.length, members };
}

function outcomesOf({ outcomes, of }: MonthlyColumn, all: readonly CountedOutcome[]): string[] {
  return all
    .filter(({ kind, subjectKind }) => subjectKind === of && outcomes?.some((each) => each === kind))
    .map(({ id }) => id)
    .sort();
}

/** A case counts once in the month, by the first of its steps. */
function stepsOf({ steps, penalty }: MonthlyColumn, all: readonly CountedStep[]): string[] {
  const first = new Map<string, CountedStep>();
  for (const step of all) {
    if (
      !steps?.some((action) => action === step.action) ||
      (penalty !== undefined && !step.penalties.includes(penalty))
    )
      continue;
    const known = first.get(step.caseId);
    if (known === undefined || isBefore(step, known)) first.set(step.caseId, step);
  }
  return [...first.values()].map(({ id }) => id).sort();
}

function isBefore(a: CountedStep, b: CountedStep): boolean {
  return a.occurredOn === b.occurredOn ? a.id < b.id : a.occurredOn < b.occurredOn;
}

/** The value of every column, formulas included; what is left to be filled in by hand is 0 to them. */
export function valuesOf(
  { columns }: MonthlyTemplate,
  figureOf: (key: string) => number | null,
): Readonly<Record<string, number | null>> {
  return Object.fromEntries(
    columns.map(({ key, formula }) => [
      key,
      formula === undefined ? figureOf(key) : evaluateFormula(formula, (named) => figureOf(named) ?? 0),
    ]),
  );
}
