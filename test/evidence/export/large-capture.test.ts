import { randomFillSync } from 'node:crypto';
import { stat, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { isBuilt } from '../../cli/command-line.js';
import { type Ended, guazheng, lastLine } from '../../cli/run-guazheng.js';
import { page } from '../../crawler/fetch/local-server.js';
import { isLong } from '../../faults/fault-world.js';
import {
  type CrawlWorld,
  detailPage,
  drain,
  hasChromium,
  listPage,
  openCrawlWorld,
  smallPlatform,
} from '../../queue/crawl-world.js';
import { startTimestampAuthority } from '../timestamp-authority.js';

const pictures = 10;
const megabytesEach = 20;
/** Of a whole command; one that is translated as its modules are loaded takes more (docs/measured/evidence-packages.md). */
const mostMegabytes = isBuilt ? 300 : 480;

test.runIf(isLong && hasChromium('packages of large captures'))(
  `a page of ${pictures} pictures of ${megabytesEach} MB is captured, exported and verified within ${mostMegabytes} MB of memory a command`,
  async () => {
    const world = await openCrawlWorld();
    onTestFinished(() => world.close());
    const authority = await startTimestampAuthority();
    onTestFinished(() => authority.close());
    await capture(world);
    const { id: posting } = await world.database.posting.findFirstOrThrow();
    const file = join(world.folder, 'large.wacz');
    const root = join(world.folder, 'root.pem');
    await writeFile(root, authority.caPem);
    const env = {
      ...{ DATABASE_URL: world.databaseUrl, TSA_URLS: authority.url },
      ...{ BLOB_STORE: join(world.folder, 'blobs'), GUAZHENG_HOME: join(world.folder, 'home') },
    };

    const exported = await measured(['evidence', 'export', '--posting', posting, '--out', file, '--json'], env);
    expect(exported).toMatchObject({ code: 0 });
    const verified = await measured(['evidence', 'verify', file, '--trust', root, '--json'], env);
    expect(lastLine(verified.stdout)).toMatchObject({ result: 'valid' });

    const { size } = await stat(file);
    expect(size).toBeGreaterThan(pictures * megabytesEach * 1_000_000);
    const told = [exported, verified].map(({ megabytes, seconds }) => `${megabytes} MB, ${seconds.toFixed(1)} s`);
    process.stderr.write(`package of ${(size / 1e6).toFixed(1)} MB: export ${told[0]}; verify ${told[1]}\n`);
    expect(exported.megabytes).toBeLessThan(mostMegabytes);
    expect(verified.megabytes).toBeLessThan(mostMegabytes);
  },
);

/** Crawls a flagged posting whose page shows the pictures, and captures it in full. */
async function capture(world: CrawlWorld): Promise<void> {
  const text = '急收一级建造师市政、机电，初始三年一付，年付3.2万，证章自管不坐班，社保可不转，加微信 guaz0000。';
  const paths = Array.from({ length: pictures }, (_, index) => `/${index}.png`);
  world.routes['/jobs'] = page(listPage(['/1']));
  world.routes['/1'] = page(detailPage('高价收一建', text) + paths.map((path) => `<img src="${path}">`).join(''));
  for (const path of paths) world.routes[path] = largePicture;
  const worker = { ...world.worker('worker'), fullCapture: { fetch: world.openBrowser().capture } };
  const limits = `limits: { megabytes: ${megabytesEach + 2}, seconds: 300 }`;
  await drain(worker, (await world.start(smallPlatform(limits))).jobs);
}

/** A PNG of one pixel with a chunk that no decoder knows, of what no compression makes smaller. */
const largePicture: RequestListener = (_request, response) => {
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]);
  response.writeHead(200, { 'content-type': 'image/png' });
  response.write(Buffer.from('89504e470d0a1a0a', 'hex'));
  response.write(chunk('IHDR', header));
  // Ancillary, private, safe to copy (PNG section 5.4).
  response.write(chunk('noIs', randomFillSync(Buffer.alloc(megabytesEach * 1_000_000))));
  response.write(chunk('IDAT', deflateSync(Buffer.alloc(4))));
  response.end(chunk('IEND', Buffer.alloc(0)));
};

function chunk(type: string, content: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const whole = Buffer.alloc(typed.length + 8);
  whole.writeUInt32BE(content.length);
  typed.copy(whole, 4);
  whole.writeUInt32BE(crc32(typed), typed.length + 4);
  return whole;
}

/** Runs a command that says at its end how much memory it held at most; that of a browser it starts is not its own. */
async function measured(
  words: readonly string[],
  env: Record<string, string>,
): Promise<Ended & { megabytes: number; seconds: number }> {
  const atExit =
    'process.on("exit", () => process.stderr.write("\\nmaxRSS " + process.resourceUsage().maxRSS + "\\n"))';
  const began = performance.now();
  const ended = await guazheng(words, {
    env: { ...env, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(atExit)}` },
  });
  const kilobytes = Number(/^maxRSS (\d+)$/m.exec(ended.stderr)?.[1]);
  return {
    ...ended,
    ...{ megabytes: Math.round((kilobytes * 1024) / 1e6), seconds: (performance.now() - began) / 1000 },
  };
}
