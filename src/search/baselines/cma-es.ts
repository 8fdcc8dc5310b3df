import type { RandomStream } from '../training/random-stream.js';

/**
 * Minimises a function of `dimension` numbers without gradients: CMA-ES with a diagonal covariance matrix (Ros and Hansen, A simple
 * modification in CMA-ES, PPSN 2008; constants of Hansen, The CMA evolution strategy: a tutorial, arXiv 1604.00772, table 1). Ask for a
 * generation, evaluate it, tell the values.
 *
 *     const search = new DiagonalCmaEs(start, 1, random);
 *     for (let i = 0; i < 50; i++) { const points = search.ask(); search.tell(points, points.map(f)); }
 */
export class DiagonalCmaEs {
  /** Points per generation. */
  readonly population: number;
  mean: number[];
  sigma: number;
  private readonly dimension: number;
  private readonly weights: readonly number[];
  private readonly variances: number[];
  private readonly evolution: number[];
  private readonly stepPath: number[];
  private generation = 0;

  constructor(
    start: readonly number[],
    sigma: number,
    private readonly random: RandomStream,
  ) {
    this.mean = [...start];
    this.sigma = sigma;
    this.dimension = start.length;
    this.population = 4 + Math.floor(3 * Math.log(this.dimension));
    const parents = Math.floor(this.population / 2);
    const raw = Array.from({ length: parents }, (_, i) => Math.log((this.population + 1) / 2) - Math.log(i + 1));
    const total = raw.reduce((a, b) => a + b, 0);
    this.weights = raw.map((weight) => weight / total);
    this.variances = start.map(() => 1);
    this.evolution = start.map(() => 0);
    this.stepPath = start.map(() => 0);
  }

  /** Points to evaluate: x = m + sigma D z with z standard normal, D the roots of the variances. */
  ask(): number[][] {
    return Array.from({ length: this.population }, () => this.mean.map((m, i) => m + this.sigma * Math.sqrt(this.variances[i]!) * this.random.normal()));
  }

  /** The values of the points that `ask` gave, in their order; smaller is better. */
  tell(points: readonly (readonly number[])[], values: readonly number[]): void {
    const n = this.dimension;
    const effective = 1 / this.weights.reduce((sum, weight) => sum + weight * weight, 0);
    const stepRate = (effective + 2) / (n + effective + 5);
    const damping = 1 + 2 * Math.max(0, Math.sqrt((effective - 1) / (n + 1)) - 1) + stepRate;
    const pathRate = (4 + effective / n) / (n + 4 + (2 * effective) / n);
    // A diagonal matrix has n entries to learn, not n^2: it may learn (n + 2) / 3 times as fast.
    const rankOne = Math.min(1, (((n + 2) / 3) * 2) / ((n + 1.3) ** 2 + effective));
    const rankMu = Math.min(1 - rankOne, (((n + 2) / 3) * 2 * (effective - 2 + 1 / effective)) / ((n + 2) ** 2 + effective));
    const expectedLength = Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));

    const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!).slice(0, this.weights.length);
    const steps = order.map((at) => points[at]!.map((x, i) => (x - this.mean[i]!) / this.sigma));
    const step = this.mean.map((_, i) => this.weights.reduce((sum, weight, k) => sum + weight * steps[k]![i]!, 0));
    this.generation++;
    this.mean = this.mean.map((m, i) => m + this.sigma * step[i]!);

    step.forEach((y, i) => (this.stepPath[i] = (1 - stepRate) * this.stepPath[i]! + Math.sqrt(stepRate * (2 - stepRate) * effective) * (y / Math.sqrt(this.variances[i]!))));
    const length = Math.sqrt(this.stepPath.reduce((sum, p) => sum + p * p, 0));
    const stalled = length / Math.sqrt(1 - (1 - stepRate) ** (2 * this.generation)) >= (1.4 + 2 / (n + 1)) * expectedLength;
    step.forEach((y, i) => (this.evolution[i] = (1 - pathRate) * this.evolution[i]! + (stalled ? 0 : Math.sqrt(pathRate * (2 - pathRate) * effective) * y)));
    const kept = 1 - rankOne - rankMu + (stalled ? rankOne * pathRate * (2 - pathRate) : 0);
    for (let i = 0; i < n; i++) {
      const spread = this.weights.reduce((sum, weight, k) => sum + weight * steps[k]![i]! ** 2, 0);
      this.variances[i] = kept * this.variances[i]! + rankOne * this.evolution[i]! ** 2 + rankMu * spread;
    }
    this.sigma *= Math.exp((stepRate / damping) * (length / expectedLength - 1));
  }
}
