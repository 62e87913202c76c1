import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { dataFile } from '../../evidence/law/data-file.js';

/** What speaks against an agency, counted over all its names. */
export interface RiskFacts {
  /** Advertisements that two people have confirmed. */
  readonly confirmed: number;
  readonly campaigns: number;
  /** Suspicious advertisements that came back after a removal. */
  readonly relistings: number;
  /** Orders to correct or to return, confirmed by a second officer. */
  readonly orders: number;
  readonly penalties: number;
}

export interface RiskPart {
  readonly fact: keyof RiskFacts;
  readonly count: number;
  readonly points: number;
}

const weight = z.strictObject({ points: z.int().nonnegative(), most: z.int().nonnegative(), why: z.string().min(1) });
const weights = z.strictObject({
  ...{ confirmed: weight, campaigns: weight, relistings: weight, orders: weight },
  penalties: weight,
}) satisfies z.ZodType<Record<keyof RiskFacts, unknown>>;
export type RiskWeights = z.infer<typeof weights>;

/** The weights of risk-weights.yaml. They are read each time: an editor sees at once what a change does. */
export function readRiskWeights(): RiskWeights {
  return weights.parse(parse(readFileSync(dataFile('casework/agencies/risk-weights.yaml'), 'utf8')));
}

/** Points for the order in which agencies are looked into, with what each comes from; parts without points are left out. */
export function riskPoints(
  facts: RiskFacts,
  by: RiskWeights,
): { readonly points: number; readonly parts: readonly RiskPart[] } {
  const parts = (Object.keys(by) as (keyof RiskFacts)[])
    .map((fact) => ({ fact, count: facts[fact], points: Math.min(by[fact].most, facts[fact] * by[fact].points) }))
    .filter(({ points }) => points > 0);
  return { points: parts.reduce((total, { points }) => total + points, 0), parts };
}
