import { findLegalBasis } from '../../casework/legal-basis/find-legal-basis.js';
import { requirePlatform } from '../../queue/platforms.js';
import { type PlatformHealth, readPlatformHealth } from '../../queue/runs/platform-health.js';
import { listSchedules } from '../../queue/schedules/list-schedules.js';
import { printable } from '../../text/printable.js';
import { momentText } from '../moment.js';
import type { ExitCode } from '../run-command.js';
import { withRecord } from '../with-record.js';

/** `guazheng platform show PLATFORM`: everything that an operator asks about one platform. */
export function showPlatform(platformId: string, options: { json?: boolean }): Promise<ExitCode> {
  return withRecord<ExitCode>(async ({ database }) => {
    await requirePlatform(database, platformId);
    const now = new Date();
    const [platform] = await readPlatformHealth(database, now, { platformId });
    if (platform === undefined) return 1;
    const schedule = (await listSchedules(database)).find((row) => row.platformId === platformId) ?? null;
    const legalBasis = (await findLegalBasis(database, platformId, now)) ?? null;
    if (options.json === true) {
      process.stdout.write(`${JSON.stringify({ ...platform, schedule, legalBasis })}\n`);
      return 0;
    }
    const cron =
      schedule === null ? 'none' : `${schedule.cron} (${schedule.timeZone}), ${schedule.window ?? 'any hour'}`;
    const lines = [
      `${platform.id}  ${printable(platform.name, 60)}`,
      `health       ${platform.health}`,
      `version      ${platform.version}`,
      `postings     ${platform.postings}`,
      ...lastRunLines(platform),
      `schedule     ${cron}${platform.paused ? ', paused' : ''}`,
      ...(schedule?.next ?? []).map((fire) => `next run     ${momentText(fire, schedule?.timeZone)}`),
      `legal basis  ${legalBasis === null ? 'robots.txt' : `${legalBasis.basis}, until ${momentText(legalBasis.validUntil)}`}`,
      ...platform.alarm.map((reason) => `alarm        ${reason}`),
      ...(platform.alarmCaptureId === null ? [] : [`sample       capture ${platform.alarmCaptureId}`]),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
    return 0;
  });
}

function lastRunLines({ lastRun }: PlatformHealth): string[] {
  if (lastRun === null) return ['last run     never'];
  const lines = [`last run     ${momentText(lastRun.startedAt)}, ${lastRun.state}`];
  const { statistics } = lastRun;
  if (statistics === null) return lines;
  const { lists, details, postings, seconds, errors } = statistics;
  lines.push(
    `             ${lists.done + details.done} pages read, ${lists.dead + details.dead} dead, ${lists.refused + details.refused} refused, ${postings} postings, ${Math.round(seconds)} s`,
    ...Object.entries(errors).map(([code, pages]) => `             ${pages} × ${code}`),
  );
  return lines;
}
