import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { confirmCapture } from '../../../casework/captures/confirm-capture.js';
import { recordReview } from '../../../casework/reviews/record-review.js';
import { addUser } from '../../../casework/users/add-user.js';
import { type OpenSession, openSession } from '../../../casework/users/open-session.js';
import type { VerificationReport } from '../../../contracts/evidence-package.js';
import { sealForExport } from '../../../evidence/export/seal-for-export.js';
import { openKeys, type SigningKey } from '../../../evidence/keys.js';
import { type VerificationOptions, verifyPackage } from '../../../evidence/verify/verify-package.js';
import { orderFullCapture } from '../../../queue/order-full-capture.js';
import { page } from '../../crawler/fetch/local-server.js';
import {
  type CrawlWorld,
  detailPage,
  drain,
  hasChromium,
  listPage,
  openCrawlWorld,
  smallPlatform,
} from '../../queue/crawl-world.js';
import { exportOnce } from '../export/export-once.js';
import { startTimestampAuthority, type TimestampAuthority } from '../timestamp-authority.js';
import { inMemory } from '../verify/package-fixture.js';

export const hasBrowser = hasChromium('packages that were exported');

/** A posting that was crawled, flagged, captured in full and reviewed, and whoever can make packages of it. */
export interface EvidenceWorld {
  readonly world: CrawlWorld;
  readonly postingId: string;
  readonly fullCaptureId: string;
  /** The deployment's own key. */
  readonly key: SigningKey;
  readonly authority: TimestampAuthority;
  /** Two officers, each logged in. */
  readonly sessions: readonly [OpenSession, OpenSession];
  confirm(session: OpenSession): Promise<void>;
  /** Exports a package as the command does; timestamped by the authority unless others are named. */
  exported(
    timestampAuthorities?: readonly string[],
  ): Promise<{ zip: Buffer; file: string; withoutRevocation: readonly string[] }>;
  close(): Promise<void>;
}

const rental = '急收一级建造师市政、机电，初始三年一付，年付3.2万，证章自管不坐班，社保可不转，加微信 guaz0000。';
const passphrase = 'correct horse battery staple';

/** Crawls, captures, reviews: everything before the confirmations. */
export async function openEvidenceWorld(): Promise<EvidenceWorld> {
  const world = await openCrawlWorld();
  const authority = await startTimestampAuthority({ crlDistributionPoint: true });
  const closing = async (): Promise<void> => {
    await world.close();
    await authority.close();
  };
  try {
    const sessions = [await logIn(world, '001', '张三'), await logIn(world, '002', '李四')] as const;
    await crawlAndCapture(world, sessions[0]);
    const clock = { now: () => new Date() };
    const heads = { ledgerHeadsFolder: join(world.folder, 'heads'), becauseSealed: async () => undefined };
    // As every hour: so that the entry about the capture is under a head of its own time.
    await sealForExport({ database: world.database, clock }, { ...heads, timestampAuthorities: [authority.url] });
    const capture = await world.database.fullCapture.findFirstOrThrow({ include: { order: true } });
    for (const session of sessions)
      await recordReview(
        world.database,
        session,
        {
          ...{ postingVersionId: capture.order.postingVersionId, decision: 'confirmed', note: '收证' },
          ...{ categories: ['credential_rental'], articles: [] },
        },
        new Date(),
      );
    const keys = await openKeys(join(world.folder, 'keys'));
    let packages = 0;
    return {
      ...{ world, authority, sessions, key: keys.signing, close: closing },
      ...{ postingId: capture.order.postingId, fullCaptureId: capture.id },
      async confirm(session) {
        const { database } = world;
        await confirmCapture(database, session, { fullCaptureId: capture.id, note: '与网页一致' }, new Date());
      },
      async exported(timestampAuthorities = [authority.url]) {
        packages += 1;
        const file = join(world.folder, `package-${packages}.wacz`);
        const { postingId } = capture.order;
        const { withoutRevocation } = await exportOnce(world, {
          ...{ folder: world.folder, postingId, timestampAuthorities, file },
        });
        return { zip: await readFile(file), file, withoutRevocation };
      },
    };
  } catch (error) {
    await closing();
    throw error;
  }
}

/** An officer takes the posting again; the system's own capture is left undone by a worker without a browser. */
async function crawlAndCapture(world: CrawlWorld, { person }: OpenSession): Promise<void> {
  world.routes['/jobs'] = page(listPage(['/1']));
  world.routes['/1'] = page(detailPage('高价收一建', rental));
  const worker = world.worker('worker');
  await drain(worker, (await world.start(smallPlatform())).jobs);
  const { id: postingVersionId, postingId } = await world.database.postingVersion.findFirstOrThrow();
  const order = {
    postingId,
    postingVersionId,
    reason: 'recapture',
    by: person,
    clueNumber: '',
    witness: null,
  } as const;
  const { jobs } = await world.database.$transaction((transaction) => orderFullCapture(transaction, order, new Date()));
  const browser = world.openBrowser();
  await drain({ ...worker, fullCapture: { fetch: browser.capture } }, jobs);
  await browser.close();
}

async function logIn({ database }: CrawlWorld, credentialNumber: string, name: string): Promise<OpenSession> {
  const username = `officer${credentialNumber}`;
  const user = { username, name, credentialNumber, role: 'reviewer', passphrase, organisationId: 'default' };
  await addUser(database, user, new Date());
  return openSession(database, { username, passphrase, origin: 'command' }, new Date());
}

/** A world whose package is confirmed by two officers, and the package. */
export type Control = EvidenceWorld & { readonly zip: Buffer; readonly file: string };

export async function openControl(): Promise<Control> {
  const world = await openEvidenceWorld();
  try {
    for (const session of world.sessions) await world.confirm(session);
    return { ...world, ...(await world.exported()) };
  } catch (error) {
    await world.close();
    throw error;
  }
}

export const verify = (zip: Uint8Array, options: VerificationOptions): Promise<VerificationReport> =>
  verifyPackage(inMemory(zip), options);

/** Reasons of all that did not pass, each once, in the report's order; none when it is valid. */
export const codesOf = ({ checks }: VerificationReport): string[] => [
  ...new Set(checks.flatMap(({ ok, code }) => (ok === true ? [] : [code ?? '']))),
];
