/** A difference as people read it: with its sign, and none where it is shown as zero. */
export function signedText(value: number, text: (value: number) => string): string {
  const magnitude = text(Math.abs(value));
  if (magnitude === text(0)) return magnitude;
  return `${value > 0 ? '+' : '−'}${magnitude}`;
}
