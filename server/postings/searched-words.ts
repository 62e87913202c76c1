import { RequestError } from '../request-error.js';
import type { Session } from '../session.js';

/** So many digits are a part of a contact that tells it. */
const tellingDigits = 5;

/** Whether the words are a contact, or so much of one that finding them tells it. */
export function isTelling(q: string): boolean {
  const written = q.normalize('NFKC');
  return (written.match(/\p{Nd}/gu) ?? []).length >= tellingDigits || written.includes('@');
}

/** Whether the words could stand in a contact. */
export function canBeCovered(q: string): boolean {
  return /[\p{N}\p{Script=Latin}_@零〇一二三四五六七八九幺*-]/u.test(q);
}

/** Whether a person may be shown contacts in full. */
export function mayUncover({ origin, role }: Pick<Session, 'origin' | 'role'>): boolean {
  return origin === 'page' && (role === 'reviewer' || role === 'supervisor');
}

export const contactSearchRefused = () =>
  new RequestError(403, 'contact_search_refused', '按电话、微信号等联系方式检索仅限复核员和主管，请改用其他检索词。');
