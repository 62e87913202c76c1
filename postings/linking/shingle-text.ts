import { createNormaliser } from '../../text/normalise/normalise.js';

/** Without the trade's own disguises: signatures must not change when a release learns a new one. */
const normalise = createNormaliser({ substitutes: [] });

/** Longest text of an ad that is compared. */
const longestText = 20_000;

/** «微信 zhengshu», «加v: zhengshu»: whose name it is differs from copy to copy. */
const namedAccount = /(?:微信?|[薇威]信?|(?<![a-z])(?:vx|wx|v|q|qq))号?[:： ]{0,3}[a-z][a-z_-]{4,19}/g;

/** Words, numbers and addresses in Latin letters. */
const latinRun = /[a-z0-9@._+-]+/g;

/**
 * What is compared of an ad to find its copies: the letters of its normal form. Telephone numbers, addresses and sums are what a
 * copy changes, and marks and blanks what a disguise adds: they are left out.
 */
export function shingleText(title: string, text: string): string {
  return normalise(`${title}\n${text.slice(0, longestText)}`)
    .text.replace(namedAccount, '')
    .replace(latinRun, (run) => (/[0-9@]/.test(run) ? '' : run))
    .replace(/[^\p{L}]+/gu, '');
}
