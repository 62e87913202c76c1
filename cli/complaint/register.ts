import { registerComplaint } from '../../casework/complaints/register-complaint.js';
import { createJudge } from '../../classifier/judge.js';
import { complaintChannel } from '../../contracts/api/complaints.js';
import { InputError } from '../../contracts/errors.js';
import { openPersonalDataSecrets } from '../../evidence/keys.js';
import { openPersonalData } from '../../evidence/personal-data.js';
import { createCurrentRelease } from '../../queue/current-release.js';
import { planComplaintCaptures } from '../../queue/plan-complaint-capture.js';
import { complaintPorts } from '../../server/complaints/complaint-ports.js';
import { decodeStream } from '../../text/decode/decode-stream.js';
import { asDecider } from '../as-decider.js';
import { bytesOf } from '../file-bytes.js';
import { openRecord } from '../open-record.js';
import { releaseFiles } from '../release/release-files.js';
import type { ExitCode } from '../run-command.js';
import { readSettings } from '../settings.js';

export interface RegisterOptions {
  readonly user: string;
  readonly channel: string;
  readonly text?: string;
  /** The text is in it, UTF-8 or GBK. */
  readonly file?: string;
  readonly url: string;
  readonly subject: string;
  readonly name: string;
  readonly contact: string;
  readonly json?: boolean;
}

/** `guazheng complaint register --user NAME --channel telephone|letter|visit|transfer`: a complaint that came in otherwise than by the form. */
export async function registerReceivedComplaint(options: RegisterOptions): Promise<ExitCode> {
  const channel = complaintChannel.safeParse(options.channel);
  if (!channel.success || channel.data === 'web')
    throw new InputError('bad_option', `--channel ${options.channel} is none of telephone, letter, visit, transfer.`);
  if ((options.text === undefined) === (options.file === undefined))
    throw new InputError('bad_option', 'Give the complaint’s words by one of --text and --file.');
  const text = options.text ?? (await readWords(options.file ?? ''));
  const settings = readSettings();
  const record = await openRecord(settings);
  try {
    const { database, blobs } = record;
    const now = new Date();
    const personalData = openPersonalData(await openPersonalDataSecrets(settings.keysFolder));
    const release = createCurrentRelease(database, blobs, releaseFiles(settings).own);
    const ports = complaintPorts(
      personalData,
      async () => createJudge(await release.read()),
      planComplaintCaptures(now),
    );
    const { url, subject: subjectName, name, contact } = options;
    const registered = await asDecider(database, options.user, (decider, organisationId) => {
      const complaint = {
        organisationId,
        channel: channel.data,
        text,
        url,
        subjectName,
        complainant: { name, contact },
      };
      return registerComplaint(database, ports, complaint, decider, now);
    });
    const { id, year, number, code, postingId, repeatsId } = registered;
    if (options.json === true) process.stdout.write(`${JSON.stringify(registered)}\n`);
    else {
      const lines = [
        `Registered as 〔${year}〕${number}号 (${id}). The code for the complainant, shown this once: ${code}`,
        ...(postingId === null ? [] : [`It is about the known advertisement ${postingId}.`]),
        ...(repeatsId === null ? [] : [`It repeats the complaint ${repeatsId}.`]),
      ];
      process.stdout.write(`${lines.join('\n')}\n`);
    }
    return 0;
  } finally {
    await record.close();
  }
}

async function readWords(file: string): Promise<string> {
  let words = '';
  for await (const piece of decodeStream(bytesOf(file))) words += piece;
  return words;
}
