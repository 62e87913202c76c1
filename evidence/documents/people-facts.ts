import { InputError } from '../../contracts/errors.js';
import type { PackageDecisions } from '../../contracts/evidence-package.js';
import { type Category, category } from '../../contracts/verdict.js';
import { beijingMinute } from './beijing-time.js';
import { blank, orBlank } from './blanks.js';
import { chineseNames, nameOf } from './chinese-names.js';

type Confirmation = PackageDecisions['confirmations'][number];
type Standing = keyof typeof chineseNames.standing;

/**
 * The two officers, or blanks for them, and whether the capture is a clue or evidence.
 * @throws InputError `standing_unfounded` where evidence is claimed without two different officers, each in a session of their own:
 *   a document may not say what the decisions do not
 */
export function officerFacts(confirmations: readonly Confirmation[], captureId: string, standing: Standing) {
  const officers = twoOfficers(confirmations.filter((confirmation) => confirmation.captureId === captureId));
  if (standing === 'evidence' && officers.length < 2) {
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
        核实意见: officer ? officer.note.trim() || '采集件与页面所示一致' : blank,
      };
    }),
  };
}

/** The first two confirmations by different persons in different sessions; else the first alone. */
function twoOfficers(confirmations: readonly Confirmation[]): Confirmation[] {
  const ordered = [...confirmations].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  for (const second of ordered) {
    const first = ordered.find(({ by, sessionId }) => by.id !== second.by.id && sessionId !== second.sessionId);
    if (first) return ordered.filter((each) => each === first || each === second);
  }
  return ordered.slice(0, 1);
}

type Review = PackageDecisions['reviews'][number];

export function reviewFacts(reviews: readonly Review[]) {
  return {
    有复核: reviews.length > 0,
    复核: byTime(reviews).map(({ stage, decision, categories, by, at, note }) => ({
      阶段: chineseNames.stage[stage],
      结论: chineseNames.decision[decision],
      类别: categories.map((each) => nameOf(chineseNames.category, each)).join('；') || '无',
      复核人: orBlank(by.name),
      执法证号: orBlank(by.credentialNumber),
      职务: nameOf(chineseNames.role, by.role),
      时间: beijingMinute(at),
      意见: note.trim() || '无',
    })),
  };
}

/** The categories that people found: those of the newest review of the last stage; null where nobody has reviewed. */
export function reviewedCategories(reviews: readonly Review[]): Category[] | null {
  const ordered = byTime(reviews);
  const newest = ordered.findLast(({ stage }) => stage === 'second') ?? ordered.at(-1);
  if (newest === undefined) return null;
  if (newest.decision === 'dismissed') return [];
  return newest.categories.flatMap((each) => category.safeParse(each).data ?? []);
}

function byTime(reviews: readonly Review[]): Review[] {
  return [...reviews].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
