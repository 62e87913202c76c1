import type { CaseField } from '../../../contracts/api/cases.js';
import { type PenaltyKind, penaltyKind } from '../../../contracts/case.js';
import type { discussionTerms } from '../../../contracts/case-terms.js';

/** What a form field holds as it was typed; undefined: it is not there. */
export type Typed = (name: string) => string | undefined;

type Fact =
  | string
  | number
  | boolean
  | string[]
  | Record<string, string | number>[]
  | Record<string, string | string[]>;

/** The facts of a step from what was typed into its form (server/cases/fields.ts); what was left empty is left out. */
export function readFacts(fields: readonly CaseField[], typed: Typed): Record<string, Fact> {
  const facts: Record<string, Fact> = {};
  for (const { name, kind } of fields) {
    const fact = readFact(kind, name, typed);
    if (fact !== undefined) facts[name] = fact;
  }
  return facts;
}

function readFact(kind: CaseField['kind'], name: string, typed: Typed): Fact | undefined {
  const text = (typed(name) ?? '').trim();
  switch (kind) {
    case 'boolean':
      return text !== '';
    case 'yuan':
    case 'yuan_fen':
      return text === '' ? undefined : Number(text);
    case 'lines':
    case 'postings':
    case 'articles':
      return linesOf(text);
    case 'receipts':
      return linesOf(text).map(receiptOf);
    case 'penalties':
      return penaltyKind.options.flatMap((penalty) => penaltyOf(penalty, name, typed));
    case 'discussion':
      return discussionOf(name, typed);
    case 'line':
    case 'words':
    case 'day':
      return text === '' ? undefined : text;
  }
}

/** Nothing where nothing of it was typed; what is missing of the rest is told by the server. */
function discussionOf(name: string, typed: Typed): Record<string, string | string[]> | undefined {
  const part = (of: keyof typeof discussionTerms) => (typed(`${name}.${of}`) ?? '').trim();
  const [heldOn, minutes, conclusion] = [part('heldOn'), part('minutes'), part('conclusion')];
  const participants = linesOf(part('participants'));
  if ([heldOn, minutes, conclusion, ...participants].every((text) => text === '')) return undefined;
  return { heldOn, participants, minutes, conclusion };
}

const linesOf = (text: string): string[] => text.split('\n').flatMap((line) => line.trim() || []);

/** 持证人，退还日期，收条编号 */
function receiptOf(line: string): { holder: string; receivedOn: string; document: string } {
  const [holder = '', receivedOn = '', ...document] = line.split(/[，,]/).map((part) => part.trim());
  return { holder, receivedOn, document: document.join('，') };
}

function penaltyOf(kind: PenaltyKind, name: string, typed: Typed): { kind: PenaltyKind; amountYuan?: number }[] {
  if ((typed(`${name}.${kind}`) ?? '') === '') return [];
  const amount = (typed(`${name}.${kind}.amount`) ?? '').trim();
  return [{ kind, ...(amount === '' ? {} : { amountYuan: Number(amount) }) }];
}
