import type { Database } from '../../../prisma/open-database.js';
import { sha256Of } from '../blob-store-contract.js';

const digest = (text: string) => sha256Of(new TextEncoder().encode(text));

/** A row of each table of comparisons and of checks on site; `witnessed` are those that the ledger must have an entry of. */
export async function fillComparison(
  db: Database,
  { userId, sessionId }: { readonly userId: string; readonly sessionId: string },
  at: Date,
) {
  const acting = { userId, sessionId, by: { id: userId, name: '甲\t"乙"', credentialNumber: '', role: 'supervisor' } };
  const run = await db.comparisonRun.create({
    data: {
      ...{ organisationId: 'city', files: [{ kind: 'insurance', name: '参\t保.csv', sha256: '5'.repeat(64) }] },
      ...{ figures: { mismatches: 1, until: '2026-01-01' }, ...acting, comparedAt: at },
    },
  });
  const lead = await db.comparisonLead.create({
    data: {
      ...{ runId: run.id, kind: 'mismatch', identitySha256: '6'.repeat(64), sealed: '1.a.b.c' },
      ...{ unitName: '某\n单位', unitCode: '' },
    },
  });
  const check = await db.onSiteCheck.create({
    data: {
      ...{ organisationId: 'city', unitName: '某\n单位', place: '某路\\N', checkedOn: '2026-02-03', result: 'cleared' },
      ...{ sealed: '1.a.b.c', ...acting, recordedAt: at },
    },
  });
  const confirmation = await db.onSiteConfirmation.create({
    data: { checkId: check.id, ...acting, confirmedAt: at },
  });
  const withdrawal = await db.onSiteWithdrawal.create({
    data: { checkId: check.id, reason: '日期\t有误', ...acting, withdrawnAt: at },
  });
  const { withdrawnAt: _withdrawn, ...ofWithdrawal } = withdrawal;
  const { comparedAt: _compared, ...ofRun } = run;
  const { recordedAt: _recorded, ...ofCheck } = check;
  const { confirmedAt: _confirmed, ...ofConfirmation } = confirmation;
  const fields = [lead.id, lead.kind, lead.identitySha256, lead.sealed, lead.unitCode, lead.unitName];
  const leadsSha256 = digest(digest(fields.join('\u001f')));
  return {
    leadId: lead.id,
    witnessed: [
      { kind: 'comparison.stored', subjectId: run.id, content: { ...ofRun, leadsSha256, at } },
      { kind: 'on_site.recorded', subjectId: check.id, content: { ...ofCheck, at } },
      { kind: 'on_site.confirmed', subjectId: confirmation.id, content: { ...ofConfirmation, at } },
      { kind: 'on_site.withdrawn', subjectId: withdrawal.id, content: { ...ofWithdrawal, at } },
    ],
  };
}
