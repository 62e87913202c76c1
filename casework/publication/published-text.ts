import { penaltyNames } from '../../contracts/case-terms.js';
import type { Penalty } from '../cases/step-facts.js';

export interface PublishedText {
  readonly title: string;
  readonly text: string;
}

/** A decision as it is published: who, by which document, what, on which ground, by whom and when (行政处罚法 39, 48). */
export function penaltyText(decision: {
  readonly subjectName: string;
  readonly creditCode: string | null;
  readonly document: string;
  readonly penalties: readonly Penalty[];
  readonly basis: readonly string[];
  readonly authority: string;
  readonly decidedOn: string;
}): PublishedText {
  const penalties = decision.penalties.map(({ kind, amountYuan }) =>
    amountYuan === undefined ? penaltyNames[kind] : `${penaltyNames[kind]} ${amountYuan.toLocaleString('en-US')} 元`,
  );
  return {
    title: `${decision.subjectName}行政处罚决定`,
    text: lines([
      ['被处罚单位', decision.subjectName],
      ['统一社会信用代码', decision.creditCode ?? ''],
      ['决定书文号', decision.document],
      ['处罚内容', penalties.join('；')],
      ['处罚依据', decision.basis.join('；')],
      ['决定机关', decision.authority],
      ['决定日期', decision.decidedOn],
    ]),
  };
}

/** A record of bad conduct or of the blacklist as it is published: of a person the name alone, never the number. */
export function outcomeText(outcome: {
  readonly kind: 'bad_conduct' | 'blacklist';
  readonly subjectName: string;
  readonly authority: string;
  readonly document: string;
  readonly decidedOn: string;
  readonly endsOn: string;
}): PublishedText {
  const what = outcome.kind === 'blacklist' ? '建筑市场主体“黑名单”' : '不良行为记录';
  return {
    title: `${outcome.subjectName}：${what}`,
    text: lines([
      ['当事人', outcome.subjectName],
      ['事项', `列入${what}`],
      ['文号', outcome.document],
      ['决定机关', outcome.authority],
      ['决定日期', outcome.decidedOn],
      ['截止日期', outcome.endsOn],
    ]),
  };
}

function lines(rows: readonly (readonly [string, string])[]): string {
  return rows
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}：${value}`)
    .join('\n');
}
