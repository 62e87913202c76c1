import { requirePlatform } from '../../queue/platforms.js';
import { repeatOnConflict } from '../../queue/repeat-on-conflict.js';
import { removePlatform } from '../../queue/runs/remove-platform.js';
import type { ExitCode } from '../run-command.js';
import { withRecord } from '../with-record.js';

/** `guazheng platform remove PLATFORM`: it is crawled no more; what was captured stays. */
export function removeFromCrawl(platformId: string): Promise<ExitCode> {
  return withRecord<ExitCode>(async ({ database }) => {
    await requirePlatform(database, platformId);
    await repeatOnConflict(() =>
      database.$transaction((transaction) => removePlatform(transaction, platformId, new Date())),
    );
    process.stdout.write(
      `${platformId}: removed. Its captures, postings and verdicts stay; guazheng platform add FILE brings it back, its schedule paused.\n`,
    );
    return 0;
  });
}
