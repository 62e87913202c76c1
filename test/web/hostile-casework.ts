import { v7 as newId } from 'uuid';
import type { ServedDatabase } from '../server/served-database.js';
import { plantCases } from './hostile-cases.js';
import { type Acting, all, at, between, organisationId, pairs } from './hostile-fields.js';
import { hostilePayloads } from './hostile-payloads.js';

/** Ids of casework, for the paths of pages. */
export interface HostileCasework {
  readonly caseId: string;
  readonly agencyId: string;
  readonly complaintId: string;
  readonly comparisonId: string;
  /** One of the comparison's, by its name. */
  readonly unit: string;
}

/** Rows of casework whose every text is a payload; what a page lists has a row for each of them. */
export async function plantHostileCasework(
  served: ServedDatabase,
  postingIds: readonly string[],
): Promise<HostileCasework> {
  const { db } = served;
  const user = await db.user.findUniqueOrThrow({ where: { username: 'hostile' }, include: { sessions: true } });
  const sessionId = user.sessions[0]?.id ?? '';
  const acting = (payload: string) => ({
    ...{ userId: user.id, sessionId },
    by: { id: user.id, name: payload, credentialNumber: payload, role: 'reviewer' },
  });
  await db.organisation.createMany({
    data: hostilePayloads.map((name, index) => ({ id: `hostile-${index}`, name, parentId: organisationId })),
  });
  const cases = await plantCases(served, acting, postingIds);
  const agencyId = await plantAgencies(served, acting, cases);
  const complaintId = await plantComplaints(served, acting, cases);
  await plantOutcomes(served, acting, cases);
  await plantPublications(served, acting, cases);
  await plantDrive(served, acting);
  await plantMonth(served, acting);
  return { caseId: cases[0] ?? '', agencyId, complaintId, ...(await plantComparisons(served, acting)) };
}

/** One agency by as many names, with a licence, a decision and a match of each. @returns its id */
async function plantAgencies({ db }: ServedDatabase, acting: Acting, cases: readonly string[]): Promise<string> {
  const agencies = hostilePayloads.map((payload) => ({
    // The name alone is an advertisement's already.
    ...{ id: newId(), name: `${payload} 。`, creditCode: payload, licenceNumber: payload },
  }));
  await db.agency.createMany({ data: agencies });
  const [agencyId = '', ...others] = agencies.map(({ id }) => id);
  for (const [index, { id }] of agencies.entries())
    await db.case.update({ where: { id: cases[index] ?? '' }, data: { agencyId: id } });
  const imported = await db.registerImport.create({
    data: {
      ...{ organisationId, kind: 'licences', fileName: all, fileSha256: '0'.repeat(64), rows: 1, rejected: 0 },
      ...{ importedAt: at, ...acting(all) },
    },
  });
  await db.licence.createMany({
    data: hostilePayloads.map((payload, line) => ({
      ...{ importId: imported.id, line, holder: payload, creditCode: payload, licenceNumber: payload },
      ...{ issuer: payload, scope: payload, status: 'valid' },
    })),
  });
  await db.agencyDecision.createMany({
    data: [
      ...others.map((otherId, index) => ({
        ...{ agencyId, kind: 'same_as', otherId, note: hostilePayloads[index + 1] ?? '', decidedAt: at },
        ...acting(hostilePayloads[index + 1] ?? ''),
      })),
      { agencyId, kind: 'licensed', creditCode: all, note: all, decidedAt: at, ...acting(all) },
    ],
  });
  const advertising = await db.agency.findMany({ where: { name: { in: [...hostilePayloads] } }, select: { id: true } });
  await db.agencyMatch.createMany({
    data: advertising.map(({ id }) => {
      const [first = '', other = ''] = [agencyId, id].sort();
      return { agencyId: first, otherId: other, ground: 'near_name', similarity: 0.9 };
    }),
  });
  return agencyId;
}

/** @returns the complaint with a result for each payload */
async function plantComplaints(
  { db, sources }: ServedDatabase,
  acting: Acting,
  cases: readonly string[],
): Promise<string> {
  const { personalData } = sources();
  const rows = [all, ...hostilePayloads].map((payload, index) => ({
    ...{
      id: newId(),
      organisationId: index === 0 ? organisationId : `hostile-${index - 1}`,
      year: 2026,
      number: index,
    },
    ...{ channel: 'letter', text: payload, subjectName: payload, codeSha256: `hostile ${index}` },
    // No other is kept than what a browser reads as an address.
    url: new URL(`https://jobs.invalid/?${payload}`).href,
    verdict: {
      ...{ band: 'flagged', probability: 0.9, categories: ['credential_rental'], side: null, terms: {}, missing: [] },
      ...{ release: payload },
      reasons: [{ rule: payload, field: 'text', start: 0, end: payload.length, text: payload, why: payload }],
    },
    ...{ receivedAt: at, registeredById: acting(payload).userId },
  }));
  await db.complaint.createMany({ data: rows });
  const complaintId = rows[0]?.id ?? '';
  // No longer than the form lets them be.
  const sealed = personalData.seal(JSON.stringify({ name: all.slice(0, 100), contact: all.slice(0, 200) }));
  await db.complainant.create({ data: { complaintId, sealed } });
  const handoffs = await plantHandoffs(db, acting, cases);
  await db.complaintResult.createMany({
    data: hostilePayloads.map((note, index) => ({
      ...{ complaintId, kind: 'handed_off', note, caseId: cases[index] ?? null, handoffId: handoffs[index] ?? null },
      ...{ decidedAt: new Date(at.getTime() + index), ...acting(note) },
    })),
  });
  return complaintId;
}

/** Confirmed by two, so that they may be sent. */
async function plantHandoffs(
  db: ServedDatabase['db'],
  acting: Acting,
  cases: readonly string[],
): Promise<readonly string[]> {
  const rows = hostilePayloads.map((payload, index) => ({
    ...{ id: newId(), organisationId, year: 2026, number: index + 1, authority: 'housing', subjectKind: 'person' },
    ...{ subjectName: payload, credential: payload, matter: payload, caseId: cases[index] ?? null, preparedAt: at },
    ...acting(payload),
  }));
  await db.handoff.createMany({ data: rows });
  await db.handoffStep.createMany({
    data: rows.flatMap(({ id, matter, by, userId, sessionId }) =>
      [1, 2].map((number) => ({
        ...{ handoffId: id, number, kind: 'confirmed', occurredOn: '2026-01-06', note: matter },
        ...{ by, userId, sessionId, recordedAt: at },
      })),
    ),
  });
  return rows.map(({ id }) => id);
}

/** One for each payload that was withdrawn, and one that was not. */
async function plantOutcomes({ db }: ServedDatabase, acting: Acting, cases: readonly string[]): Promise<void> {
  const rows = [all, ...hostilePayloads].map((payload, index) => ({
    ...{ id: newId(), organisationId, subjectKind: 'person', subjectName: payload, kind: 'registration_revoked' },
    ...{ authority: payload, document: payload, note: payload, decidedOn: '2026-02-06', recordedAt: at },
    ...{ caseId: cases[index] ?? null, ...acting(payload) },
  }));
  await db.outcome.createMany({ data: rows });
  await db.outcomeWithdrawal.createMany({
    data: rows.slice(1).map(({ id, note, by, userId, sessionId }) => ({
      ...{ outcomeId: id, reason: note, withdrawnAt: at, by, userId, sessionId },
    })),
  });
}

/** What is published, and what was taken down; watched cases that go on, and others; interviews. */
async function plantPublications({ db }: ServedDatabase, acting: Acting, cases: readonly string[]): Promise<void> {
  const rows = hostilePayloads.flatMap((payload, index) =>
    ['out', 'taken_down'].map((state) => ({
      state,
      row: {
        ...{ id: newId(), organisationId: `hostile-${index}`, kind: 'typical_case', caseId: cases[index] ?? null },
        ...{ title: payload, text: payload, startsOn: '2026-01-06', preparedAt: at, ...acting(payload) },
      },
    })),
  );
  await db.publication.createMany({ data: rows.map(({ row }) => row) });
  await db.publicationStep.createMany({
    data: rows.map(({ state, row: { id, title, by, userId, sessionId } }) => ({
      ...{ publicationId: id, kind: state === 'out' ? 'approved' : state, note: title },
      ...{ recordedAt: at, by, userId, sessionId },
    })),
  });
  const marks = hostilePayloads.map((reason, index) => ({
    ...{ id: newId(), organisationId, caseId: cases[index] ?? '', reason, dueOn: '2036-01-01', markedAt: at },
    ...acting(reason),
  }));
  await db.supervision.createMany({ data: marks });
  await db.supervisionEnd.createMany({
    data: marks.slice(1).map(({ id, reason, by, userId, sessionId }) => ({
      ...{ supervisionId: id, note: reason, endedAt: at, by, userId, sessionId },
    })),
  });
  await db.interview.createMany({
    data: hostilePayloads.map((payload) => ({
      ...{ organisationId, kind: 'interview', subjectName: payload, reason: payload, result: payload },
      ...{ heldOn: '2026-01-06', recordedAt: at, ...acting(payload) },
    })),
  });
}

/** Its words are no longer than a plan's may be. */
async function plantDrive({ db }: ServedDatabase, acting: Acting): Promise<void> {
  const cut = (longest: number) => hostilePayloads.map((payload) => payload.slice(0, longest));
  const today = new Date().toISOString().slice(0, 10);
  const plan = {
    ...{ name: all.slice(0, 80), basis: all.slice(0, 200), notes: cut(300) },
    stages: cut(40).map((name, index) => ({
      ...{ key: `stage_${String.fromCharCode(97 + Math.floor(index / 26), 97 + (index % 26))}`, name },
      ...{ from: '2026-01-01', until: '2036-01-01', leniency: true, comparison: true, what: hostilePayloads[index] },
    })),
    reports: cut(60).map((words) => ({ name: words, dueOn: today, by: [words], to: words })),
  };
  await db.enforcementDrive.create({
    data: { organisationId, name: plan.name, plan, createdAt: at, ...acting(all) },
  });
}

/** A closed month whose template and organisations are payloads, with corrections in the months that follow. */
async function plantMonth({ db }: ServedDatabase, acting: Acting): Promise<void> {
  const columns = hostilePayloads.slice(0, 60).map((payload, index) => ({
    ...{ key: `c${index}`, group: payload.slice(0, 20), heading: payload.slice(0, 30) },
    ...(index === 0 ? { outcomes: ['registration_revoked'], of: 'person' } : { byHand: {} }),
  }));
  const template = { title: all.slice(0, 100), notes: hostilePayloads, columns };
  const organisations = hostilePayloads.map((name, index) => ({
    ...{ id: index === 0 ? organisationId : `closed-${index}`, name },
    parentId: index === 0 ? null : organisationId,
  }));
  const cells = Object.fromEntries(
    columns.map(({ key }, index) => [key, { value: index === 0 ? 1 : null, members: index === 0 ? ['gone'] : [] }]),
  );
  const rows = organisations.map(({ id }) => ({ organisationId: id, cells }));
  await db.monthlyReport.create({
    data: {
      ...{ organisationId, month: '2026-01', figures: { organisations, rows, corrections: [] } },
      ...{ template: JSON.stringify(template), closedAt: at, ...acting(all) },
    },
  });
}

async function plantComparisons(
  { db, sources }: ServedDatabase,
  acting: Acting,
): Promise<Pick<HostileCasework, 'comparisonId' | 'unit'>> {
  const { personalData } = sources();
  const figures = {
    ...{ registrations: 1, insurance: 1, mismatches: 1, exceptions: 0, unclear: 0, multiple: 0 },
    ...{ frequentChanges: 0, units: 1, rejected: 0 },
  };
  const runs = pairs.map((pair) => ({
    ...{ id: newId(), organisationId, figures: { ...figures, until: pair }, comparedAt: at },
    ...{ files: [{ kind: 'registrations', name: pair, sha256: '0'.repeat(64) }], ...acting(pair) },
  }));
  await db.comparisonRun.createMany({ data: runs });
  const comparisonId = runs[0]?.id ?? '';
  const unit = hostilePayloads[0] ?? '';
  const lead = (payload: string, index: number, unitName: string) => ({
    ...{ runId: comparisonId, kind: 'mismatch', identitySha256: `hostile ${index}`, unitName },
    sealed: personalData.seal(
      JSON.stringify({
        ...{ kind: 'mismatch', name: payload, identityNumber: payload, from: payload, to: payload, months: 1 },
        registrations: [{ name: payload, credential: payload, specialty: payload, number: payload }],
        ...{ insurance: [{ name: payload }], explanation: payload },
      }),
    ),
  });
  await db.comparisonLead.createMany({
    data: hostilePayloads.flatMap((payload, index) => [
      lead(payload, index, unit),
      ...(index === 0 ? [] : [lead(payload, index, payload)]),
    ]),
  });
  const checks = pairs.map((note) => ({
    ...{ id: newId(), organisationId, unitName: unit, place: note, checkedOn: '2026-01-06', result: 'lead', note },
    // A name has a hundred characters at most.
    sealed: personalData.seal(
      JSON.stringify(
        note
          .split(between)
          .map((name) => ({ name: name.slice(0, 100), identityNumber: '', isPresent: false, remark: name })),
      ),
    ),
    ...{ recordedAt: at, ...acting(note) },
  }));
  await db.onSiteCheck.createMany({ data: checks });
  await db.onSiteConfirmation.createMany({
    data: checks.slice(1).map(({ id, by, userId, sessionId }) => ({
      ...{ checkId: id, confirmedAt: at, by, userId, sessionId },
    })),
  });
  return { comparisonId, unit };
}
