import { join } from 'node:path';
import { readHandoff } from '../../casework/handoffs/read-handoffs.js';
import { writeHandoff } from '../../casework/handoffs/write-handoff.js';
import { everyOrganisation } from '../as-decider.js';
import { writeWhole } from '../report/write-whole.js';
import type { ExitCode } from '../run-command.js';
import { withRecord } from '../with-record.js';

/** `guazheng handoff export ID --out FOLDER` */
export function exportHandoff(id: string, { out }: { out: string }): Promise<ExitCode> {
  return withRecord<ExitCode>(async ({ database }) => {
    const handoff = await readHandoff(database, { jurisdiction: await everyOrganisation(database) }, id);
    const { docx, html, json } = await writeHandoff(handoff);
    const name = join(out, `移送函${handoff.number}`);
    await writeWhole(`${name}.docx`, docx);
    await writeWhole(`${name}.html`, html);
    await writeWhole(`${name}.json`, json);
    process.stdout.write(`The handoff ${handoff.number} is in ${name}.docx, .html and .json.\n`);
    return 0;
  });
}
