/**
 * Rounds to the nearest integer, halves to the even neighbour: 0.5 -> 0, 1.5 -> 2, -0.5 -> 0, -1.5 -> -2. Exact for every finite number;
 * never -0. (`Math.round` takes halves up and must not be used.)
 */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const fraction = value - floor;
  if (fraction < 0.5) return floor + 0;
  if (fraction > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor + 0 : floor + 1;
}
