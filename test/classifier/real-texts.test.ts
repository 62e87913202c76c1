import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createJudge } from '../../classifier/judge.js';
import { readRelease } from '../../classifier/release/read-release.js';
import { committedRelease, projectFile, readLabelledFile } from './labelled-postings.js';

/** Real postings: they have no licence and stay outside the repository. */
const folder = resolve(projectFile('.'), '../shared/data');
const genuineFile = resolve(folder, 'genuine-dev.jsonl');
const rentalFile = resolve(folder, 'rental-dev.jsonl');
const missing = !existsSync(genuineFile) || !existsSync(rentalFile);
if (missing) console.warn(`Skipped: the real postings in ${folder} are not there; nothing is said of real texts.`);

describe.skipIf(missing)('real postings, kept outside the repository', () => {
  const judge = createJudge(readRelease(committedRelease));
  const flaggedIn = (file: string): { flagged: number; rows: number } => {
    const rows = readLabelledFile(file);
    return { flagged: rows.filter((row) => judge(row).verdict.band === 'flagged').length, rows: rows.length };
  };

  it('that are genuine are flagged at most twice in a thousand', () => {
    const { flagged, rows } = flaggedIn(genuineFile);
    expect(rows).toBeGreaterThan(1000);
    expect(flagged / rows).toBeLessThanOrEqual(0.002);
  });

  it('that rent credentials are flagged at least ten times in twelve', () => {
    const { flagged, rows } = flaggedIn(rentalFile);
    expect(rows).toBeGreaterThanOrEqual(12);
    expect(flagged / rows).toBeGreaterThanOrEqual(10 / 12);
  });
});
