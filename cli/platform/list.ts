import { openRecord } from '../open-record.js';
import type { ExitCode } from '../run-command.js';
import { readSettings } from '../settings.js';

/** `guazheng platform list` */
export async function listPlatforms(options: { json?: boolean }): Promise<ExitCode> {
  const record = await openRecord(readSettings());
  try {
    const rows = await record.database.platform.findMany({
      where: { removedAt: null },
      orderBy: { id: 'asc' },
      select: {
        id: true,
        name: true,
        versions: {
          orderBy: { number: 'desc' },
          take: 1,
          select: {
            number: true,
            crawlRuns: { orderBy: { startedAt: 'desc' }, take: 1, select: { startedAt: true, state: true } },
          },
        },
        _count: { select: { postings: true } },
      },
    });
    const platforms = rows.map((row) => ({
      id: row.id,
      name: row.name,
      version: row.versions[0]?.number ?? 0,
      postings: row._count.postings,
      lastCrawl: row.versions[0]?.crawlRuns[0]?.startedAt.toISOString() ?? null,
    }));
    if (options.json === true) process.stdout.write(`${JSON.stringify({ platforms })}\n`);
    else if (platforms.length === 0)
      process.stdout.write('There is no platform yet. Add one with: guazheng platform add FILE\n');
    else {
      for (const { id, name, version, postings, lastCrawl } of platforms) {
        process.stdout.write(
          `${id}\t${name}\tversion ${version}\t${postings} postings\tlast crawl ${lastCrawl ?? 'never'}\n`,
        );
      }
    }
    return 0;
  } finally {
    await record.close();
  }
}
