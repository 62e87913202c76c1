import { InputError } from '../../contracts/errors.js';
import type { PackageDecisions } from '../../contracts/evidence-package.js';
import { type Category, category } from '../../contracts/verdict.js';
import { findTwoOfficers } from '../verify/two-officers.js';
import { beijingMinute } from './beijing-time.js';
import { blank, notWritten, orBlank } from './blanks.js';
import { chineseNames, nameOf } from './chinese-names.js';

type Confirmation = PackageDecisions['confirmations'][number];
type Standing = keyof typeof chineseNames.standing;

/**
 * The two officers, or blanks for them, and whether the capture is a clue or evidence.
 * @throws InputError `standing_unfounded` where evidence is claimed without two different officers, each in a session of their own, as
 *   `findTwoOfficers` finds them: a document may not say what the decisions do not
 */
export function officerFacts(confirmations: readonly Confirmation[], captureId: string, standing: Standing) {
  const ordered = byTime(confirmations.filter((confirmation) => confirmation.captureId === captureId));
  const two = findTwoOfficers(ordered, captureId);
  const officers = two ?? ordered.slice(0, 1);
  if (standing === 'evidence' && two === undefined) {
    throw new InputError(
      'standing_unfounded',
      `The capture ${captureId} is called evidence, but two different officers have not confirmed it, each in a session of their own.`,
    );
  }
  const isEvidence = standing === 'evidence';
  return {
    性质: chineseNames.standing[standing],
    性质说明: isEvidence
      ? '本采集件已由两名执法人员分别在各自的会话中核实，作为证据使用。'
      : '本采集件由程序采集，尚未经两名执法人员分别核实，只作为线索，不作为认定案件事实的根据。',
    是证据: isEvidence,
    是线索: !isEvidence,
    执法人员: ['一', '二'].map((序号, index) => {
      const officer = officers[index];
      return {
        序号,
        姓名: orBlank(officer?.by.name),
        执法证号: orBlank(officer?.by.credentialNumber),
        职务: officer ? nameOf(chineseNames.role, officer.by.role) : blank,
        核实时间: officer ? beijingMinute(officer.at) : blank,
        核实意见: officer ? officer.note.trim() || notWritten : blank,
      };
    }),
  };
}

type Review = PackageDecisions['reviews'][number];

export function reviewFacts(reviews: readonly Review[]) {
  return {
    有复核: reviews.length > 0,
    已排除: isDismissed(reviews),
    复核: byTime(reviews).map(({ stage, decision, categories, by, at, note }) => ({
      阶段: chineseNames.stage[stage],
      结论: chineseNames.decision[decision],
      类别: categories.map((each) => nameOf(chineseNames.category, each)).join('；') || '无',
      复核人: orBlank(by.name),
      执法证号: orBlank(by.credentialNumber),
      职务: nameOf(chineseNames.role, by.role),
      时间: beijingMinute(at),
      意见: note.trim() || notWritten,
    })),
  };
}

/** Whether the newest review dismissed the suspicion; earlier ones do not count any more. */
export function isDismissed(reviews: readonly Review[]): boolean {
  return byTime(reviews).at(-1)?.decision === 'dismissed';
}

/**
 * The categories that people found: those of the newest review, none where it dismissed the suspicion; null where nobody has reviewed or
 * the newest review names none.
 */
export function reviewedCategories(reviews: readonly Review[]): Category[] | null {
  if (isDismissed(reviews)) return [];
  const named =
    byTime(reviews)
      .at(-1)
      ?.categories.flatMap((each) => category.safeParse(each).data ?? []) ?? [];
  return named.length === 0 ? null : named;
}

function byTime<Decision extends { at: string }>(decisions: readonly Decision[]): Decision[] {
  return [...decisions].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
