import { cp, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseRelease, readRelease } from '../../../classifier/release/read-release.js';
import { postingFingerprint } from '../../../classifier/train/fingerprint.js';
import { apiError } from '../../../contracts/api/error.js';
import {
  activated,
  type ComparisonRun,
  comparisonRun,
  explanation,
  releaseOverview,
} from '../../../contracts/api/testing.js';
import { readEntries } from '../../../evidence/ledger/read-entries.js';
import { findRowFault } from '../../../evidence/ledger/verify-rows.js';
import { followCurrentRelease } from '../../../queue/current-release.js';
import { openServer } from '../../../server/open-server.js';
import { openJudging } from '../../../server/testing/judging.js';
import { projectFile, readFrozenPostings, readLabelledFile } from '../../classifier/labelled-postings.js';
import { temporaryFolder } from '../../cli/run-guazheng.js';
import { overcautious, projectRelease, writeTrialRelease } from '../../cli/trial-release.js';
import { type Seeded, seedPostings } from '../seed-postings.js';
import { type LoggedIn, type ServedDatabase, serveDatabase, writePage } from '../served-database.js';
import { ended, upload } from './upload-form.js';

let served: ServedDatabase;
let supervisor: LoggedIn;
let seeded: Seeded;
let folder: string;
let remove: () => Promise<void>;
let projectId: string;
/** Serves the same record, and compares on a few of the frozen postings: all of them take most of a comparison's time. */
let few: Awaited<ReturnType<typeof openServer>>;
const fewFrozen = ['genuine-a.jsonl', 'rental-a.jsonl', 'rental-b.jsonl'];

beforeAll(async () => {
  served = await serveDatabase();
  seeded = await seedPostings(served.db, served.screenshotSha256, served.body);
  await served.db.organisation.update({ where: { id: 'hubei' }, data: { parentId: 'default' } });
  const versions = await served.db.postingVersion.findMany({
    where: { postingId: { in: seeded.ids } },
    include: { verdicts: true },
  });
  for (const { id: _, verdicts, ...version } of versions) {
    const title = `${version.title}，13812341234`;
    const { id: postingVersionId } = await served.db.postingVersion.create({ data: { ...version, number: 2, title } });
    for (const { releaseId, band, probability } of verdicts)
      await served.db.verdict.create({
        data: { postingVersionId, releaseId, band, probability, categories: [], terms: {}, missing: [], reasons: [] },
      });
  }
  ({ folder, remove } = await temporaryFolder());
  const frozenFolder = join(folder, 'frozen');
  await mkdir(frozenFolder);
  for (const name of fewFrozen) await cp(projectFile(`fixtures/frozen/${name}`), join(frozenFolder, name));
  const files = {
    own: { read: () => readRelease(projectRelease), isSet: false },
    ...{ releasesFolder: projectFile('classifier/releases'), frozenFolder },
  };
  const judging = openJudging(served.db, served.blobs, files, (error) => {
    throw error;
  });
  few = await openServer({ ...served.sources(), judging, webFolder: await writePage(folder), port: 0 });
  supervisor = await logIn('supervisor');
  projectId = parseRelease(await readFile(projectRelease), projectRelease).id;
});
afterAll(async () => {
  await few?.close();
  await served?.close();
  await remove?.();
});

type Change = Parameters<typeof writeTrialRelease>[2];

/** A new person of this role, whose requests go to the server with few frozen postings. */
async function logIn(role: Parameters<ServedDatabase['logIn']>[0], organisationId?: string): Promise<LoggedIn> {
  const person = await served.logIn(role, organisationId);
  const { headers } = person;
  return {
    ...person,
    get: (path) => fetch(few.url + path, { headers }),
    send: (method, path, sent) =>
      fetch(few.url + path, {
        method,
        headers: sent === undefined ? headers : { ...headers, 'content-type': 'application/json' },
        ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
      }),
  };
}

async function compare(name: string, change: Change, who = supervisor, url = few.url): Promise<ComparisonRun> {
  const content = await readFile(await writeTrialRelease(folder, name, change));
  const response = await upload(url, who, '/api/testing/comparisons/upload', { name: 'r.json', content });
  const { id } = comparisonRun.parse(await response.json());
  return ended(async () => comparisonRun.parse(await (await who.get(`/api/testing/comparison-runs/${id}`)).json()));
}

const activate = (run: ComparisonRun, who = supervisor) =>
  who.send('POST', `/api/testing/comparison-runs/${run.id}/activate`);
const codeOf = async (response: Response) => [response.status, apiError.parse(await response.json()).code];
const inForce = async () => releaseOverview.parse(await (await supervisor.get('/api/testing/releases')).json());

describe('a challenger', () => {
  /** Of the server with all frozen postings, and who compares there. */
  let stricter: ComparisonRun;
  let ofWhole: LoggedIn;

  it('is set beside the release in force on frozen postings and on those judged lately', async () => {
    // Once on all of them, by the server as it is deployed.
    ofWhole = await served.logIn('supervisor');
    stricter = await compare('stricter', overcautious, ofWhole, served.url);
    const run = stricter;
    expect(run.result?.comparison.frozen.postings).toBe(readFrozenPostings().length);
    expect(run.failure).toBeNull();
    const { comparison, examples } = run.result ?? {};
    expect(comparison?.champion.id).toBe(projectId);
    expect(comparison?.challenger.id).toMatch(/^stricter-/);
    expect(comparison?.challenger.figures.recall).toBeLessThan(comparison?.champion.figures.recall ?? 0);
    expect(comparison?.frozen.overall.recall).toMatchObject({ finding: 'worse' });
    expect(comparison?.frozen.slices[0]?.name).toBe('all rental postings');
    expect(comparison?.refusal?.worse).toContain('all rental postings');
    const { postings, changes } = comparison?.lately ?? { postings: 0, changes: [] };
    // Each of them has two versions.
    expect(postings).toBe(2 * seeded.ids.length);
    const changed = changes.reduce((sum, each) => sum + each.postings, 0);
    expect(changed).toBeGreaterThan(0);
    expect(examples).toHaveLength(Math.min(30, changed));
    expect(examples?.some(({ title }) => title.endsWith('，138****1234'))).toBe(true);
    expect(JSON.stringify(examples)).not.toContain('13812341234');
    expect(changes.map(({ from }) => from)).toContain('flagged');
  });

  it('is not activated where it is significantly worse, or was trained on frozen postings', async () => {
    expect(await codeOf(await activate(stricter, ofWhole))).toEqual([409, 'release_worse']);
    const seen = readLabelledFile(projectFile(`fixtures/frozen/${fewFrozen[0]}`))
      .slice(0, 3)
      .map(postingFingerprint);
    const cheat = await compare('cheat', ({ trainedOn }) => ({
      trainedOn: [...new Set([...trainedOn, ...seen])].sort(),
    }));
    expect(cheat.result?.comparison.refusal?.seen).toBe(3);
    expect(await codeOf(await activate(cheat))).toEqual([409, 'release_saw_frozen']);
    expect((await inForce()).active).toMatchObject({ id: projectId, from: 'file' });
    expect(await served.db.classifierRelease.count({ where: { id: { startsWith: 'stricter-' } } })).toBe(0);
  });

  it('that is the release in force is no challenger', async () => {
    const { named } = await inForce();
    const started = await supervisor.send('POST', '/api/testing/comparisons', { release: named.at(-1)?.name });
    const { id } = comparisonRun.parse(await started.json());
    const run = await ended(async () =>
      comparisonRun.parse(await (await supervisor.get(`/api/testing/comparison-runs/${id}`)).json()),
    );
    expect(run.result?.comparison.refusal).toBeNull();
    expect(await codeOf(await activate(run))).toEqual([409, 'release_in_force']);
  });

  it('may be compared by an administrator and activated by a supervisor alone', async () => {
    const administrator = await logIn('administrator', 'hubei');
    const run = await compare('theirs', () => ({}), administrator);
    expect(run.state).toBe('done');
    expect((await activate(run, administrator)).status).toBe(403);
    // A comparison is its person's own.
    expect(await codeOf(await activate(run))).toEqual([404, 'run_unknown']);
  });

  it('is not activated by a supervisor of one organisation among others', async () => {
    const district = await logIn('supervisor', 'hubei');
    const run = await compare('district', () => ({}), district);
    const response = await activate(run, district);
    const { code, message } = apiError.parse(await response.json());
    expect([response.status, code]).toEqual([409, 'jurisdiction_insufficient']);
    expect(message).toContain('管辖全部机关的主管');
    expect(await served.db.releaseActivation.count()).toBe(0);
    expect(await served.db.classifierRelease.count({ where: { id: { startsWith: 'district-' } } })).toBe(0);
  });

  it('judges once it is activated: in the server at once, in a running worker at its next look', async () => {
    const notices: string[] = [];
    const own = { read: () => parseRelease(Buffer.from(projectBytes), projectRelease), isSet: false };
    const projectBytes = await readFile(projectRelease);
    const worker = await followCurrentRelease(served.db, served.blobs, own, (notice) => notices.push(notice));
    try {
      expect(worker.judge({ text: '招聘厨师' }).verdict.release).toBe(projectId);
      const run = await compare('next', () => ({}));
      const response = await activate(run);
      const answer = activated.parse(await response.json());
      expect(answer).toMatchObject({ release: run.result?.comparison.challenger.id, replaced: projectId });
      expect((await inForce()).active).toMatchObject({ id: answer.release, from: 'activation' });
      const tried = await supervisor.send('POST', '/api/testing/explanations', { text: '招聘厨师' });
      expect(explanation.parse(await tried.json()).verdict.release).toBe(answer.release);
      await worker.refresh();
      expect(worker.judge({ text: '招聘厨师' }).verdict.release).toBe(answer.release);
      expect(notices).toEqual([`The release ${answer.release} judges from now on.`]);

      const district = await logIn('supervisor', 'hubei');
      const seenBelow = releaseOverview.parse(await (await district.get('/api/testing/releases')).json());
      expect(seenBelow.activations.map(({ by }) => by)).toEqual(['其他机关人员']);
      expect((await inForce()).activations.map(({ by }) => by)).toEqual([supervisor.username]);

      const row = await served.db.releaseActivation.findFirstOrThrow();
      expect(JSON.stringify(row.comparison)).not.toContain('收一级建造师');
      const entries = await readEntries(served.db, 0n, 1_000);
      expect(entries.map(({ kind }) => kind).filter((kind) => kind.startsWith('release.'))).toEqual([
        'release.registered',
        'release.registered',
        'release.activated',
      ]);
      const activations = entries.filter(({ kind }) => kind === 'release.activated');
      expect(await findRowFault(served.db, activations, undefined)).toBeUndefined();
      expect(await codeOf(await activate(run))).toEqual([409, 'release_replaced']);
    } finally {
      await worker.close();
    }
  });

  it('compared before another was activated must be compared anew', async () => {
    const [one, two] = [await compare('one', () => ({})), await compare('two', () => ({}))];
    expect((await activate(one)).status).toBe(200);
    expect(await codeOf(await activate(two))).toEqual([409, 'release_replaced']);
  });

  it('that is no release is said to be none', async () => {
    const response = await upload(few.url, supervisor, '/api/testing/comparisons/upload', {
      name: 'r.json',
      content: '{"name":"x"}',
    });
    const { id } = comparisonRun.parse(await response.json());
    const run = await ended(async () =>
      comparisonRun.parse(await (await supervisor.get(`/api/testing/comparison-runs/${id}`)).json()),
    );
    expect(run.failure?.code).toBe('release_invalid');
    const unknown = await supervisor.send('POST', '/api/testing/comparisons', { release: '../../etc' });
    expect(await codeOf(unknown)).toEqual([404, 'release_unknown']);
  });
});

describe('an activation', () => {
  it('is in force though the clock of the server is behind that of the one before', async () => {
    const ahead = newId({ msecs: Date.now() + 3_600_000 });
    const { id: releaseId } = (await inForce()).active;
    const act = { userId: supervisor.userId, sessionId: supervisor.sessionId, comparison: {} };
    await served.db.releaseActivation.create({ data: { ...act, id: ahead, releaseId, activatedAt: new Date() } });
    const run = await compare('behind', () => ({}));
    const response = await activate(run);
    expect(response.status).toBe(200);
    expect((await inForce()).active.id).toBe(run.result?.comparison.challenger.id);
  });
});

describe('a worker', () => {
  it('keeps the release of the deployment’s setting whatever was activated', async () => {
    const release = parseRelease(await readFile(projectRelease), projectRelease);
    const own = { read: () => release, isSet: true };
    const worker = await followCurrentRelease(served.db, served.blobs, own, () => undefined);
    expect(worker.judge({ text: '招聘厨师' }).verdict.release).toBe(projectId);
    await worker.close();
  });

  it('goes on with the release before when an activated one cannot be read, and says so once', async () => {
    const notices: string[] = [];
    const release = parseRelease(await readFile(projectRelease), projectRelease);
    const own = { read: () => release, isSet: false };
    const worker = await followCurrentRelease(served.db, served.blobs, own, (notice) => notices.push(notice));
    const before = worker.judge({ text: '招聘厨师' }).verdict.release;
    await served.db.classifierRelease.create({ data: { id: 'lost', blobSha256: '0'.repeat(64) } });
    await served.db.releaseActivation.create({
      data: {
        ...{
          id: newId({ msecs: Date.now() + 7_200_000 }),
          releaseId: 'lost',
          userId: supervisor.userId,
          sessionId: supervisor.sessionId,
        },
        ...{ comparison: {}, activatedAt: new Date() },
      },
    });
    await worker.refresh();
    await worker.refresh();
    expect(worker.judge({ text: '招聘厨师' }).verdict.release).toBe(before);
    expect(notices).toEqual([expect.stringContaining(`${before} goes on to judge`)]);
    await worker.close();
  });
});
