import { createHash } from 'node:crypto';
import { featuresOf } from '../../classifier/features.js';
import type { Lexicon } from '../../classifier/lexicon/schema.js';
import type { Release } from '../../classifier/release/read-release.js';

/**
 * A release as it would judge with an edited lexicon before any new training: rules that it knows keep their trained weights, new ones have
 * the expert's weight. The same release where the lexicon is the one that it was trained with.
 */
export function releaseWithLexicon(release: Release, lexicon: Lexicon): Release {
  const { contents } = release;
  if (JSON.stringify(contents.lexicon) === JSON.stringify(lexicon)) return release;
  const trained = new Map(contents.features.map((name, index) => [name, contents.logistic.weights[index] ?? 0]));
  const features = featuresOf(lexicon);
  const weights = features.map(({ name, weight }) => trained.get(name) ?? weight);
  const names = features.map(({ name }) => name);
  const edited = { ...contents, lexicon, features: names, logistic: { ...contents.logistic, weights } };
  const digest = createHash('sha256').update(JSON.stringify(lexicon)).digest('hex').slice(0, 8);
  return { ...release, id: `${release.id}+lexicon.${digest}`, contents: edited };
}
