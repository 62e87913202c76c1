import type { CountedText } from './counted-texts.js';

/** Texts of known class that a model is fitted on. */
export interface TrainingSet {
  readonly texts: readonly CountedText[];
  readonly rental: readonly boolean[];
  /** How many different features there are. */
  readonly size: number;
  /** Added to each count (Lidstone). */
  readonly smoothing: number;
}

/** Log odds of rental against genuine, both classes being equally frequent; for the complement model their like. */
export type Score = (text: CountedText) => number;
export type FitModel = (training: TrainingSet) => Score;

/** A feature in fewer texts of the training set is left out, as the classifier leaves it out. */
const leastTexts = 2;

/**
 * Multi-variate Bernoulli model (McCallum & Nigam 1998, section 2.1): whether a feature occurs. Features that a text does not hold speak too;
 * what all of them say together is a constant, from which each present one is taken back.
 */
export const fitBernoulli: FitModel = (training) => {
  const { textCounts, texts } = countByClass(training);
  const weights = new Float64Array(training.size);
  let absent = 0;
  for (let feature = 0; feature < training.size; feature++) {
    if (!isKept(textCounts, feature)) continue;
    const p = share(textCounts.rental[feature], texts.rental, training.smoothing, 2);
    const q = share(textCounts.genuine[feature], texts.genuine, training.smoothing, 2);
    weights[feature] = Math.log(p) - Math.log(q) - Math.log1p(-p) + Math.log1p(-q);
    absent += Math.log1p(-p) - Math.log1p(-q);
  }
  return ({ features }) => features.reduce((sum, feature) => sum + (weights[feature] ?? 0), absent);
};

/** Multinomial model (McCallum & Nigam 1998, section 2.2): how often a feature occurs among all. */
export const fitMultinomial: FitModel = (training) => {
  const { textCounts, featureCounts } = countByClass(training);
  const weights = new Float64Array(training.size);
  const kept = Array.from(weights.keys()).filter((feature) => isKept(textCounts, feature));
  const rental = total(featureCounts.rental, kept);
  const genuine = total(featureCounts.genuine, kept);
  for (const feature of kept) {
    const p = share(featureCounts.rental[feature], rental, training.smoothing, kept.length);
    const q = share(featureCounts.genuine[feature], genuine, training.smoothing, kept.length);
    weights[feature] = Math.log(p) - Math.log(q);
  }
  return weighted(weights);
};

/**
 * Complement naive Bayes with the transforms and weight normalisation of Rennie, Shih, Teevan & Karger 2003 (table 4, «TWCNB»): counts
 * damped by log(1 + n), weighted by inverse document frequency, scaled to texts of length 1; a class is estimated from the texts of the
 * other one, and its weights are divided by their sum. Without all this it would be the multinomial model, since of two classes each
 * is the other's complement.
 */
export const fitComplement: FitModel = (training) => {
  const { textCounts } = countByClass(training);
  const mass = { rental: new Float64Array(training.size), genuine: new Float64Array(training.size) };
  for (const [index, { features, counts }] of training.texts.entries()) {
    const values = Float64Array.from(features, (feature, i) => {
      if (!isKept(textCounts, feature)) return 0;
      const holders = (textCounts.rental[feature] ?? 0) + (textCounts.genuine[feature] ?? 0);
      return Math.log1p(counts[i] ?? 0) * Math.log(training.texts.length / holders);
    });
    const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
    if (length === 0) continue;
    const own = training.rental[index] === true ? mass.rental : mass.genuine;
    for (const [i, feature] of features.entries()) own[feature] = (own[feature] ?? 0) + (values[i] ?? 0) / length;
  }
  const kept = Array.from(mass.rental.keys()).filter((feature) => isKept(textCounts, feature));
  const normalised = (complement: Float64Array): Float64Array => {
    const all = total(complement, kept);
    const logs = new Float64Array(training.size);
    for (const feature of kept)
      logs[feature] = Math.log(share(complement[feature], all, training.smoothing, kept.length));
    const sum = logs.reduce((before, log) => before + Math.abs(log), 0);
    return sum === 0 ? logs : logs.map((log) => log / sum);
  };
  // The class whose complement explains the text least: that of genuine is the rental mass, and the other way round.
  const [ofRental, ofGenuine] = [normalised(mass.genuine), normalised(mass.rental)];
  return weighted(ofGenuine.map((weight, feature) => weight - (ofRental[feature] ?? 0)));
};

interface ByClass<Value> {
  readonly rental: Value;
  readonly genuine: Value;
}

/** How many texts of each class there are, how many of them hold a feature, and how often they hold it in all. */
function countByClass({ texts, rental, size }: TrainingSet): {
  texts: ByClass<number>;
  textCounts: ByClass<Float64Array>;
  featureCounts: ByClass<Float64Array>;
} {
  const textCounts = { rental: new Float64Array(size), genuine: new Float64Array(size) };
  const featureCounts = { rental: new Float64Array(size), genuine: new Float64Array(size) };
  for (const [index, { features, counts }] of texts.entries()) {
    const label = rental[index] === true ? 'rental' : 'genuine';
    for (const [i, feature] of features.entries()) {
      textCounts[label][feature] = (textCounts[label][feature] ?? 0) + 1;
      featureCounts[label][feature] = (featureCounts[label][feature] ?? 0) + (counts[i] ?? 0);
    }
  }
  const rentals = rental.filter(Boolean).length;
  return { texts: { rental: rentals, genuine: texts.length - rentals }, textCounts, featureCounts };
}

function isKept(textCounts: ByClass<Float64Array>, feature: number): boolean {
  return (textCounts.rental[feature] ?? 0) + (textCounts.genuine[feature] ?? 0) >= leastTexts;
}

function share(count = 0, of: number, smoothing: number, outcomes: number): number {
  return (count + smoothing) / (of + outcomes * smoothing);
}

function total(values: Float64Array, features: readonly number[]): number {
  return features.reduce((sum, feature) => sum + (values[feature] ?? 0), 0);
}

/** Each feature counts as often as the text holds it. */
function weighted(weights: Float64Array): Score {
  return ({ features, counts }) =>
    features.reduce((sum, feature, i) => sum + (weights[feature] ?? 0) * (counts[i] ?? 0), 0);
}
