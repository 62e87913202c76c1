import { randomBytes, randomUUID } from 'node:crypto';
import { answerEntry, registeredEntry, stepEntry } from '../../../casework/cases/case-entries.js';
import type { NewOutcome } from '../../../casework/outcomes/record-outcome.js';
import type { Decider } from '../../../casework/reviews/decider.js';
import type { Role } from '../../../contracts/roles.js';
import { appendLedgerEntries, type NewLedgerEntry } from '../../../evidence/ledger/append-entries.js';
import { verifyLedger } from '../../../evidence/ledger/verify-ledger.js';
import { openPersonalData, type PersonalData } from '../../../evidence/personal-data.js';
import type { Database } from '../../../prisma/open-database.js';
import { createTestDatabase } from '../../prisma/test-database.js';

/** Noon in Beijing. */
export const noonOf = (day: string): Date => new Date(`${day}T04:00:00Z`);

/** A made-up number of the unassigned region 999999 with a right check digit. */
export const identityNumber = '999999198506120013';

export interface NewStep {
  readonly organisationId?: string;
  /** Another step of this case. */
  readonly caseId?: string;
  readonly subjectName?: string;
  readonly action: string;
  readonly occurredOn: string;
  readonly facts?: object;
  /** `confirmed` or `withdrawn`; absent: it takes no second officer. */
  readonly second?: 'confirmed' | 'withdrawn' | 'waiting';
}

/** A province with a city and its two counties, a second city, and another province; people of them. */
export interface CaseworkWorld {
  readonly database: Database;
  readonly databaseUrl: string;
  readonly personalData: PersonalData;
  person(name: string, role?: Role, organisationId?: string, credentialNumber?: string): Promise<Decider>;
  /** Writes a step of a case as casework/cases leaves it. */
  step(by: Decider, step: NewStep): Promise<{ caseId: string; stepId: string }>;
  confirm(by: Decider, stepId: string): Promise<void>;
  verify(): Promise<void>;
  close(): Promise<void>;
}

export async function openCaseworkWorld(): Promise<CaseworkWorld> {
  const { db: database, url: databaseUrl, close } = await createTestDatabase();
  await database.organisation.createMany({
    data: [
      { id: 'province', name: '某省人社厅' },
      { id: 'city-a', name: '甲市人社局', parentId: 'province' },
      { id: 'county-a1', name: '甲一县人社局', parentId: 'city-a' },
      { id: 'county-a2', name: '甲二县人社局', parentId: 'city-a' },
      { id: 'city-b', name: '乙市人社局', parentId: 'province' },
      { id: 'elsewhere', name: '别省人社厅' },
    ],
  });
  const below = {
    province: ['province', 'city-a', 'county-a1', 'county-a2', 'city-b'],
    'city-a': ['city-a', 'county-a1', 'county-a2'],
  } as Record<string, string[]>;
  let cases = 0;
  const enter = (entry: NewLedgerEntry) =>
    database.$transaction((transaction) => appendLedgerEntries(transaction, [entry], noonOf('2026-03-31')));
  async function register(organisationId: string, subjectName: string, occurredOn: string): Promise<string> {
    const registered = await database.case.create({
      data: {
        ...{ organisationId, year: 2026, number: ++cases, path: 'advertising', subjectName, state: 'investigating' },
        registeredAt: noonOf(occurredOn),
      },
    });
    await enter(registeredEntry(registered));
    return registered.id;
  }
  const answer = async ({ id: sessionId, person }: Decider, stepId: string, kind: 'confirmed' | 'withdrawn') => {
    const by = { userId: person.id, sessionId, by: { ...person } };
    const answeredAt = noonOf('2026-03-31');
    await enter(answerEntry(await database.caseStepAnswer.create({ data: { stepId, kind, ...by, answeredAt } })));
  };
  return {
    database,
    databaseUrl,
    personalData: openPersonalData([{ version: 1, value: randomBytes(32).toString('base64url') }]),
    async person(name, role = 'reviewer', organisationId = 'province', credentialNumber = `鄂-${name}`) {
      const username = `${role}-${randomUUID()}`.slice(0, 40);
      const user = await database.user.create({
        data: { organisationId, username, name, role, credentialNumber, email: `${username}@guazheng.invalid` },
      });
      const startedAt = noonOf('2026-01-01');
      const session = await database.userSession.create({ data: { userId: user.id, origin: 'page', startedAt } });
      const jurisdiction = below[organisationId] ?? [organisationId];
      return { id: session.id, person: { id: user.id, name, credentialNumber, role }, jurisdiction };
    },
    async step(by, { organisationId = 'province', subjectName = '某人力资源有限公司', second, ...step }) {
      const { id: sessionId, person } = by;
      const caseId = step.caseId ?? (await register(organisationId, subjectName, step.occurredOn));
      const number = (await database.caseStep.count({ where: { caseId } })) + 1;
      const taken = await database.caseStep.create({
        data: {
          ...{ caseId, number, action: step.action, fromState: 'x', toState: 'y', occurredOn: step.occurredOn },
          ...{ facts: { ...step.facts }, needsSecond: second !== undefined, userId: person.id, sessionId },
          ...{ by: { ...person }, recordedAt: noonOf(step.occurredOn) },
        },
      });
      await enter(stepEntry(taken));
      const stepId = taken.id;
      if (second === 'confirmed' || second === 'withdrawn') await answer(by, stepId, second);
      return { caseId, stepId };
    },
    confirm: (by, stepId) => answer(by, stepId, 'confirmed'),
    async verify() {
      const report = await verifyLedger(database);
      if (!report.ok) throw new Error(`Entry ${report.firstBad?.sequence} is bad: ${report.firstBad?.why}`);
    },
    close,
  };
}

export const outcomeOf = (more: Partial<NewOutcome> = {}): NewOutcome => ({
  ...{
    subjectKind: 'employer',
    subjectName: '某建设集团有限公司',
    kind: 'circular',
    authority: '某省住房和城乡建设厅',
  },
  ...{ document: '通报〔2026〕5号', decidedOn: '2026-03-05', note: '' },
  ...more,
});
