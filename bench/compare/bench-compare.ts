import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { projectFolder } from '../../cli/project-folder.js';
import type { ExitCode } from '../../cli/run-command.js';
import { FatalError } from '../../contracts/errors.js';
import { inventPeople } from '../../fixtures/registers/invent-people.js';
import { demand } from '../demand.js';
import { type RegisterFiles, writeRegisters } from './write-registers.js';

/** People, of whom each register has a million rows. */
const usual = 985_000;

export interface CompareFigures {
  readonly seconds: number;
  readonly peakMegabytes: number;
  readonly coreutilsSeconds: number;
  /** The bare join's time over ours: 1 where we are as fast. */
  readonly ratioToCoreutils: number;
  /** People with a planted mismatch that was not found. */
  readonly missed: number;
  /** Honest people who were accused, and people with a proven exception or in doubt. */
  readonly accused: number;
}

/** `npm run bench -- compare [--json]`. Exit 1 when somebody was missed or accused. */
export async function benchCompare({ json }: { json: boolean }): Promise<ExitCode> {
  const figures = await measureCompare(usual, (line) => process.stderr.write(`bench: ${line}\n`));
  process.stdout.write(
    json
      ? `${JSON.stringify(figures)}\n`
      : `${figures.seconds} s, ${figures.peakMegabytes} MB; sort and join alone take ${figures.coreutilsSeconds} s (${figures.ratioToCoreutils}); ${figures.missed} missed, ${figures.accused} accused\n`,
  );
  return figures.missed === 0 && figures.accused === 0 ? 0 : 1;
}

/** The command as installed, over invented registers of which the truth is known, beside `sort` and `join` of the same files. */
export async function measureCompare(people: number, tell: (line: string) => void): Promise<CompareFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'guazheng-bench-'));
  try {
    const files = await writeRegisters(folder, people);
    tell('the registers are written');
    const coreutilsSeconds = await bareJoin(files);
    tell(`sort and join took ${coreutilsSeconds.toFixed(1)} s`);
    const out = join(folder, 'leads.jsonl');
    const { seconds, megabytes, counts } = await runCompare(files, out);
    tell(`compare took ${seconds.toFixed(1)} s for ${counts.registrations} × ${counts.insurance} rows`);
    const { missed, accused } = await judge(people, files, out);
    return {
      ...{ seconds: rounded(seconds), peakMegabytes: megabytes, coreutilsSeconds: rounded(coreutilsSeconds) },
      ...{ ratioToCoreutils: rounded(coreutilsSeconds / seconds), missed, accused },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the comparison cannot do without: both files in the order of their identity numbers, and the pairs that agree in it. */
async function bareJoin({ registrations, insurance }: RegisterFiles): Promise<number> {
  const began = performance.now();
  const sorted = [registrations, insurance].map((file) => `${file}.sorted`);
  for (const [index, file] of [registrations, insurance].entries())
    await run('sort', ['-t,', '-k2,2', '-o', sorted[index] ?? '', file], { LC_ALL: 'C' });
  const joined = await run('sh', ['-c', 'join -t, -1 2 -2 2 "$0" "$1" | wc -l', ...sorted], { LC_ALL: 'C' });
  demand(Number(joined.stdout) > 0, 'sort and join found nothing');
  return (performance.now() - began) / 1000;
}

const answer = z.object({ registrations: z.number(), insurance: z.number(), mismatches: z.number() });

async function runCompare(files: RegisterFiles, out: string) {
  const atExit =
    'process.on("exit", () => process.stderr.write("\\nmaxRSS " + process.resourceUsage().maxRSS + "\\n"))';
  const began = performance.now();
  const words = ['--registrations', files.registrations, '--insurance', files.insurance];
  const { stdout, stderr } = await run(
    process.execPath,
    [
      ...['--import', `data:text/javascript,${encodeURIComponent(atExit)}`],
      ...[join(projectFolder(), 'dist', 'cli', 'main.js'), 'compare', ...words],
      ...['--exceptions', files.exceptions, '--out', out, '--until', '2026-03-01', '--json'],
    ],
    {},
  );
  const seconds = (performance.now() - began) / 1000;
  const kilobytes = Number(/^maxRSS (\d+)$/m.exec(stderr)?.[1]);
  const counts = answer.parse(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? ''));
  return { seconds, megabytes: Math.round((kilobytes * 1024) / 1e6), counts };
}

const lead = z.object({ kind: z.string(), registrations: z.array(z.object({ line: z.number() })).min(1) });

/** Whom the leads accuse, found by the line of their registration, against what is true of them. */
async function judge(people: number, files: RegisterFiles, out: string): Promise<{ missed: number; accused: number }> {
  const accusedLines = new Set<number>();
  for await (const written of createInterface({ input: createReadStream(out) })) {
    const { kind, registrations } = lead.parse(JSON.parse(written));
    if (kind === 'mismatch') accusedLines.add(registrations[0]?.line ?? 0);
  }
  const found = new Set<string>();
  let line = 0;
  for await (const row of createInterface({ input: createReadStream(files.registrations) })) {
    line++;
    if (accusedLines.has(line)) found.add(row.split(',')[1] ?? '');
  }
  let missed = 0;
  for (const { identityNumber, truth } of inventPeople(people))
    if (truth === 'mismatch' && !found.delete(identityNumber)) missed++;
  return { missed, accused: found.size };
}

async function run(command: string, words: readonly string[], env: Record<string, string>) {
  const child = spawn(command, words, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '', ...env },
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code !== 0) throw new FatalError('bench_failed', `${command} ended with ${code}: ${stderr.slice(-500)}`);
  return { stdout, stderr };
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
