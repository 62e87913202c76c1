import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder } from '../../cli/project-folder.js';
import type { ExitCode } from '../../cli/run-command.js';
import { InputError, messageOf } from '../../contracts/errors.js';
import { seededRandom } from '../../fixtures/seeded-random.js';
import { type PlannedPlatform, parseProvinceFile } from './province-file.js';
import { runSmallSweep } from './run-small-sweep.js';
import { simulateSweep, type Workforce } from './simulate-sweep.js';
import { workersNeeded } from './workers-needed.js';

/** Places as `guazheng crawl` and `guazheng worker` have them on two cores. */
const perWorker: Omit<Workforce, 'workers'> = {
  places: { http: 32, browser: 2 },
  // From npm run bench -- crawler on two cores that the site shares: what a page costs there, over HTTP.
  secondsOfAPage: 0.01,
  // The half second without a request that the browser waits for, and its own work.
  secondsInBrowser: 1,
};
const seed = 1;
/** Nights begin at ten. */
const begin = 22 * 3600;

/** The small run: its platforms all take about forty seconds, each in a pace of its own. */
const smallPlatforms: readonly PlannedPlatform[] = Array.from({ length: 12 }, (_, index) => {
  const gapMilliseconds = 400 + 100 * index;
  return {
    platform: `small-${index + 1}`,
    pages: Math.round(40_000 / gapMilliseconds),
    gapMilliseconds,
    responseSeconds: 0.05,
    browserShare: 0,
    browserRequests: 1,
  };
});

interface Prediction {
  readonly predictedSeconds: number;
  readonly measuredSeconds: number;
  /** Measured over predicted: of the whole run, and the mean over its platforms. */
  readonly ratio: number;
  readonly meanPlatformRatio: number;
}

/** A plan that is off by more than a fifth is no plan. */
const tolerated = 0.2;

/** `npm run bench -- sweep [--file FILE] [--json]`. Exit 1 when the prediction does not hold. */
export async function benchSweep({ json, file }: { json: boolean; file?: string | undefined }): Promise<ExitCode> {
  const provinceFile = file ?? join(projectFolder(), 'fixtures', 'provinces', 'sample.csv');
  const platforms = parseProvinceFile(await readProvince(provinceFile), provinceFile);
  const tell = (line: string): void => void process.stderr.write(`bench: ${line}\n`);
  tell(`simulating ${platforms.length} platforms`);
  const { workers, forecast } = workersNeeded(platforms, perWorker, { seed, begin });
  const one = simulateSweep(platforms, { ...perWorker, workers: 1 }, seededRandom(seed), begin);
  tell(`a small run: ${smallPlatforms.length} platforms on loopback, crawled in their real paces`);
  const predicted = simulateSweep(smallPlatforms, { ...perWorker, workers: 1 }, seededRandom(seed));
  const check = compared(predicted, await runSmallSweep(smallPlatforms, perWorker.places));
  const figures = {
    platforms: platforms.length,
    pages: forecast.pages,
    hours: rounded(forecast.seconds / 3600),
    workers,
    hoursWithOneWorker: rounded(one.seconds / 3600),
    lastPlatform: platforms[forecast.endOfPlatform.indexOf(forecast.seconds)]?.platform ?? '',
    check,
  };
  process.stdout.write(json ? `${JSON.stringify(figures)}\n` : inWords(figures));
  return Math.abs(check.ratio - 1) <= tolerated ? 0 : 1;
}

async function readProvince(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new InputError(
      'province_file_missing',
      `${file} cannot be read (${messageOf(error)}); give --file a CSV file.`,
    );
  }
}

interface Timed {
  readonly seconds: number;
  readonly endOfPlatform: readonly number[];
}

function compared(predicted: Timed, measured: Timed): Prediction {
  const ratios = measured.endOfPlatform.map((end, index) => end / (predicted.endOfPlatform[index] ?? Number.NaN));
  return {
    predictedSeconds: rounded(predicted.seconds),
    measuredSeconds: rounded(measured.seconds),
    ratio: rounded(measured.seconds / predicted.seconds),
    meanPlatformRatio: rounded(ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length),
  };
}

function inWords(figures: {
  readonly platforms: number;
  readonly pages: number;
  readonly hours: number;
  readonly workers: number;
  readonly hoursWithOneWorker: number;
  readonly lastPlatform: string;
  readonly check: Prediction;
}): string {
  const { platforms, pages, hours, workers, hoursWithOneWorker, lastPlatform, check } = figures;
  const { predictedSeconds, measuredSeconds, ratio, meanPlatformRatio } = check;
  return [
    `${platforms} platforms, ${pages} pages: ${hours} hours with ${workers} workers (more would not help), ${hoursWithOneWorker} with one; last is ${lastPlatform}.\n`,
    `small run: predicted ${predictedSeconds} s, measured ${measuredSeconds} s, ratio ${ratio}, mean over platforms ${meanPlatformRatio}\n`,
  ].join('');
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
