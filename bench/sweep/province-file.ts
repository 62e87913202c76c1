import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { InputError, messageOf } from '../../contracts/errors.js';
import { type OffPeakWindow, parseOffPeakWindow } from '../../crawler/politeness/off-peak-window.js';

/** One platform as a plan sees it. */
export interface PlannedPlatform {
  readonly platform: string;
  /** To be fetched in one sweep, lists and details together. */
  readonly pages: number;
  readonly gapMilliseconds: number;
  /** Mean time from request to the end of the answer. */
  readonly responseSeconds: number;
  /** Share of its pages that need a browser, 0 to 1. */
  readonly browserShare: number;
  /** Requests that a page in the browser makes of the platform, its document included; each takes a turn of the pace. */
  readonly browserRequests: number;
  /** Absent: crawled all day. */
  readonly window?: OffPeakWindow;
}

/** Empty text is no number, although `Number('')` is one. */
const number = z
  .string()
  .trim()
  .regex(/^\d+(\.\d+)?$/, 'write a number')
  .transform(Number);
const line = z
  .strictObject({
    platform: z.string().trim().min(1),
    pages: number.pipe(z.int().min(1).max(10_000_000)),
    gapMilliseconds: number.pipe(z.int('write whole milliseconds').min(1).max(3_600_000)),
    responseSeconds: number.pipe(z.number().positive().max(300)),
    browserShare: number.pipe(z.number().max(1)),
    browserRequests: number.pipe(z.int().min(1).max(1000)),
    window: z.string().trim(),
  })
  .transform(({ window, ...rest }, context): PlannedPlatform => {
    if (window === '') return rest;
    try {
      return { ...rest, window: parseOffPeakWindow(window) };
    } catch (error) {
      context.addIssue({ code: 'custom', path: ['window'], message: messageOf(error) });
      return z.NEVER;
    }
  });

/**
 * Reads a province file: CSV in UTF-8 with the header
 * `platform,pages,gapMilliseconds,responseSeconds,browserShare,browserRequests,window`; lines that begin with `#` are left out.
 *
 * @param fileName for messages alone
 * @throws InputError `province_file_invalid` with one sentence that names file, line and column
 */
export function parseProvinceFile(text: string, fileName: string): PlannedPlatform[] {
  const platforms: PlannedPlatform[] = [];
  const known = new Set<string>();
  for (const { record, at } of records(text, fileName)) {
    const parsed = line.safeParse(record);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const column = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : issue?.path.join('.');
      throw invalid(`${fileName}, line ${at}: ${column} is not right (${issue?.message})`);
    }
    if (known.has(parsed.data.platform))
      throw invalid(`${fileName}, line ${at}: «${parsed.data.platform}» comes twice`);
    known.add(parsed.data.platform);
    platforms.push(parsed.data);
  }
  if (platforms.length === 0) throw invalid(`${fileName} holds no platform`);
  return platforms;
}

const parsedRecords = z.array(
  z.object({ record: z.record(z.string(), z.string()), info: z.object({ lines: z.int() }) }),
);

function records(text: string, fileName: string): { record: Record<string, string>; at: number }[] {
  try {
    const parsed: unknown = parse(text, { columns: true, bom: true, comment: '#', skip_empty_lines: true, info: true });
    return parsedRecords.parse(parsed).map(({ record, info }) => ({ record, at: info.lines }));
  } catch (error) {
    throw invalid(`${fileName} is not CSV that can be read (${messageOf(error)})`, error);
  }
}

function invalid(sentence: string, cause?: unknown): InputError {
  return new InputError('province_file_invalid', `${sentence}.`, { cause });
}
