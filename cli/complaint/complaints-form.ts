import { pino } from 'pino';
import { createJudge } from '../../classifier/judge.js';
import { openPersonalDataSecrets } from '../../evidence/keys.js';
import { openPersonalData } from '../../evidence/personal-data.js';
import { createCurrentRelease } from '../../queue/current-release.js';
import { openPublicServer } from '../../server/complaints/public/open-public-server.js';
import type { OpenServer } from '../../server/open-server.js';
import { interruption } from '../interruption.js';
import { type OpenRecord, openRecord } from '../open-record.js';
import { releaseFiles } from '../release/release-files.js';
import type { ExitCode } from '../run-command.js';
import { readSettings, type Settings } from '../settings.js';

/** `guazheng complaints-form`: the public form in a process of its own, until interrupted. */
export async function serveComplaintsForm(options: { port: number }): Promise<ExitCode> {
  const settings = readSettings();
  const stop = interruption();
  try {
    const record = await openRecord(settings);
    try {
      const form = await openComplaintsForm(record, settings, options.port);
      process.stderr.write(`The form of complaints is open at ${form.url} (Ctrl-C ends it).\n`);
      await stop.interrupted;
      await form.close();
      return 0;
    } finally {
      await record.close();
    }
  } finally {
    stop.stopListening();
  }
}

/** Serves the public form alone: nothing of the page is reachable there. @throws InputError when the port is in use */
export async function openComplaintsForm(
  { database, blobs }: OpenRecord,
  settings: Settings,
  port: number,
): Promise<OpenServer> {
  const logger = pino({ level: 'warn' }, pino.destination(2));
  const { hotline, mailbox, formUrl: publicUrl, keysFolder } = settings;
  const personalData = openPersonalData(await openPersonalDataSecrets(keysFolder));
  const release = createCurrentRelease(database, blobs, releaseFiles(settings).own);
  let prepared: { readonly id: string; readonly judge: ReturnType<typeof createJudge> } | undefined;
  const judge = async () => {
    const current = await release.read();
    // Preparing takes a tenth of a second: the newest release's is kept.
    if (prepared?.id !== current.id) prepared = { id: current.id, judge: createJudge(current) };
    return prepared.judge;
  };
  const now = () => new Date();
  return openPublicServer({ db: database, personalData, judge, now, hotline, mailbox, publicUrl }, port, logger);
}
