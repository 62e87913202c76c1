import { join } from 'node:path';
import { openOutputFile } from '../../output-file.js';
import { requireFolder } from '../../require-folder.js';
import { reportPage } from './page.js';
import type { ReportData } from './report-data.js';

/** Opens the report's file before any row is judged, so that a folder that cannot be written is told at once. */
export async function openReport(
  folder: string,
): Promise<{ file: string; write(data: ReportData): Promise<void>; discard(): Promise<void> }> {
  await requireFolder(folder, `The folder ${folder}`);
  const file = join(folder, 'report.html');
  const output = await openOutputFile(file);
  return {
    file,
    async write(data) {
      await output.write(reportPage(data));
      await output.flush();
      await output.publish();
    },
    discard: () => output.discard(),
  };
}
