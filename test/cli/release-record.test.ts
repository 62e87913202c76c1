import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addUser } from '../../casework/users/add-user.js';
import { releaseContents } from '../../classifier/release/schema.js';
import { postingFingerprint } from '../../classifier/train/fingerprint.js';
import { readLabelledFile } from '../classifier/labelled-postings.js';
import { createTestDatabase } from '../prisma/test-database.js';
import { seedPostings } from '../server/seed-postings.js';
import { guazheng, lastLine, project, sentenceOf, temporaryFolder } from './run-guazheng.js';
import { smallProject } from './small-project.js';
import { writeTrialRelease } from './trial-release.js';

const passphrase = '江汉平原的秋天很长，稻子黄了一大片';
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let folder: string;
let remove: () => Promise<void>;
let env: Record<string, string>;
/** Runs the command where few postings are frozen. */
let small: typeof guazheng;
beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
  small = await smallProject(join(folder, 'project'));
  database = await createTestDatabase();
  env = { DATABASE_URL: database.url, BLOB_STORE: join(folder, 'blobs'), GUAZHENG_HOME: join(folder, 'home') };
  const person = { name: '某人', credentialNumber: '', organisationId: 'default', passphrase };
  await addUser(database.db, { ...person, username: 'zhuguan', role: 'supervisor' }, new Date());
  await addUser(database.db, { ...person, username: 'fuhe', role: 'reviewer' }, new Date());
});
afterAll(async () => {
  await database?.close();
  await remove?.();
});

/** Of its bytes: Vitest compares two files of megabytes byte by byte, which takes it most of a minute. */
const digestOf = async (file: string) =>
  createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
const active = () => join(folder, 'home', 'active-release.json');
const activateAs = (who: string, file: string) =>
  small(['release', 'activate', file, '--as', who, '--json'], { env, input: `${passphrase}\n` });

describe('release activate --as', () => {
  test('is a supervisor’s act in the record, and what files are judged by here', async () => {
    const next = await writeTrialRelease(folder, 'next', () => ({}));
    const ended = await activateAs('zhuguan', next);
    expect([ended.code, ended.stderr]).toEqual([0, expect.any(String)]);
    const { activated } = lastLine(ended.stdout);
    expect(activated).toMatch(/^next-/);
    const row = await database.db.releaseActivation.findFirstOrThrow({ include: { user: true, session: true } });
    expect([row.releaseId, row.user.username, row.session.origin]).toEqual([activated, 'zhuguan', 'command']);
    expect(await database.db.ledgerEntry.count({ where: { kind: 'release.activated', subjectId: row.id } })).toBe(1);
    expect(await digestOf(active())).toBe(await digestOf(next));
  });

  test('is refused for somebody who is no supervisor, and changes nothing', async () => {
    const before = await digestOf(active());
    const ended = await activateAs('fuhe', await writeTrialRelease(folder, 'refused', () => ({})));
    expect([ended.code, sentenceOf(ended)]).toEqual([2, expect.stringMatching(/a supervisor activates releases/)]);
    expect(await database.db.releaseActivation.count()).toBe(1);
    expect(await digestOf(active())).toBe(before);
  });
});

describe('train --reviews', () => {
  test('learns from what people decided, and says so when there is nothing', async () => {
    const out = join(folder, 'trained');
    const train = (...words: string[]) => guazheng(['train', ...words, '--out', out, '--json'], { env });
    expect(sentenceOf(await train('--reviews'))).toContain('No review in the record');
    expect(sentenceOf(await train())).toContain('nothing to train on');

    // Now that the store is known, it is not missed that the captures' contents are not in it.
    const seeded = await seedPostings(database.db);
    const postingId = seeded.ids[0] ?? '';
    const version = await database.db.postingVersion.findFirstOrThrow({
      where: { postingId },
      include: { posting: true },
    });
    const supervisor = await database.db.user.findUniqueOrThrow({ where: { username: 'zhuguan' } });
    await database.db.reviewTask.create({
      data: {
        ...{ id: newId(), postingVersionId: version.id, postingId, platformId: version.posting.platformId },
        ...{ organisationId: supervisor.organisationId, stage: 'closed', band: 'flagged', rank: 0.9, certainty: 0.4 },
        ...{ outcome: 'confirmed', enteredAt: new Date(), closedAt: new Date() },
      },
    });
    const labelled = ['rental-a', 'genuine-a'].map((name) => join(project, 'fixtures', 'labelled', `${name}.jsonl`));
    const ended = await train(...labelled, '--reviews');
    const { postings } = lastLine(ended.stdout);
    expect(postings).toBe(labelled.flatMap(readLabelledFile).length + 1);
    const text = await readFile(join(out, 'release.json'), 'utf8');
    const contents = releaseContents.parse(JSON.parse(text));
    const { title, salary } = version;
    const masked = { title, salary, text: version.text.replace('微信 guaz0000', '微信 xxxxxx') };
    expect(contents.trainedOn).toContain(postingFingerprint(masked));
    expect(text).not.toContain('guaz0000');
  });
});
