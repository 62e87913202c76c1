import type { Command } from 'commander';
import { count, day, json } from '../option-values.js';
import { runCommand } from '../run-command.js';

/** Platforms, when they are crawled, and what came of it. */
export function addCrawling(program: Command): void {
  const platform = program.command('platform').description('recruitment platforms');
  platform
    .command('list')
    .description('platforms with their health, last run, yield and next run')
    .option(...json)
    .action((options) => runCommand(async () => (await import('../platform/list.js')).listPlatforms(options)));
  platform
    .command('add')
    .description('add a platform file, or a new version of it')
    .argument('<file>')
    .action((file) => runCommand(async () => (await import('../platform/add.js')).addPlatform(file)));
  platform
    .command('test')
    .description(
      'fetch a platform’s first list page and one posting, or read a saved page, and show what its file extracts',
    )
    .argument('<file>')
    .option('--page <saved>', 'read this saved page instead of fetching')
    .option('--url <url>', 'where the saved page came from')
    .option(...json)
    .action((file, options) =>
      runCommand(async () => (await import('../platform/test.js')).testPlatform(file, options)),
    );

  platform
    .command('show')
    .description('one platform: health, last run, schedule, legal basis, layout alarm')
    .argument('<platform>')
    .option(...json)
    .action((id, options) => runCommand(async () => (await import('../platform/show.js')).showPlatform(id, options)));
  platform
    .command('remove')
    .description('crawl a platform no more; what was captured stays')
    .argument('<platform>')
    .action((id) => runCommand(async () => (await import('../platform/remove.js')).removeFromCrawl(id)));
  platform
    .command('close-alarm')
    .description('say that a platform’s layout alarm has been seen to')
    .argument('<platform>')
    .action((id) => runCommand(async () => (await import('../platform/close-alarm.js')).closePlatformAlarm(id)));

  const basis = platform.command('basis').description('another legal basis than robots.txt: a supervisor’s act');
  basis
    .command('list')
    .description('what was granted for a platform, and by whom')
    .argument('<platform>')
    .option(...json)
    .action((id, options) =>
      runCommand(async () => (await import('../platform/basis/list.js')).listBases(id, options)),
    );
  basis
    .command('grant')
    .description('let a platform’s pages be fetched on another ground than robots.txt, for a year at most')
    .argument('<platform>')
    .requiredOption('--basis <text>', 'the order or the article, as it is to be cited')
    .requiredOption('--by <name>', 'the supervisor who grants it')
    .requiredOption('--until <day>', 'its last day, such as 2027-06-30, in China’s time', day)
    .action((id, options) =>
      runCommand(async () => (await import('../platform/basis/grant.js')).grantBasis(id, options)),
    );
  basis
    .command('revoke')
    .description('let robots.txt decide again')
    .argument('<platform>')
    .requiredOption('--by <name>', 'the supervisor who revokes it')
    .action((id, options) =>
      runCommand(async () => (await import('../platform/basis/revoke.js')).revokeBasis(id, options)),
    );

  program
    .command('crawl')
    .description('crawl a platform once and judge what it shows')
    .argument('<platform>')
    .option('--limit <pages>', 'fetch at most so many pages', count)
    .option(...json)
    .action((id, options) => runCommand(async () => (await import('../crawl.js')).crawl(id, options)));

  const schedule = program.command('schedule').description('when platforms are crawled');
  schedule
    .command('list')
    .description('schedules with their next five starts')
    .option(...json)
    .action((options) => runCommand(async () => (await import('../schedule/list.js')).listPlatformSchedules(options)));
  schedule
    .command('set')
    .description('crawl a platform by the clock')
    .argument('<platform>')
    .requiredOption('--cron <expression>', 'five fields: minute, hour, day, month, weekday, such as "30 22 * * *"')
    .option('--time-zone <name>', 'whose clocks it goes by', 'Asia/Shanghai')
    .option('--window <from-to>', 'fetch pages between these times of day alone, such as 22:00-06:30')
    .option('--limit <pages>', 'fetch at most so many pages a run; the platform file’s limit without it', count)
    .action((id, options) =>
      runCommand(async () => (await import('../schedule/set.js')).setPlatformSchedule(id, options)),
    );
  schedule
    .command('pause')
    .description('start no run by the clock until it is resumed')
    .argument('<platform>')
    .action((id) => runCommand(async () => (await import('../schedule/pause.js')).pause(id)));
  schedule
    .command('resume')
    .description('go on with the next start')
    .argument('<platform>')
    .action((id) => runCommand(async () => (await import('../schedule/pause.js')).resume(id)));
  schedule
    .command('run')
    .description('start now the run that a platform’s schedule would start')
    .argument('<platform>')
    .action((id) => runCommand(async () => (await import('../schedule/run.js')).runNow(id)));

  const runs = program
    .command('runs')
    .description('crawl runs and what they yielded, those that go on first')
    .option('--platform <platform>', 'those of one platform')
    .option(...json)
    .action((options) => runCommand(async () => (await import('../runs.js')).runs(options)));
  runs
    .command('cancel')
    .description('end a platform’s run that goes on')
    .argument('<platform>')
    .action((id) => runCommand(async () => (await import('../runs.js')).cancelPlatformRun(id)));
  runs
    .command('pause')
    .description('have a platform’s run that goes on wait: no further page of it is taken')
    .argument('<platform>')
    .action((id) => runCommand(async () => (await import('../runs.js')).pausePlatformRun(id)));
  runs
    .command('resume')
    .description('go on with a platform’s run that waits')
    .argument('<platform>')
    .action((id) => runCommand(async () => (await import('../runs.js')).resumePlatformRun(id)));

  program
    .command('failures')
    .description('what failed in each platform’s newest run, and why')
    .option('--class <class>', 'retried, delayed, dead, refused or defect; or an error code')
    .option('--platform <platform>', 'those of one platform')
    .option('--all', 'those of older runs too')
    .option('--rerun', 'make them due again, and nothing else')
    .option(...json)
    .action((options) => runCommand(async () => (await import('../failures.js')).failures(options)));
}
