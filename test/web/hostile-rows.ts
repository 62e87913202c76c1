import { createHash } from 'node:crypto';
import type { Prisma } from '../../prisma/open-database.js';
import type { ServedDatabase } from '../server/served-database.js';
import { hostilePayloads } from './hostile-payloads.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 0, minute));
const first = hostilePayloads[0] ?? '';

/** Identifiers for the paths of pages, by the name of the parameter. */
export interface HostileRows {
  readonly postingIds: readonly string[];
  readonly taskIds: readonly string[];
  readonly platformId: string;
  readonly runId: string;
  readonly evaluationId: string;
}

/**
 * One posting for each payload, with the payload in every field that a stranger, or a colleague, can fill; all of one campaign, edited
 * once, captured, failed and reviewed.
 */
export async function plantHostileRows({ db, blobs, screenshotSha256 }: ServedDatabase): Promise<HostileRows> {
  const { sha256: releaseSha256 } = await blobs.put(Buffer.from(first));
  await db.classifierRelease.create({ data: { id: `release ${first}`, blobSha256: releaseSha256 } });
  const person = { credentialNumber: '鄂-1', role: 'reviewer', organisationId: 'default' };
  const user = await db.user.create({
    data: { ...person, username: 'hostile', name: first, email: 'hostile@guazheng.invalid' },
  });
  await db.organisation.create({ data: { id: 'county', name: first, parentId: 'default' } });
  const session = await db.userSession.create({ data: { userId: user.id, origin: 'page', startedAt: at(0) } });
  const campaign = await db.campaign.create({ data: {} });
  const platform = await db.platform.create({ data: { id: 'hostile', organisationId: 'default', name: first } });
  const platformVersion = await db.platformVersion.create({
    data: { platformId: platform.id, number: 1, yaml: hostilePayloads.join('\n'), sha256: sha256('yaml') },
  });
  await db.legalBasis.create({
    data: { platformId: platform.id, basis: first, grantedBy: first, grantedAt: at(0), validUntil: at(9_999_999) },
  });
  const run = await db.crawlRun.create({ data: { platformVersionId: platformVersion.id, pageBudget: 100 } });
  await db.layoutAlarm.create({
    data: { platformId: platform.id, crawlRunId: run.id, reasons: [...hostilePayloads], raisedAt: at(0) },
  });
  const postingIds: string[] = [];
  const taskIds: string[] = [];
  for (const [index, payload] of hostilePayloads.entries()) {
    const { sha256: bodySha256 } = await blobs.put(Buffer.from(`<!doctype html><p>${index}</p>${payload}`));
    const crawlTask = await db.crawlTask.create({
      data: {
        ...{ crawlRunId: run.id, url: payload, urlSha256: sha256(payload), kind: 'detail', state: 'dead' },
        ...{ errorCode: 'hostile', errorClass: 'dead', errorMessage: payload },
      },
    });
    const capture = await db.capture.create({
      data: {
        ...{ crawlTaskId: crawlTask.id, finalUrl: payload, status: 200, method: 'browser', remoteAddress: '192.0.2.1' },
        ...{ bodySha256, bodyBytes: 1, domSha256: bodySha256, screenshotSha256, record: {}, capturedAt: at(index) },
      },
    });
    const agency = await db.agency.create({ data: { name: payload, creditCode: payload, licenceNumber: payload } });
    const posting = await db.posting.create({
      data: {
        ...{ platformId: platform.id, key: payload, keySha256: sha256(payload), url: payload, agencyId: agency.id },
        ...{ firstSeenAt: at(index), lastSeenAt: at(index), band: 'flagged', probability: 0.9 - index / 1000 },
        ...{ campaignId: campaign.id, minHash: [1, 2, 3, 4], lshBands: [1] },
      },
    });
    const contact = await db.contact.create({ data: { kind: 'wechat', value: payload } });
    await db.postingContact.create({ data: { postingId: posting.id, contactId: contact.id } });
    const words = {
      ...{ title: payload, company: payload, agency: payload, salary: payload, place: payload, headcount: payload },
      ...{
        publishedAt: payload,
        text: `收一级建造师，${payload}，不用到岗。`,
        captureId: capture.id,
        seenAt: at(index),
      },
    };
    await db.postingVersion.create({
      data: {
        ...words,
        text: `此前：${payload}`,
        postingId: posting.id,
        number: 1,
        contentSha256: sha256(`1 ${payload}`),
      },
    });
    const version = await db.postingVersion.create({
      data: { ...words, postingId: posting.id, number: 2, contentSha256: sha256(payload) },
    });
    const reasons: Prisma.InputJsonArray = [
      { rule: payload, field: 'title', start: 0, end: payload.length, text: payload, why: payload },
      { rule: 'r', field: 'text', start: 0, end: 7, text: '收一级建造师，', why: payload },
    ];
    await db.verdict.create({
      data: {
        ...{ postingVersionId: version.id, releaseId: `release ${first}`, band: 'flagged', probability: 0.9 },
        ...{ categories: ['credential_rental'], side: 'buyer', missing: ['pay'], reasons },
        terms: { credential: payload, specialty: payload, province: payload, contact: payload },
      },
    });
    await db.postingEvent.create({
      data: {
        ...{ postingId: posting.id, kind: 'edited', at: at(index), captureId: capture.id },
        detail: { changed: [{ field: 'title', before: payload, after: `${payload} ` }] },
      },
    });
    // In turn: waits for a first decision, for a second, for a ruling.
    const stage = (['first', 'second', 'ruling'] as const)[index % 3] ?? 'first';
    const decisions = { first: [], second: ['confirmed'], ruling: ['confirmed', 'dismissed'] }[stage];
    for (const [place, decision] of decisions.entries()) {
      await db.review.create({
        data: {
          ...{ postingVersionId: version.id, userId: user.id, sessionId: session.id, decidedAt: at(index + place) },
          ...{ stage: place === 0 ? 'first' : 'second', decision, categories: [], articles: [payload], note: payload },
          by: { id: user.id, name: payload, credentialNumber: payload, role: 'reviewer' },
        },
      });
    }
    const task = await db.reviewTask.create({
      data: {
        ...{ postingVersionId: version.id, postingId: posting.id, platformId: platform.id, organisationId: 'default' },
        ...{ stage, band: 'flagged', rank: 0.9, certainty: 0.4, enteredAt: at(index) },
        decidedByIds: stage === 'first' ? [] : [user.id],
      },
    });
    postingIds.push(posting.id);
    taskIds.push(task.id);
  }
  const evaluation = await db.evaluation.create({
    data: {
      ...{ userId: user.id, fileName: `${first}.jsonl`, fileSha256: sha256('file'), releaseId: `release ${first}` },
      ...{ report: {}, createdAt: at(0) },
    },
  });
  return { postingIds, taskIds, platformId: platform.id, runId: run.id, evaluationId: evaluation.id };
}
