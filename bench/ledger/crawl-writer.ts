import { hash } from 'node:crypto';
import { v7 as newId } from 'uuid';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { canonicalJson } from '../../evidence/verify/canonical-json.js';
import type { Database } from '../../prisma/open-database.js';

/** Captures of one transaction: what a worker of the default size stores at once. */
const together = 8;

/** Writes captures with their entries, one transaction after the other, until it is stopped. */
export async function startCrawlWriter(database: Database): Promise<{ written(): number; stop(): Promise<void> }> {
  await database.platform.create({ data: { id: 'bench', organisationId: 'default', name: 'bench' } });
  const version = await database.platformVersion.create({
    data: { platformId: 'bench', number: 1, yaml: '', sha256: hash('sha256', '') },
  });
  const run = await database.crawlRun.create({ data: { platformVersionId: version.id, pageBudget: 1 } });
  let written = 0;
  let isStopped = false;

  async function writeSome(): Promise<void> {
    const tasks = Array.from({ length: together }, () => {
      const url = `http://bench.test/jobs/${newId()}.html`;
      return { id: newId(), crawlRunId: run.id, url, urlSha256: hash('sha256', url), kind: 'detail' as const };
    });
    const captures = tasks.map(({ id: crawlTaskId, url }) => ({
      ...{ id: newId(), crawlTaskId, finalUrl: url, status: 200, method: 'http', remoteAddress: '127.0.0.1' },
      ...{ bodySha256: hash('sha256', url), bodyBytes: 24_000, capturedAt: new Date(), record: recordOf(url) },
    }));
    await database.$transaction(async (transaction) => {
      await transaction.crawlTask.createMany({ data: tasks.map((task) => ({ ...task, state: 'fetched' as const })) });
      await transaction.capture.createMany({ data: captures });
      const entries = captures.map(({ id, record }) => ({
        ...{ kind: 'capture.stored', subjectId: id, subjectSha256: hash('sha256', canonicalJson(record)) },
      }));
      await appendLedgerEntries(transaction, entries, new Date());
    });
    written += together;
  }
  const writing = (async () => {
    while (!isStopped) await writeSome();
  })();
  // Its failure is thrown where it is stopped.
  writing.catch(() => undefined);
  return {
    written: () => written,
    async stop() {
      isStopped = true;
      await writing;
    },
  };
}

/** Of the size that capture records have, some 2 KB. */
function recordOf(url: string) {
  const headers = Array.from({ length: 24 }, (_, index) => [`x-header-${index}`, `${url} ${index}`]);
  return { url, finalUrl: url, status: 200, headers, tools: { name: 'guazheng-watch', version: '0.1.0' } };
}
