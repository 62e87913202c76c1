import type { Seeded } from './seed-postings.js';
import { addPerson, type ServedDatabase } from './served-database.js';

/** Whatever belongs to somebody: its route begins so, and `id` is one of the organisation `hubei`. */
export interface OwnedObject {
  readonly path: string;
  readonly id: string;
  /** It is one person's alone, so that nobody else of the organisation has it either. */
  readonly isPersonal?: boolean;
}

/** One object of every kind that a route names. */
export async function storeOwnedObjects(served: ServedDatabase, seeded: Seeded): Promise<readonly OwnedObject[]> {
  const { db } = served;
  const postingId = seeded.ids[0] ?? '';
  const posting = await db.posting.findUniqueOrThrow({ where: { id: postingId } });
  const version = await db.postingVersion.findFirstOrThrow({ where: { postingId } });
  const run = await db.crawlRun.findFirstOrThrow({ where: { platformVersion: { platformId: posting.platformId } } });
  const person = await addPerson(db, 'owner', 'supervisor', 'hubei');
  const now = new Date();
  const session = await db.userSession.create({ data: { userId: person.id, origin: 'page', startedAt: now } });
  const ofToken = await db.userSession.create({ data: { userId: person.id, origin: 'token', startedAt: now } });
  const token = await db.apiToken.create({
    data: { userId: person.id, sessionId: ofToken.id, name: 'x', tokenSha256: 'x', createdAt: now, expiresAt: now },
  });
  const task = await db.reviewTask.create({
    data: {
      ...{ postingVersionId: version.id, postingId, platformId: posting.platformId, organisationId: 'hubei' },
      ...{ band: 'flagged', rank: 1, certainty: 1, enteredAt: now },
    },
  });
  const review = await db.review.create({
    data: {
      ...{ postingVersionId: version.id, userId: person.id, sessionId: session.id, by: {}, stage: 'first' },
      ...{ decision: 'dismissed', decidedAt: now },
    },
  });
  const order = await db.fullCaptureOrder.create({
    data: { postingId, postingVersionId: version.id, reason: 'flagged', createdAt: now },
  });
  const { sha256 } = await served.blobs.put(Buffer.from('<p>招聘</p>'));
  const full = await db.fullCapture.create({
    data: {
      ...{ id: order.id, orderId: order.id, recordSha256: sha256, warcSha256: sha256, pdfSha256: sha256 },
      ...{ screenshotSha256: served.screenshotSha256, domSha256: sha256, bodySha256: sha256, capturedAt: now },
      ...{ finalUrl: 'https://jobs.example/1', status: 200, comparison: 'unchanged' },
    },
  });
  const complaint = await db.complaint.create({
    data: {
      ...{ organisationId: 'hubei', year: 2026, number: 1, channel: 'letter', text: '来信', codeSha256: 'x' },
      receivedAt: now,
    },
  });
  const opened = await db.case.create({
    data: {
      ...{ organisationId: 'hubei', year: 2026, number: 1, path: 'advertising', subjectName: '某机构' },
      ...{ state: 'registered', registeredAt: now },
    },
  });
  const by = { id: person.id, name: '某人', credentialNumber: '', role: 'supervisor' };
  const acting = { userId: person.id, sessionId: session.id, by };
  const outcome = await db.outcome.create({
    data: {
      ...{
        organisationId: 'hubei',
        subjectKind: 'employer',
        subjectName: '某单位',
        kind: 'circular',
        authority: '某厅',
      },
      ...{ decidedOn: '2026-11-01', recordedAt: now, ...acting },
    },
  });
  const handoff = await db.handoff.create({
    data: {
      ...{ organisationId: 'hubei', year: 2026, number: 1, authority: 'housing', subjectKind: 'person' },
      ...{ subjectName: '某人', matter: '移送', preparedAt: now, ...acting },
    },
  });
  const publication = await db.publication.create({
    data: {
      ...{ organisationId: 'hubei', kind: 'typical_case', caseId: opened.id, title: '某案', text: '某机构', ...acting },
      ...{ startsOn: '2026-11-01', preparedAt: now },
    },
  });
  const mark = await db.supervision.create({
    data: {
      ...{ organisationId: 'hubei', caseId: opened.id, reason: '迟缓', dueOn: '2026-12-01', markedAt: now },
      ...acting,
    },
  });
  const comparison = await db.comparisonRun.create({
    data: {
      ...{ organisationId: 'hubei', files: [], comparedAt: now, ...acting },
      figures: {
        ...{ registrations: 1, insurance: 1, mismatches: 1, exceptions: 0, unclear: 0, multiple: 0 },
        ...{ frequentChanges: 0, units: 1, rejected: 0, until: '2026-11-01' },
      },
    },
  });
  const check = await db.onSiteCheck.create({
    data: {
      ...{ organisationId: 'hubei', unitName: '某单位', place: '某路', checkedOn: '2026-11-01', result: 'lead' },
      ...{ sealed: 'x', recordedAt: now, ...acting },
    },
  });
  return [
    { path: '/api/comparisons/', id: comparison.id },
    { path: '/api/on-site-checks/', id: check.id },
    { path: '/api/publications/', id: publication.id },
    { path: '/api/marked-cases/', id: mark.id },
    { path: '/api/outcomes/', id: outcome.id },
    { path: '/api/handoffs/', id: handoff.id },
    { path: '/api/account/sessions/', id: session.id, isPersonal: true },
    { path: '/api/account/tokens/', id: token.id, isPersonal: true },
    { path: '/api/people/', id: person.id },
    { path: '/api/postings/', id: postingId },
    { path: '/api/cases/', id: opened.id },
    { path: '/api/agencies/', id: seeded.agencyId },
    { path: '/api/complaints/', id: complaint.id },
    { path: '/api/captures/', id: seeded.captureWithScreenshot },
    { path: '/api/full-captures/', id: full.id },
    { path: '/api/reviews/tasks/', id: task.id },
    { path: '/api/reviews/', id: review.id, isPersonal: true },
    { path: '/api/operation/platforms/', id: posting.platformId },
    { path: '/api/operation/runs/', id: run.id },
    { path: '/api/operation/captures/', id: seeded.captureWithScreenshot },
  ];
}
