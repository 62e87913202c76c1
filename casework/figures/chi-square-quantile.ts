/**
 * The value that a chi-square variable stays below with probability `p`, by bisection on its distribution function. Degrees of freedom
 * need not be whole.
 *
 * @throws RangeError unless 0 < p < 1 and there are more than 0 degrees of freedom
 */
export function chiSquareQuantile(p: number, degrees: number): number {
  if (!(p > 0 && p < 1 && degrees > 0)) throw new RangeError(`there is no ${p} quantile of chi-square with ${degrees}`);
  let low = 0;
  let high = Math.max(degrees, 1);
  while (lowerGamma(degrees / 2, high / 2) < p) high *= 2;
  for (let step = 0; step < 200 && high - low > 1e-12 * high; step++) {
    const middle = (low + high) / 2;
    if (lowerGamma(degrees / 2, middle / 2) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The regularised incomplete gamma function P(a, x): series below a + 1, continued fraction above (Press et al., Numerical Recipes, 6.2). */
function lowerGamma(a: number, x: number): number {
  if (x <= 0) return 0;
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < 10_000 && term > sum * 1e-16; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return scale * sum;
  }
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < 10_000; n++) {
    const factor = -n * (n - a);
    b += 2;
    d = 1 / atLeast(tiny, factor * d + b);
    c = atLeast(tiny, b + factor / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return 1 - scale * fraction;
}

const atLeast = (tiny: number, value: number): number => (Math.abs(value) < tiny ? tiny : value);

/** Stirling's series (Abramowitz & Stegun 6.1.41), after moving up to where it is exact to double precision. */
function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  while (z < 12) {
    shift -= Math.log(z);
    z += 1;
  }
  const inverse = 1 / (z * z);
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188)))) / z;
  return shift + (z - 0.5) * Math.log(z) - z + Math.log(2 * Math.PI) / 2 + series;
}
