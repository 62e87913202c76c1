import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decideTask } from '../../../casework/reviews/decide.js';
import type { Decider } from '../../../casework/reviews/decider.js';
import { leaseNext, openTask } from '../../../casework/reviews/lease-task.js';
import { countWaiting, listTasks, type Place, type TaskFilter } from '../../../casework/reviews/list-tasks.js';
import { minutes, now, openReviewWorld, type ReviewWorld } from './review-world.js';

let world: ReviewWorld;
let wang: Decider;
/** Ids of tasks by a name. */
const tasks = new Map<string, string>();
beforeAll(async () => {
  world = await openReviewWorld();
  await world.database.campaign.createMany({ data: [{ id: 'c1' }, { id: 'c2' }] });
  await world.database.platform.create({ data: { id: 'second', name: '二号台', organisationId: 'default' } });
  const postings = {
    a: { probability: 0.9 },
    b: { probability: 0.8, campaignId: 'c1' },
    c: { probability: 0.8, platformId: 'second' },
    d: { probability: 0.7, campaignId: 'c2' },
    e: { probability: 0.55, campaignId: 'c2', band: 'borderline' as const },
    f: { probability: 0.52, campaignId: 'c1', band: 'borderline' as const },
    g: { probability: 0.3, band: 'borderline' as const },
    far: { probability: 0.99, platformId: 'far' },
    clear: { probability: 0.01, band: 'clear' as const },
  };
  const judged = await world.judge(Object.values(postings));
  for (const [index, name] of Object.keys(postings).entries()) {
    const task = await world.database.reviewTask.findUnique({
      where: { postingVersionId: judged[index]?.versionId ?? '' },
    });
    if (task !== null) tasks.set(name, task.id);
  }
  wang = await world.person('wang');
});
afterAll(() => world?.close());

const nameOf = ({ taskId }: Place) => [...tasks].find(([, id]) => id === taskId)?.[0] ?? '?';

async function readAll(decider: Decider, filter: TaskFilter, limit: number): Promise<string> {
  const names: string[] = [];
  for (let after: Place | undefined; ; ) {
    const page = await listTasks(world.database, decider, filter, { limit, after }, now);
    expect(page.length).toBeLessThanOrEqual(limit);
    names.push(...page.map(nameOf));
    after = page.at(-1);
    if (page.length < limit) return names.join('');
  }
}

describe('the queue', () => {
  test('has what is flagged or borderline, of the jurisdiction only', async () => {
    expect(tasks.has('clear')).toBe(false);
    const supervisor = await world.person('zhao', 'supervisor', { jurisdiction: ['default', 'other'] });
    const [first] = await listTasks(world.database, supervisor, { order: 'probability' }, { limit: 1 }, now);
    expect(first && nameOf(first)).toBe('far');
    expect(await readAll(wang, { order: 'probability' }, 100)).not.toContain('far');
  });

  // b and c have the same rank: which of them is first is settled by their ids.
  const bc = () => ((tasks.get('b') ?? '') < (tasks.get('c') ?? '') ? 'bc' : 'cb');

  test.each([1, 2, 3, 100])(
    'is in the order of probability, of doubt or of campaigns, in pages of %i',
    async (limit) => {
      expect(await readAll(wang, { order: 'probability' }, limit)).toBe(`a${bc()}defg`);
      expect(await readAll(wang, { order: 'uncertainty' }, limit)).toMatch(/^fe(dg|gd)(bc|cb)a$/);
      expect(await readAll(wang, { order: 'campaign' }, limit)).toBe('bfdeacg');
    },
  );

  test.each(['probability', 'uncertainty', 'campaign'] as const)(
    'begins anew behind a task that is not there any more, by %s',
    async (order) => {
      const page = (after?: Place) => listTasks(world.database, wang, { order }, { limit: 3, after }, now);
      expect(await page({ taskId: randomUUID() })).toEqual(await page());
    },
  );

  test('is narrowed to a platform, a campaign or a stage', async () => {
    expect(await readAll(wang, { order: 'probability', platform: 'second' }, 10)).toBe('c');
    expect(await readAll(wang, { order: 'probability', campaign: 'c2' }, 1)).toBe('de');
    expect(await readAll(wang, { order: 'uncertainty', campaign: 'c2' }, 1)).toBe('ed');
    expect(await readAll(wang, { order: 'probability', stage: 'second' }, 10)).toBe('');
    expect(await readAll(wang, { order: 'probability', stage: 'ruling' }, 10)).toBe('');
  });

  test('of a campaign of more than a thousand begins with the most uncertain', async () => {
    const { database } = world;
    await database.campaign.create({ data: { id: 'large' } });
    const [version] = await database.postingVersion.findMany({ take: 1 });
    await database.$executeRaw`
      INSERT INTO "Posting" ("id", "platformId", "key", "keySha256", "url", "firstSeenAt", "lastSeenAt", "campaignId")
      SELECT 'large' || n, 'far', 'large' || n, 'large' || n, '', ${now}, ${now}, 'large' FROM generate_series(1, 1200) AS n`;
    await database.$executeRaw`
      INSERT INTO "PostingVersion" ("id", "postingId", "number", "title", "company", "agency", "salary", "place", "headcount", "publishedAt", "text", "contentSha256", "captureId", "seenAt")
      SELECT 'large' || n, 'large' || n, 1, '', '', '', '', '', '', '', '', '', ${version?.captureId}, ${now} FROM generate_series(1, 1200) AS n`;
    await database.$executeRaw`
      INSERT INTO "ReviewTask" ("id", "postingVersionId", "postingId", "platformId", "organisationId", "band", "rank", "certainty", "enteredAt", "decidedByIds")
      SELECT 'large' || n, 'large' || n, 'large' || n, 'far', 'other', 'flagged', 0.5 + n / 3000.0, n / 3000.0, ${now}, '{}'
        FROM generate_series(1, 1200) AS n`;
    const elsewhere = await world.person('elsewhere', 'reviewer', { jurisdiction: ['other'] });
    const filter = { order: 'uncertainty', campaign: 'large' } as const;
    const page = await listTasks(database, elsewhere, filter, { limit: 2 }, now);
    expect(page.map(({ taskId }) => taskId)).toEqual(['large1', 'large2']);
  });

  test('has nothing that was not judged', async () => {
    const unjudged = await world.person('unjudged', 'reviewer', { jurisdiction: ['other'] });
    const before = await countWaiting(world.database, unjudged, now);
    await world.database.reviewTask.updateMany({
      where: { postingId: { startsWith: 'large' } },
      data: { band: 'clear' },
    });
    expect(before.first).toBe(1_000);
    expect(await countWaiting(world.database, unjudged, now)).toEqual({ first: 1, second: 0, ruling: 0 });
    const lease = await leaseNext(world.database, unjudged, { order: 'uncertainty' }, [], now);
    expect(lease?.taskId).toBe(tasks.get('far'));
  });

  test('is empty for who does not decide', async () => {
    expect(await readAll(await world.person('sun', 'auditor'), { order: 'probability' }, 10)).toBe('');
  });

  test('shows what others have open, and gives out what nobody has', async () => {
    const [li, sun] = [await world.person('li'), await world.person('sun')];
    await openTask(world.database, li, tasks.get('a') ?? '', now);
    expect(await readAll(wang, { order: 'probability' }, 100)).toBe(`a${bc()}defg`);
    const next = async (order: TaskFilter['order'], at = now, except: string[] = []) =>
      (await leaseNext(world.database, sun, { order }, except, at))?.taskId;
    expect(await next('campaign')).toBe(tasks.get('b'));
    expect(await next('campaign')).toBe(tasks.get('f'));
    expect(await next('uncertainty', now, [tasks.get('e') ?? ''])).not.toBe(tasks.get('e'));
    expect(await next('probability', minutes(20))).toBe(tasks.get('a'));
    await world.database.reviewTask.updateMany({
      data: { leaseUserId: null, leaseSessionId: null, leaseUntil: null },
    });
  });

  test('counts what waits at each stage, without what the person decided on', async () => {
    const [li, id] = [await world.person('li'), tasks.get('g') ?? ''];
    await openTask(world.database, li, id, now);
    const request = {
      decision: 'confirmed',
      categories: [],
      articles: [],
      dismissal: null,
      note: '',
      alike: [],
    } as const;
    await decideTask(world.database, li, id, { ...request, requestId: randomUUID() }, now);
    expect(await countWaiting(world.database, wang, now)).toEqual({ first: 6, second: 1, ruling: 0 });
    expect(await countWaiting(world.database, li, now)).toEqual({ first: 6, second: 0, ruling: 0 });
    expect(await readAll(wang, { order: 'probability', stage: 'second' }, 10)).toBe('g');
    expect(await readAll(li, { order: 'probability' }, 10)).not.toContain('g');
  });
});
