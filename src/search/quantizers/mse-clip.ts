/** Intervals of magnitude that values are gathered in; the error of a clip is taken at their means. */
const bins = 256;
/** Clips tried, even steps up to the largest magnitude. */
const trials = 64;

/**
 * The clip alpha > 0 that makes the mean square error of alpha q(w / alpha) least, where q takes a magnitude to the nearest of `grid`
 * (rising, the last one 1) and keeps the sign; the lower one of two equally near. Even steps of alpha are tried, then the best is moved to
 * the optimum for its own codes, alpha = sum(|w| q) / sum(q^2), three times. Exact but for the gathering into 256 intervals.
 *
 *     mseClip(Float32Array.of(-3, -1, 1, 3), [1 / 3, 1]);   // 3
 */
export function mseClip(values: ArrayLike<number>, grid: readonly number[]): number {
  const { counts, means, largest } = gather(values);
  // Below the least normal magnitude nothing is left to quantize.
  if (largest < 1e-12) return 1e-12;
  const errorAt = (alpha: number): number => {
    let error = 0;
    eachNearest(means, alpha, grid, (bin, level) => (error += counts[bin]! * (means[bin]! - alpha * level) ** 2));
    return error;
  };
  let best = largest;
  let least = errorAt(best);
  const offer = (alpha: number): void => {
    const error = errorAt(alpha);
    if (error < least) [best, least] = [alpha, error];
  };
  for (let k = 1; k < trials; k++) offer((largest * k) / trials);
  for (let round = 0; round < 3; round++) {
    let [product, square] = [0, 0];
    eachNearest(means, best, grid, (bin, level) => {
      product += counts[bin]! * means[bin]! * level;
      square += counts[bin]! * level * level;
    });
    if (square > 0) offer(product / square);
  }
  return best;
}

/** Number and mean magnitude of the values in each interval; empty intervals are left out. */
function gather(values: ArrayLike<number>): { counts: number[]; means: number[]; largest: number } {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]!));
  const counts = new Float64Array(bins);
  const sums = new Float64Array(bins);
  const scale = largest > 0 ? bins / largest : 0;
  for (let i = 0; i < values.length; i++) {
    const magnitude = Math.abs(values[i]!);
    const bin = Math.min(bins - 1, Math.floor(magnitude * scale));
    counts[bin]!++;
    sums[bin]! += magnitude;
  }
  const filled = Array.from({ length: bins }, (_, bin) => bin).filter((bin) => counts[bin]! > 0);
  return { counts: filled.map((bin) => counts[bin]!), means: filled.map((bin) => sums[bin]! / counts[bin]!), largest };
}

/** Calls `visit` with each interval and the level nearest to its mean; both rise, so one walk over the levels serves all. */
function eachNearest(means: readonly number[], alpha: number, grid: readonly number[], visit: (bin: number, level: number) => void): void {
  let at = 0;
  means.forEach((mean, bin) => {
    const z = mean / alpha;
    while (at < grid.length - 1 && z > (grid[at]! + grid[at + 1]!) / 2) at++;
    visit(bin, grid[at]!);
  });
}

/** Magnitudes of the symmetric grid of b bits without a zero, 1/(2^b-1), 3/(2^b-1) ... 1. */
export function oddGrid(bits: number): number[] {
  const steps = 2 ** bits - 1;
  return Array.from({ length: 2 ** (bits - 1) }, (_, i) => (2 * i + 1) / steps);
}
