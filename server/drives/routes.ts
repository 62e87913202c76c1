import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { comparisonOn, leniencyOn, readDrivePlan, reportsDue, stagesOn } from '../../casework/drives/drive-plan.js';
import { enterDrive } from '../../casework/drives/enter-drive.js';
import { type EnteredDrive, findDrives } from '../../casework/drives/find-drives.js';
import { shanghaiDay } from '../../casework/figures/shanghai-calendar.js';
import { type Drive, driveExample, driveList, enteredDrive, newDrive } from '../../contracts/api/drives.js';
import { InputError } from '../../contracts/errors.js';
import { dataFile } from '../../evidence/law/data-file.js';
import { RequestError } from '../request-error.js';
import { requirePerson } from '../reviews/require-person.js';
import { type Route, route } from '../route.js';

/** Reports are announced a month ahead. */
const daysAhead = 31;

export const driveRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/drives',
    summary: '专项整治的阶段、今日所处阶段和近期应报送的材料',
    query: z.strictObject({}),
    answer: driveList,
    handle: async ({ db, now }, { session }) => {
      const today = shanghaiDay(now());
      const drives = await findDrives(db, session.organisationId);
      const ids = drives.map(({ organisationId }) => organisationId);
      const owners = await db.organisation.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
      const nameOf = (id: string) => owners.find((owner) => owner.id === id)?.name ?? id;
      return { today, drives: drives.map((drive) => describe(drive, nameOf(drive.organisationId), today)) };
    },
  }),
  route({
    method: 'GET',
    path: '/api/drives/example',
    summary: '专项整治方案的示例（YAML）',
    query: z.strictObject({}),
    answer: driveExample,
    handle: async () => ({ plan: readFileSync(dataFile('casework/drives/hubei-2018.yaml'), 'utf8') }),
  }),
  route({
    method: 'POST',
    path: '/api/drives',
    summary: '登记专项整治方案',
    body: newDrive,
    answer: enteredDrive,
    handle: async ({ db, now }, { session, body, request }) => {
      requirePerson(request, session);
      return { id: await enterDrive(db, session, { plan: readPlan(body.plan) }, now()) };
    },
  }),
];

/** The lines of what is wrong are the person's own file's, so that they may read them. */
function readPlan(text: string) {
  try {
    return readDrivePlan(text, '方案');
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const where = error.message.replace(/^.*? is not usable\. /, '').replaceAll('方案, line ', '第 ');
    throw new RequestError(422, error.code, `方案不可用：${where}`, { cause: error });
  }
}

function describe({ id, plan }: EnteredDrive, organisation: string, today: string): Drive {
  const running = stagesOn(plan, today);
  const ahead = new Date(Date.parse(today) + daysAhead * 86_400_000).toISOString().slice(0, 10);
  return {
    ...{ id, organisation, name: plan.name, basis: plan.basis, notes: plan.notes },
    stages: plan.stages.map((stage) => ({ ...stage, runs: running.includes(stage) })),
    ...{ lenient: leniencyOn(plan, today), comparing: comparisonOn(plan, today) },
    due: reportsDue(plan, today, ahead).map((report) => ({ ...report, by: [...report.by] })),
  };
}
