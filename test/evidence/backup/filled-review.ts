import type { Database } from '../../../prisma/open-database.js';

/** What `fillReview` refers to. */
interface Filled {
  readonly userId: string;
  readonly sessionId: string;
  readonly reviewId: string;
  readonly postingId: string;
  readonly postingVersionId: string;
  readonly releaseId: string;
}

/** A row of each table of accounts, the review queue and releases; `witnessed` are those that the ledger must have an entry of. */
export async function fillReview(db: Database, filled: Filled, at: Date) {
  const { userId, sessionId, reviewId, postingId, postingVersionId, releaseId } = filled;
  const later = new Date(at.getTime() + 3_600_000);
  await db.authAccount.create({
    data: { id: 'account', userId, accountId: userId, providerId: 'credential', password: '$argon2id$v=19$\\x00' },
  });
  await db.authSession.create({ data: { id: 'auth', userId, token: 'a\tb', expiresAt: later } });
  await db.authVerification.create({ data: { id: 'v', identifier: 'i', value: '{"a":"\\n"}', expiresAt: later } });
  await db.authTwoFactor.create({ data: { id: 't', userId, secret: 's', backupCodes: 'b' } });
  await db.loginThrottle.create({ data: { id: '4'.repeat(64), failures: 3, blockedUntil: later, updatedAt: at } });
  await db.invitation.create({ data: { userId, tokenSha256: '5'.repeat(64), createdAt: at, expiresAt: later } });
  await db.apiToken.create({
    data: { userId, sessionId, name: '程序', tokenSha256: '6'.repeat(64), createdAt: at, expiresAt: later },
  });
  await db.evaluation.create({
    data: { userId, fileName: 'a\n.jsonl', fileSha256: '7'.repeat(64), releaseId, report: { n: 1 }, createdAt: at },
  });
  const sample = await db.reviewSample.create({
    data: { organisationId: 'city', day: '2026-02-03', population: 100, drawn: 1, drawnAt: at },
  });
  await db.reviewTask.create({
    data: {
      ...{ postingVersionId, postingId, platformId: 'p', organisationId: 'city', stage: 'first', band: 'clear' },
      ...{ rank: 0.1 + 0.2, certainty: 0.2, sampleId: sample.id, enteredAt: at, decidedByIds: [userId, 'a,"b'] },
    },
  });
  const withdrawal = await db.reviewWithdrawal.create({ data: { reviewId, userId, sessionId, withdrawnAt: at } });
  const unmasking = await db.unmasking.create({ data: { postingId, userId, sessionId, unmaskedAt: at } });
  const activation = await db.releaseActivation.create({
    data: { releaseId, userId, sessionId, comparison: { slices: ['a'] }, activatedAt: at },
  });
  return {
    witnessed: [
      {
        ...{ kind: 'sample.drawn', subjectId: sample.id },
        content: { id: sample.id, organisationId: 'city', day: sample.day, population: 100, drawn: 1, at },
      },
      {
        ...{ kind: 'review.withdrawn', subjectId: withdrawal.id },
        content: { id: withdrawal.id, reviewId, userId, sessionId, at },
      },
      {
        ...{ kind: 'contact.unmasked', subjectId: unmasking.id },
        content: { id: unmasking.id, userId, sessionId, postingId, at },
      },
      {
        ...{ kind: 'release.activated', subjectId: activation.id },
        content: { id: activation.id, releaseId, userId, sessionId, comparison: activation.comparison, at },
      },
    ],
  };
}
