import type { PackageDecisions } from '../../contracts/evidence-package.js';

type Confirmation = PackageDecisions['confirmations'][number];

/** Each is compared with each; no capture has more than a handful. */
const mostConfirmations = 200;

/**
 * Two confirmations of a capture by two people in two sessions (市场监督管理行政处罚程序规定: at least two officers), which make it
 * evidence. Two accounts of one officer are one officer.
 */
export function findTwoOfficers(
  confirmations: readonly Confirmation[],
  captureId: string,
): readonly [Confirmation, Confirmation] | undefined {
  const given = confirmations.filter((one) => one.captureId === captureId).slice(0, mostConfirmations);
  for (const first of given) {
    const second = given.find(
      ({ by, sessionId }) =>
        by.id !== first.by.id && by.credentialNumber !== first.by.credentialNumber && sessionId !== first.sessionId,
    );
    if (second !== undefined) return [first, second];
  }
  return undefined;
}
