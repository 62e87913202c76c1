import { describe, expect, it } from 'vitest';
import { measure } from '../../classifier/evaluate/metrics.js';
import { createJudge } from '../../classifier/judge.js';
import { readRelease } from '../../classifier/release/read-release.js';
import { postingFingerprint } from '../../classifier/train/fingerprint.js';
import { committedRelease, readFrozenPostings, readLabelledPostings } from './labelled-postings.js';

const release = readRelease(committedRelease);
const frozen = readFrozenPostings();

describe('the frozen postings', () => {
  it('are about one in six of all, and no training has read them', () => {
    const labelled = readLabelledPostings();
    expect(frozen.length / (frozen.length + labelled.length)).toBeGreaterThan(0.12);
    const seen = new Set([...release.contents.trainedOn, ...labelled.map(postingFingerprint)]);
    expect(frozen.filter((posting) => seen.has(postingFingerprint(posting)))).toEqual([]);
  });

  it('are judged as well as the model card says, and seldom falsely flagged', () => {
    const judge = createJudge(release);
    const { recall, falsePositiveRate } = measure(
      frozen.map((row) => {
        const { band, probability } = judge(row).verdict;
        return { rental: row.label === 'rental', flagged: band === 'flagged', probability, slice: row.slice ?? '' };
      }),
    );
    expect(recall).toBeGreaterThanOrEqual(0.9);
    expect(falsePositiveRate).toBeLessThanOrEqual(0.02);
  });
});
