import { hashLicenceRows } from '../../../casework/agencies/licence-rows-hash.js';
import type { Database } from '../../../prisma/open-database.js';

/** What `fillComplaints` refers to. */
interface Filled {
  readonly userId: string;
  readonly sessionId: string;
  readonly postingId: string;
  readonly agencyId: string;
  readonly otherAgencyId: string;
}

const by = { id: 'a', name: '甲\t"', credentialNumber: '', role: 'reviewer' };

/** A row of each table of the licence register, decisions on agencies and complaints; `witnessed` are those that the ledger must have an entry of. */
export async function fillComplaints(db: Database, filled: Filled, at: Date) {
  const { userId, sessionId, postingId, agencyId, otherAgencyId } = filled;
  const imported = await db.registerImport.create({
    data: {
      ...{
        organisationId: 'city',
        kind: 'licences',
        fileName: '名录\\N.csv',
        fileSha256: '8'.repeat(64),
        rows: 2,
        rejected: 1,
      },
      ...{ userId, sessionId, by, importedAt: at, undoneById: userId, undoneAt: at },
    },
  });
  const licence = {
    ...{
      line: 2,
      holder: '某某人力资源公司',
      creditCode: '9'.repeat(18),
      licenceNumber: '证"1"',
      issuer: '市局',
      scope: '',
    },
    ...{ issuedOn: '2023-03-01', validUntil: null, status: 'valid' as const },
  };
  await db.licence.create({ data: { ...licence, importId: imported.id } });
  const decision = await db.agencyDecision.create({
    data: { agencyId, otherId: otherAgencyId, kind: 'same_as', note: '{a,b}', userId, sessionId, by, decidedAt: at },
  });
  const complaint = await db.complaint.create({
    data: {
      ...{ organisationId: 'city', year: 2026, number: 1, channel: 'web', text: '举报\r\n\\.', url: 'http://x/1' },
      ...{ codeSha256: '9'.repeat(64), postingId, verdict: { probability: 1e-7 }, receivedAt: at },
    },
  });
  const link = await db.complaintLink.create({ data: { complaintId: complaint.id, postingId, linkedAt: at } });
  await db.complainant.create({ data: { complaintId: complaint.id, sealed: '1.a.b.c' } });
  const result = await db.complaintResult.create({
    data: { complaintId: complaint.id, kind: 'unfounded', note: '无', userId, sessionId, by, decidedAt: at },
  });
  const request = await db.complaintCaptureRequest.create({
    data: { complaintId: complaint.id, userId, sessionId, requestedAt: at },
  });
  const unmasking = await db.complainantUnmasking.create({
    data: { complaintId: complaint.id, userId, sessionId, unmaskedAt: at },
  });
  const { id, organisationId, kind, fileName, fileSha256, rows, rejected } = imported;
  return {
    witnessed: [
      {
        ...{ kind: 'register.imported', subjectId: id },
        content: {
          ...{ id, organisationId, kind, fileName, fileSha256, rows, rejected, sessionId, by, at },
          licencesSha256: hashLicenceRows([licence]),
        },
      },
      { kind: 'register.undone', subjectId: id, content: { id, by: userId, at } },
      {
        ...{ kind: 'agency.decided', subjectId: decision.id },
        content: {
          ...{ id: decision.id, agencyId, kind: 'same_as', otherId: otherAgencyId, creditCode: null, note: '{a,b}' },
          ...{ sessionId, by, at },
        },
      },
      {
        ...{ kind: 'complaint.registered', subjectId: complaint.id },
        content: {
          ...{ id: complaint.id, organisationId: 'city', year: 2026, number: 1, channel: 'web', text: complaint.text },
          ...{ url: complaint.url, subjectName: '', codeSha256: complaint.codeSha256, postingId, repeatsId: null },
          ...{ verdict: complaint.verdict, registeredById: null, at },
        },
      },
      {
        ...{ kind: 'complaint.linked', subjectId: link.id },
        content: { id: link.id, complaintId: complaint.id, postingId, captureId: null, at },
      },
      {
        ...{ kind: 'complaint.capture_requested', subjectId: request.id },
        content: { id: request.id, complaintId: complaint.id, userId, sessionId, at },
      },
      {
        ...{ kind: 'complainant.shown', subjectId: unmasking.id },
        content: { id: unmasking.id, complaintId: complaint.id, userId, sessionId, at },
      },
      {
        ...{ kind: 'complaint.result', subjectId: result.id },
        content: {
          ...{ id: result.id, complaintId: complaint.id, kind: 'unfounded', caseId: null, handoffId: null, note: '无' },
          ...{ sessionId, by, at },
        },
      },
    ],
  };
}
