import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseRelease, readRelease } from '../../../classifier/release/read-release.js';
import { InputError } from '../../../contracts/errors.js';
import { committedRelease, projectFile } from '../labelled-postings.js';

const file = committedRelease;
const bytes = readFileSync(file);
const { contents } = readRelease(file);
const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

function refusal(content: Uint8Array): string {
  try {
    parseRelease(content, 'some/release.json');
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    const message = error instanceof Error ? error.message : '';
    expect(message).toContain('some/release.json');
    expect(message).not.toContain('\n');
    return message;
  }
  return expect.unreachable('The release was taken.');
}

describe('readRelease', () => {
  it('names a release by its name and what it holds', () => {
    const release = readRelease(file);
    expect(release.id).toMatch(/^2026\.11\.4-[0-9a-f]{12}$/);
    expect(Buffer.from(release.bytes).equals(bytes)).toBe(true);
    expect(parseRelease(encode({ ...contents, prior: 0.2 }), file).id).not.toBe(release.id);
  });

  it('refuses one of another code version', () => {
    expect(refusal(encode({ ...contents, codeVersion: contents.codeVersion + 1 }))).toContain('codeVersion');
  });

  it.each<[string, Uint8Array]>([
    ['that is empty', new Uint8Array()],
    ['that is cut off', bytes.subarray(0, 5000)],
    ['that is no UTF-8', Uint8Array.from([...encode({ name: 'x' }), 0xff])],
    ['that is no object', encode([])],
    ['that is null', encode(null)],
    ['of bytes that are no JSON', Uint8Array.from({ length: 256 }, (_, index) => index)],
  ])('refuses a file %s', (_what, content) => {
    refusal(content);
  });

  it('refuses one with its bytes garbled, or gives what still is a release', () => {
    const { id } = readRelease(file);
    for (let at = 7; at < bytes.length; at += 29_989) {
      const garbled = Uint8Array.from(bytes);
      garbled[at] = 0x7d;
      try {
        expect(parseRelease(garbled, file).id).not.toBe(id);
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
      }
    }
  });

  it.each<[string, object, string]>([
    ['an unknown key', { extra: 1 }, '"extra"'],
    ['a name with a slash', { name: '../x' }, 'name'],
    ['a prior of nothing', { prior: 0 }, 'prior'],
    ['a threshold above one', { thresholds: { flagged: 1.5, borderline: 0.1 } }, 'thresholds.flagged'],
    ['a weight too few', { logistic: { ...contents.logistic, weights: [1] } }, 'fit together'],
    ['features in another order', { features: [...contents.features].reverse() }, 'fit together'],
    ['a column of counts too short', { bayes: { ...contents.bayes, rentalCounts: [] } }, 'bayes'],
    ['n-grams out of order', { bayes: { ...contents.bayes, ngrams: [...contents.bayes.ngrams].reverse() } }, 'bayes'],
    ['counts above the number of rental documents', { bayes: { ...contents.bayes, rentalDocuments: 1 } }, 'bayes'],
    ['counts above the number of genuine documents', { bayes: { ...contents.bayes, genuineDocuments: 1 } }, 'bayes'],
    ['documents of one class only', { bayes: { ...contents.bayes, rentalDocuments: 0 } }, 'bayes.rentalDocuments'],
  ])('refuses %s', (_what, change, place) => {
    expect(refusal(encode({ ...contents, ...change }))).toContain(place);
  });

  it('refuses a file that is not there, with its path', () => {
    const nowhere = projectFile('classifier/releases/none/release.json');
    expect(() => readRelease(nowhere)).toThrow(InputError);
    expect(() => readRelease(nowhere)).toThrow(nowhere);
  });
});
