/**
 * An upper estimate of the largest eigenvalue of a symmetric, positive semi-definite matrix that is only known by what it does to a
 * vector (power iteration; Golub & Van Loan, Matrix Computations, §8.2), with a tenth more: a gradient step must not exceed its inverse.
 */
export function largestEigenvalue(size: number, apply: (vector: Float64Array) => Float64Array): number {
  // Uneven, lest it stand at a right angle to the vector that is looked for.
  let vector = Float64Array.from({ length: size }, (_, i) => 1 + ((i * 7919) % 101) / 101);
  let norm = 0;
  for (let n = 0; n < 12; n++) {
    const product = apply(vector);
    let square = 0;
    for (const value of product) square += value * value;
    norm = Math.sqrt(square);
    if (norm === 0) return 1;
    vector = product.map((value) => value / norm);
  }
  return norm * 1.1;
}
