import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { InputError, messageOf } from '../../contracts/errors.js';
import { featuresOf } from '../features.js';
import { type ReleaseContents, releaseContents } from './schema.js';

/** A release with its identifier; `bytes` are its contents exactly as stored. */
export interface Release {
  readonly id: string;
  readonly contents: ReleaseContents;
  readonly bytes: Uint8Array;
}

/** @throws InputError when the file cannot be read, is of another code version or does not fit together. */
export function readRelease(file: string): Release {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new InputError('release_missing', `The classifier release ${file} cannot be read: ${messageOf(error)}`, {
      cause: error,
    });
  }
  return parseRelease(bytes, file);
}

export function parseRelease(bytes: Uint8Array, where: string): Release {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new InputError('release_invalid', `The classifier release ${where} is no JSON: ${messageOf(error)}`, {
      cause: error,
    });
  }
  const parsed = releaseContents.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new InputError(
      'release_invalid',
      `The classifier release ${where} is not usable at ${issue?.path.join('.')}: ${issue?.message}`,
    );
  }
  const contents = parsed.data;
  const names = featuresOf(contents.lexicon).map(({ name }) => name);
  const fits =
    names.length === contents.features.length &&
    names.every((name, i) => name === contents.features[i]) &&
    contents.logistic.weights.length === names.length &&
    contents.ngramLogistic.weights.length === contents.bayes.ngrams.length;
  if (!fits) {
    throw new InputError(
      'release_invalid',
      `The classifier release ${where} does not fit together: its weights are for other features than its lexicon's; train it anew.`,
    );
  }
  return { id: `${contents.name}-${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}`, contents, bytes };
}
