import { editDistance } from './person-name.js';

/** How two employers stand to each other. */
export type UnitRelation = 'same' | 'near' | 'different';

export interface Unit {
  readonly name: string;
  /** 统一社会信用代码, checked; empty where the register has none. */
  readonly code: string;
}

/**
 * Whether two employers are one. Credit codes decide where both have one. A branch has a code of its own and is still its company
 * (公司法 13: 分公司不具有法人资格), known by its name, which is the company's with something behind it. Where a code is missing the
 * name decides, and one that is merely alike is `near`: a person must look.
 */
export function relateUnits(one: Unit, other: Unit): UnitRelation {
  const bothCoded = one.code !== '' && other.code !== '';
  if (bothCoded && one.code === other.code) return 'same';
  const [first, second] = [plainUnitName(one.name), plainUnitName(other.name)];
  // The same name under two codes is an error in one of the registers.
  if (first === second) return bothCoded ? 'near' : 'same';
  if (isBranchOf(first, second) || isBranchOf(second, first)) return 'same';
  if (bothCoded) return 'different';
  return core(first) === core(second) || editDistance(first, second) <= 1 ? 'near' : 'different';
}

/** A name without what two registers write differently: width, spaces, brackets, punctuation. */
export function plainUnitName(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/[^\p{Letter}\p{Number}]/gu, '')
    .toUpperCase();
}

function isBranchOf(branch: string, company: string): boolean {
  return company.length >= 6 && branch.startsWith(company) && /(?:分公司|分院|分所|分行|办事处|项目部)$/.test(branch);
}

/** What is left of a name without its legal form and place. */
function core(plain: string): string {
  return plain
    .replace(/(?:股份有限公司|有限责任公司|有限公司|集团公司|公司|集团|总院|院)$/, '')
    .replace(/集团$/, '')
    .replace(/^中国/, '')
    .replace(/^.{2,3}?[省市]/, '');
}
