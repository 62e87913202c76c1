import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiError } from '../../../contracts/api/error.js';
import { captureConfirmed, postingHistory, recaptureOrdered } from '../../../contracts/api/reviews.js';
import { type LoggedIn, type ServedDatabase, serveDatabase } from '../served-database.js';
import { seedQueue } from './review-seed.js';

let served: ServedDatabase;
let postingId: string;
let officer: LoggedIn;
beforeAll(async () => {
  served = await serveDatabase();
  postingId = (await seedQueue(served.db, served.screenshotSha256)).ids[1] ?? '';
  officer = await withCredential('鄂A001');
});
afterAll(() => served?.close());

async function withCredential(credentialNumber: string): Promise<LoggedIn> {
  const person = await served.logIn('reviewer', 'hubei');
  await served.db.user.update({ where: { id: person.userId }, data: { credentialNumber } });
  return person;
}
const codeOf = async (response: Response) => [response.status, apiError.parse(await response.json()).code];

test('an officer orders a full capture; who shows no credential cannot', async () => {
  const path = `/api/postings/${postingId}/recapture`;
  expect(await codeOf(await (await withCredential('')).send('POST', path, {}))).toEqual([409, 'credential_missing']);
  const { orderId } = recaptureOrdered.parse(
    await (await officer.send('POST', path, { clueNumber: '线索1', witness: '见证人' })).json(),
  );
  expect(await served.db.fullCaptureOrder.findUniqueOrThrow({ where: { id: orderId } })).toMatchObject({
    ...{ postingId, reason: 'recapture', orderedById: officer.userId, clueNumber: '线索1', witness: '见证人' },
  });
  expect(await served.db.dueWork.count({ where: { step: 'capture_full', subjectId: orderId } })).toBe(1);
  const stranger = await served.logIn('reviewer', 'default');
  await served.db.user.update({ where: { id: stranger.userId }, data: { credentialNumber: '鄂B001' } });
  expect(await codeOf(await stranger.send('POST', path, {}))).toEqual([404, 'posting_unknown']);
});

test('a full capture is shown without scripts and network, and two officers confirm it', async () => {
  const order = await served.db.fullCaptureOrder.findFirstOrThrow();
  const page = await served.blobs.put(served.body);
  const sha256 = '4'.repeat(64);
  await served.db.fullCapture.create({
    data: {
      ...{ id: 'full', orderId: order.id, recordSha256: sha256, warcSha256: sha256, pdfSha256: sha256 },
      ...{ screenshotSha256: served.screenshotSha256, domSha256: page.sha256, bodySha256: sha256 },
      ...{ finalUrl: 'https://jobs.example/1', status: 200, comparison: 'unchanged', capturedAt: new Date() },
    },
  });
  const dom = await officer.get('/api/full-captures/full/dom');
  expect(dom.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(dom.headers.get('content-security-policy')).toBe(
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
  );
  expect(dom.headers.get('x-frame-options')).toBe('SAMEORIGIN');
  expect(Buffer.from(await dom.arrayBuffer())).toEqual(Buffer.from(served.body));
  expect((await officer.get('/api/full-captures/full/screenshot')).headers.get('content-type')).toBe('image/png');
  expect(dom.headers.get('cache-control')).toBe('private, no-cache');
  const [unmasking, ...more] = await served.db.unmasking.findMany({ where: { sessionId: officer.sessionId } });
  expect([unmasking?.postingId, more]).toEqual([postingId, []]);
  expect(
    await served.db.ledgerEntry.count({ where: { kind: 'contact.unmasked', subjectId: unmasking?.id ?? '' } }),
  ).toBe(1);
  expect((await served.logIn('operator', 'hubei').then((one) => one.get('/api/full-captures/full/dom'))).status).toBe(
    403,
  );
  const stranger = await served.logIn('supervisor', 'default');
  for (const part of ['dom', 'screenshot'])
    expect(await codeOf(await stranger.get(`/api/full-captures/full/${part}`))).toEqual([404, 'capture_unknown']);

  const path = '/api/full-captures/full/confirm';
  expect(await codeOf(await stranger.send('POST', path, {}))).toEqual([404, 'capture_unknown']);
  expect(captureConfirmed.parse(await (await officer.send('POST', path, {})).json())).toEqual({ confirmations: 1 });
  expect(await codeOf(await (await withCredential('鄂A001')).send('POST', path, {}))).toEqual([409, 'same_person']);
  const second = await withCredential('鄂A002');
  expect(captureConfirmed.parse(await (await second.send('POST', path, { note: '一致' })).json())).toEqual({
    confirmations: 2,
  });
  const history = postingHistory.parse(await (await officer.get(`/api/postings/${postingId}/history`)).json());
  expect(history.fullCaptures).toMatchObject([{ id: 'full', reason: 'recapture', confirmations: 2 }]);
});
