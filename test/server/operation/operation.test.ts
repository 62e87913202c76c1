import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { failureGroups, failurePage, rerunAnswer } from '../../../contracts/api/operation/failures.js';
import {
  checkedFile,
  platformVersion,
  savedPlatform,
  triedPlatform,
} from '../../../contracts/api/operation/platform-files.js';
import { platformDetail, platformPage } from '../../../contracts/api/operation/platforms.js';
import { queueState } from '../../../contracts/api/operation/queue-state.js';
import { runDetail, runPage, runProgress, sampleCapture, startedRun } from '../../../contracts/api/operation/runs.js';
import { scheduleList, schedulePreview } from '../../../contracts/api/operation/schedules.js';
import { storageState } from '../../../contracts/api/operation/storage-state.js';
import { maskContacts } from '../../../server/postings/mask-contacts.js';
import type { LoggedIn } from '../served-database.js';
import { type OperationWorld, openOperationWorld } from './operation-world.js';

let world: OperationWorld;
let operator: LoggedIn;
/** By how much the server's clock is ahead, in milliseconds. */
let ahead = 0;
beforeAll(async () => {
  world = await openOperationWorld(undefined, { now: () => new Date(Date.now() + ahead) });
  operator = await world.served.logIn('operator');
});
afterAll(() => world.close());

async function read<T extends z.ZodType>(schema: T, answer: Promise<Response>): Promise<z.infer<T>> {
  const response = await answer;
  const body: unknown = await response.json();
  expect(response.status, JSON.stringify(body)).toBe(200);
  return schema.parse(body);
}
async function refusal(answer: Promise<Response>): Promise<[number, unknown]> {
  const response = await answer;
  const { code } = (await response.json()) as { code: unknown };
  return [response.status, code];
}
const save = (yaml: string, platformId: string | null, basedOn: number, person = operator) =>
  person.send('POST', '/api/operation/platforms', { yaml, platformId, basedOn });
const kindsOf = async (subjectId: string) =>
  (await world.served.db.ledgerEntry.findMany({ where: { subjectId }, orderBy: { sequence: 'asc' } })).map(
    ({ kind }) => kind,
  );

/** The run's events until it ends or `until` says so. */
async function follow(id: string, until: (event: string, data: string) => boolean = () => false, person = operator) {
  const response = await person.get(`/api/operation/runs/${id}/events`);
  expect(response.status).toBe(200);
  const events: { event: string; data: string }[] = [];
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    const parts = text.split('\n\n');
    text = parts.pop() ?? '';
    for (const part of parts) {
      const [, event, data] = /^event: (\S+)\ndata: (.*)$/.exec(part) ?? [];
      if (event === undefined || data === undefined) continue;
      events.push({ event, data });
      if (until(event, data)) return { response, events };
    }
  }
  return { response, events };
}

async function crawl(platformId: string): Promise<string> {
  const { runId } = await read(
    startedRun,
    operator.send('POST', `/api/operation/platforms/${platformId}/runs`, { full: true, pageBudget: null }),
  );
  await follow(runId);
  return runId;
}

describe('a platform file', () => {
  it('is checked with each problem at its line, in Chinese', async () => {
    const yaml = 'id: Not_An_Id\nname: 甲\nentry: [jobs]\nlist:\n  from: html\n  itme: li\n  fields: {}\n';
    const { problems, platform } = await read(
      checkedFile,
      operator.send('POST', '/api/operation/platforms/check', { yaml }),
    );
    expect(platform).toBeNull();
    expect(problems.map(({ line, key }) => [line, key])).toEqual(
      expect.arrayContaining([
        [1, 'id'],
        [3, 'entry[0]'],
        [6, 'list.itme'],
      ]),
    );
    // What a library said of it is there besides, not in the sentence.
    for (const { message } of problems) expect(message).toMatch(/^(?!.*\b(Invalid|expected)\b).*[\u4e00-\u9fff].*。$/);
    expect(problems.some(({ detail }) => detail !== null)).toBe(true);
    const broken = await read(checkedFile, operator.send('POST', '/api/operation/platforms/check', { yaml: 'a: [1' }));
    expect(broken.problems).toMatchObject([
      { message: '无法按 YAML 读取，请检查缩进、冒号后的空格和引号。', detail: expect.stringMatching(/[a-z]/) },
    ]);
  });

  it('cannot hold an exception to the address guard or a legal basis', async () => {
    for (const line of ['allow: [10.0.0.0/8]', 'legalBasis: 检查令', 'robots: ignore']) {
      const yaml = `${world.yamlOf('jiangcheng')}\n${line}\n`;
      const { problems } = await read(checkedFile, operator.send('POST', '/api/operation/platforms/check', { yaml }));
      expect(problems).toMatchObject([{ message: expect.stringContaining('不能规定地址防护的例外') }]);
      expect(await refusal(save(yaml, null, 0))).toEqual([422, 'platform_file_invalid']);
    }
  });

  it('is tried on a live list and a live posting before it is saved', async () => {
    const yaml = world.yamlOf('jiangcheng').replace(/salary: .*/, 'salary: .no-such-class');
    const trial = await read(triedPlatform, operator.send('POST', '/api/operation/platforms/test', { yaml }));
    expect(trial.failure).toBeNull();
    const [list, detail] = trial.pages;
    expect(list).toMatchObject({ kind: 'list', status: 200, encoding: 'gbk' });
    expect(list?.found).toBeGreaterThan(3);
    expect(list?.postings[0]?.title).not.toBe('');
    expect(detail).toMatchObject({ kind: 'detail', found: 1 });
    expect(detail?.postings[0]?.salary).toBe('');
    expect(detail?.text).toContain(detail?.postings[0]?.title);
    expect(await world.served.db.platform.count({ where: { id: 'jiangcheng' } })).toBe(0);
    expect(world.triedGaps).toEqual([1_000]);
  });

  it('that leads to an address inside is refused by the guard, and the page says so', async () => {
    const yaml = world.yamlOf('jiangcheng').replace(/http:\/\/jiangcheng\.test/, 'http://127.0.0.1:9');
    const trial = await read(triedPlatform, operator.send('POST', '/api/operation/platforms/test', { yaml }));
    expect(trial).toMatchObject({ pages: [], failure: { code: 'address_refused' } });
  });

  it('is tried by a person one at a time', async () => {
    const yaml = world.yamlOf('jiangcheng').replace('gapMilliseconds: 20', 'gapMilliseconds: 1000');
    const statuses = await Promise.all(
      [1, 2].map(async () => (await operator.send('POST', '/api/operation/platforms/test', { yaml })).status),
    );
    expect(statuses.toSorted()).toEqual([200, 429]);
  });

  it('becomes an immutable version with who saved it, and what somebody else saved meanwhile is not covered up', async () => {
    const first = world.yamlOf('jiangcheng');
    expect(await read(savedPlatform, save(first, null, 0))).toEqual({ id: 'jiangcheng', version: 1, isNew: true });
    expect(await refusal(save(first, null, 0))).toEqual([409, 'platform_taken']);
    const second = `${first}# 一行说明\n`;
    expect(await read(savedPlatform, save(second, 'jiangcheng', 1))).toMatchObject({ version: 2 });
    expect(await refusal(save(`${second}# 再一行\n`, 'jiangcheng', 1))).toEqual([409, 'platform_version_stale']);
    expect(await refusal(save(second.replace('id: jiangcheng', 'id: other'), 'jiangcheng', 2))).toEqual([
      422,
      'platform_id_changed',
    ]);
    const stored = await world.served.db.platformVersion.findMany({ orderBy: { number: 'asc' } });
    expect(stored.map(({ number, savedById }) => [number, savedById])).toEqual([
      [1, operator.userId],
      [2, operator.userId],
    ]);
    expect(await kindsOf(stored[1]?.id ?? '')).toEqual(['platform.versioned', 'platform.saved']);
    const version = await read(platformVersion, operator.get('/api/operation/platforms/jiangcheng/versions/2'));
    expect(version).toMatchObject({ yaml: second, before: first });
    // A text that nobody has saved hurries a trial no more than the version that is.
    const yaml = second.replace('gapMilliseconds: 20', 'gapMilliseconds: 1');
    await read(triedPlatform, operator.send('POST', '/api/operation/platforms/test', { yaml }));
    expect(world.triedGaps.at(-1)).toBe(20);
  });
});

describe('a run', () => {
  it('is told as it goes on until it ends, and its yield is the platform’s', async () => {
    const { runId, resumed } = await read(
      startedRun,
      operator.send('POST', '/api/operation/platforms/jiangcheng/runs', { full: true, pageBudget: null }),
    );
    expect(resumed).toBe(false);
    const { response, events } = await follow(runId);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(events.at(-1)?.event).toBe('end');
    const told = events
      .filter(({ event }) => event === 'progress')
      .map(({ data }) => runProgress.parse(JSON.parse(data)));
    expect(told.at(-1)).toMatchObject({ state: 'finished', pages: { due: 0, fetched: 0 } });
    expect(told.at(-1)?.pages.done).toBeGreaterThan(5);
    expect(await kindsOf(runId)).toEqual(['run.started']);
    const detail = await read(runDetail, operator.get(`/api/operation/runs/${runId}`));
    expect(detail.run.postings).toBe(detail.progress.postings);
    const platform = await read(platformDetail, operator.get('/api/operation/platforms/jiangcheng'));
    expect(platform).toMatchObject({ health: 'ok', legalBasis: null, version: 2, robots: [{ outcome: 'rules' }] });
    expect(platform.yields).toMatchObject([{ postings: detail.run.postings }]);
    expect(platform.versions[0]?.savedBy).toBe(operator.username);
    // A stream that is opened after its end says so at once.
    expect((await follow(runId)).events.map(({ event }) => event)).toEqual(['progress', 'end']);
  });

  it('pauses, goes on, and is cancelled, each once', async () => {
    const slow = world.yamlOf('gonggong').replace(/gapMilliseconds: \d+/, 'gapMilliseconds: 300');
    await read(savedPlatform, save(slow, null, 0));
    const { runId } = await read(
      startedRun,
      operator.send('POST', '/api/operation/platforms/gonggong/runs', { full: true, pageBudget: null }),
    );
    const act = async (what: string) => (await operator.send('POST', `/api/operation/runs/${runId}/${what}`)).status;
    expect(await act('pause')).toBe(204);
    expect(await act('pause')).toBe(409);
    const paused = await follow(runId, (_event, data) => data.includes('"claimed":0'));
    expect(JSON.parse(paused.events.at(-1)?.data ?? '')).toMatchObject({
      state: 'running',
      pausedAt: expect.any(String),
    });
    const list = await read(platformPage, operator.get('/api/operation/platforms?q=gonggong'));
    expect(list.platforms[0]?.lastRun?.pausedAt).not.toBeNull();
    expect(list.platforms[0]?.health).toBe('paused');
    expect(list.counts.paused).toBe(1);
    const another = { full: true, pageBudget: null };
    expect(await refusal(operator.send('POST', '/api/operation/platforms/gonggong/runs', another))).toEqual([
      409,
      'run_paused',
    ]);
    expect(await act('resume')).toBe(204);
    expect(await act('resume')).toBe(409);
    await follow(runId, (event, data) => event === 'progress' && runProgress.parse(JSON.parse(data)).pages.done > 0);
    expect(await act('cancel')).toBe(204);
    expect(await act('cancel')).toBe(409);
    expect(await kindsOf(runId)).toEqual(['run.started', 'run.paused', 'run.resumed', 'run.cancelled']);
    const { runs } = await read(runPage, operator.get('/api/operation/runs?state=cancelled'));
    expect(runs.map(({ id }) => id)).toEqual([runId]);
    // Nor does a run that is over take the next one of its platform along.
    const next = await read(startedRun, operator.send('POST', '/api/operation/platforms/gonggong/runs', another));
    expect(await act('cancel')).toBe(409);
    expect(await kindsOf(next.runId)).toEqual(['run.started']);
    expect((await operator.send('POST', `/api/operation/runs/${next.runId}/cancel`)).status).toBe(204);
  });

  it('is still told to somebody whose browser went away many times before it was answered', async () => {
    const hasty = await world.served.logIn('operator');
    const { runs } = await read(runPage, operator.get('/api/operation/runs'));
    const path = `/api/operation/runs/${runs[0]?.id}/events`;
    const { port, host } = new URL(world.served.url);
    for (let left = 0; left < 20; left += 1)
      await new Promise<void>((resolve, reject) => {
        const socket = connect(Number(port), '127.0.0.1');
        socket.on('error', reject).on('close', () => resolve());
        const head = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nCookie: ${hasty.headers.cookie}\r\nSec-Fetch-Site: same-origin\r\n\r\n`;
        socket.write(head, () => socket.destroy());
      });
    await expect.poll(async () => (await follow(runs[0]?.id ?? '', undefined, hasty)).events).not.toEqual([]);
  });

  it('is told no further to whom is logged out meanwhile', async () => {
    const leaving = await world.served.logIn('operator');
    const { runId } = await read(
      startedRun,
      operator.send('POST', '/api/operation/platforms/gonggong/runs', { full: true, pageBudget: null }),
    );
    await operator.send('POST', `/api/operation/runs/${runId}/pause`);
    const following = follow(
      runId,
      (event) => {
        if (event !== 'progress') return false;
        void leaving.send('POST', '/api/auth/sign-out', {}).then(() => {
          ahead = 31_000;
        });
        return false;
      },
      leaving,
    );
    const { events } = await following;
    // What is made due ahead of the workers' clock would wait for them.
    ahead = 0;
    expect(events.at(-1)?.event).toBe('session');
    await operator.send('POST', `/api/operation/runs/${runId}/cancel`);
  });
});

/** A platform whose lists are read, and of whose postings nothing is found. */
const unreadable = () =>
  world
    .yamlOf('jiangcheng')
    .replace('id: jiangcheng', 'id: unreadable')
    // One list page of them is enough.
    .replace(/^ {2}next: .*\n/m, '')
    .replace(/detail:[\s\S]*/, 'detail:\n  from: html\n  fields:\n    title: .nowhere\n    text: .nowhere\n');

describe('failures', () => {
  it('are grouped by reason with an example and its capture, and are run again as a group or one by one', async () => {
    await read(savedPlatform, save(unreadable(), null, 0));
    await crawl('unreadable');
    const list = () => read(failureGroups, operator.get('/api/operation/failures?platform=unreadable'));
    const { groups } = await list();
    expect(groups).toMatchObject([{ errorClass: 'dead', errorCode: 'no_posting', captureId: expect.any(String) }]);
    const [group] = groups;
    if (group === undefined) throw new Error('nothing failed');
    const { platformId, errorClass, errorCode } = group;
    const items = `/api/operation/failures/items?platform=unreadable&class=${errorClass}&code=${errorCode}`;
    const { failures } = await read(failurePage, operator.get(items));
    expect(failures).toHaveLength(group.ended + group.again);
    const again = await read(
      rerunAnswer,
      operator.send('POST', '/api/operation/failures/rerun', {
        platformId,
        errorClass,
        errorCode,
        id: failures[0]?.id,
      }),
    );
    expect(again).toEqual({ due: 1, left: [] });
    const run = failures[0]?.crawlRunId ?? '';
    await follow(run);
    expect(await kindsOf(run)).toContain('failures.rerun');
    const whole = await read(
      rerunAnswer,
      operator.send('POST', '/api/operation/failures/rerun', { platformId, errorClass, errorCode }),
    );
    expect(whole.due).toBe(group.ended);
    await follow(run);
  });

  it('shows what was received of a page as text', async () => {
    const capture = await world.served.db.capture.findFirstOrThrow({ where: { finalUrl: { contains: 'jiangcheng' } } });
    const shown = await read(sampleCapture, operator.get(`/api/operation/captures/${capture.id}`));
    expect(shown).toMatchObject({ status: 200, hasScreenshot: false });
    expect(shown.source).toContain('<');
    expect(shown.text).toMatch(/[\u4e00-\u9fff]/);
  });

  it('shows it with its contacts covered, as a trial does', async () => {
    const body = Buffer.from('<p><a href="tel:13812341234">138-1234-1234</a></p>');
    const { sha256 } = await world.served.blobs.put(body);
    const { crawlTaskId, finalUrl } = await world.served.db.capture.findFirstOrThrow({
      where: { finalUrl: { contains: 'jiangcheng' } },
    });
    const { id } = await world.served.db.capture.create({
      data: {
        ...{ crawlTaskId, finalUrl, status: 200, method: 'http', remoteAddress: '203.0.113.7', record: {} },
        ...{ bodySha256: sha256, bodyBytes: body.byteLength, capturedAt: new Date() },
      },
    });
    const shown = await read(sampleCapture, operator.get(`/api/operation/captures/${id}`));
    expect(shown.text).toContain('138******1234');
    expect(shown.source).toContain('<a href="tel:138****1234">138******1234</a>');
    const yaml = world.yamlOf('jiangcheng');
    const { pages } = await read(triedPlatform, operator.send('POST', '/api/operation/platforms/test', { yaml }));
    const texts = pages.flatMap(({ text, source, postings }) => [
      ...[text, source],
      ...postings.flatMap(({ url: _, ...fields }) => Object.values(fields)),
    ]);
    expect(texts.length).toBeGreaterThan(10);
    for (const text of texts) expect(text).toBe(maskContacts(text));
  });
});

describe('schedules', () => {
  it('are set, shown with their next five starts, paused and resumed, each in the ledger', async () => {
    const schedule = { cron: '30 22 * * 1-5', timeZone: 'Asia/Shanghai', window: '22:00-06:30', pageBudget: 300 };
    const put = (body: object) => operator.send('PUT', '/api/operation/platforms/jiangcheng/schedule', body);
    expect((await put(schedule)).status).toBe(204);
    expect(await refusal(put({ ...schedule, cron: '99 * * * *' }))).toEqual([422, 'cron_invalid']);
    expect(await refusal(put({ ...schedule, window: 'night' }))).toEqual([422, 'off_peak_window']);
    const { schedules, without } = await read(scheduleList, operator.get('/api/operation/schedules'));
    expect(schedules).toMatchObject([{ platformId: 'jiangcheng', window: '22:00-06:30', paused: false }]);
    expect(schedules[0]?.next).toHaveLength(5);
    // 22:30 in Shanghai.
    expect(schedules[0]?.next.every((fire) => fire.includes('T14:30:'))).toBe(true);
    expect(without.map(({ id }) => id)).toContain('gonggong');
    const preview = await read(
      schedulePreview,
      operator.get(`/api/operation/schedules/preview?${new URLSearchParams({ cron: schedule.cron })}`),
    );
    expect(preview.next).toEqual(schedules[0]?.next);
    for (const act of ['pause', 'resume'])
      expect((await operator.send('POST', `/api/operation/platforms/jiangcheng/schedule/${act}`)).status).toBe(204);
    expect(await kindsOf('jiangcheng')).toEqual(['schedule.set', 'schedule.paused', 'schedule.resumed']);
  });
});

describe('the list of platforms', () => {
  it('is filtered, ordered and paged by key', async () => {
    const ids = async (query: string) => {
      const page = await read(platformPage, operator.get(`/api/operation/platforms?${query}`));
      return { ids: page.platforms.map(({ id }) => id), next: page.next, counts: page.counts };
    };
    const all = (await ids('order=postings')).ids;
    expect(all.toSorted()).toEqual(['gonggong', 'jiangcheng', 'unreadable']);
    const first = await ids('order=postings&limit=2');
    const second = await ids(`order=postings&limit=2&after=${first.next}`);
    expect([...first.ids, ...second.ids]).toEqual(all);
    expect(second.next).toBeNull();
    const { counts } = await ids('health=ok');
    expect(Object.values(counts).reduce((sum, count) => sum + count)).toBe(3);
    expect(await refusal(operator.get('/api/operation/platforms?after=nonsense'))).toEqual([400, 'query_invalid']);
  });
});

describe('who may', () => {
  const changes: [string, object | undefined][] = [
    ['/api/operation/platforms/jiangcheng/runs', { full: false, pageBudget: null }],
    ['/api/operation/platforms/jiangcheng/schedule/pause', undefined],
    ['/api/operation/platforms/jiangcheng/alarms/close', undefined],
  ];

  it('read: not reviewers; change: not supervisors and auditors', async () => {
    const reviewer = await world.served.logIn('reviewer');
    expect((await reviewer.get('/api/operation/platforms')).status).toBe(403);
    expect((await reviewer.get('/operation/queue/')).status).toBe(403);
    for (const role of ['supervisor', 'auditor'] as const) {
      const person = await world.served.logIn(role);
      expect((await person.get('/api/operation/platforms')).status).toBe(200);
      for (const [path, body] of changes) expect((await person.send('POST', path, body)).status).toBe(403);
    }
  });

  it('see another organisation’s: nobody, as if it were not there', async () => {
    await world.served.db.organisation.create({ data: { id: 'elsewhere', name: '别处' } });
    const stranger = await world.served.logIn('administrator', 'elsewhere');
    const run = await world.served.db.crawlRun.findFirstOrThrow();
    const capture = await world.served.db.capture.findFirstOrThrow();
    const paths = [
      '/api/operation/platforms/jiangcheng',
      '/api/operation/platforms/jiangcheng/versions/1',
      `/api/operation/runs/${run.id}`,
      `/api/operation/runs/${run.id}/pages`,
      `/api/operation/runs/${run.id}/events`,
      `/api/operation/captures/${capture.id}`,
    ];
    for (const path of paths) expect([path, (await stranger.get(path)).status]).toEqual([path, 404]);
    for (const [path, body] of changes) expect((await stranger.send('POST', path, body)).status).toBe(404);
    for (const act of ['pause', 'resume', 'cancel'])
      expect((await stranger.send('POST', `/api/operation/runs/${run.id}/${act}`)).status).toBe(404);
    const group = { platformId: 'unreadable', errorClass: 'dead', errorCode: 'gone' };
    expect((await stranger.send('POST', '/api/operation/failures/rerun', group)).status).toBe(404);
    expect(await refusal(save(world.yamlOf('jiangcheng'), null, 0, stranger))).toEqual([409, 'platform_taken']);
    expect(await read(platformPage, stranger.get('/api/operation/platforms'))).toMatchObject({ platforms: [] });
    expect(await read(runPage, stranger.get('/api/operation/runs'))).toMatchObject({ runs: [] });
    expect(await read(failureGroups, stranger.get('/api/operation/failures?runs=all'))).toEqual({ groups: [] });
    expect(await read(scheduleList, stranger.get('/api/operation/schedules'))).toEqual({ schedules: [], without: [] });
  });
});

describe('the machine', () => {
  it('says what is due, who works, what is stored, and that there is no board without Redis', async () => {
    const queue = await read(queueState, operator.get('/api/operation/queue'));
    expect(queue).toMatchObject({ queueSize: null, hasBoard: false });
    expect(queue.lastWorkAt).not.toBeNull();
    const storage = await read(storageState, operator.get('/api/operation/storage'));
    const bodies = storage.kinds.find(({ kind }) => kind === 'body');
    expect(bodies?.count).toBe(await world.served.db.capture.count());
    expect(storage.disk?.free).toBeGreaterThan(0);
    expect(await refusal(operator.get('/operation/queue/'))).toEqual([404, 'queue_board_absent']);
  });
});
