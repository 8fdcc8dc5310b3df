/**
 * lambda, the weight of the cost in L + lambda max(0, E[C] / target - 1), steered so that the user gives a target and not a lambda.
 * During warm-up 0 (strengths do not move either); then ramped up, because all layers fall to one bit and climb back late when it acts
 * at once; after the ramp half as much again in every epoch that ends more than 2 % above the target, a fifth less in every one that
 * ends more than 10 % below.
 */
export class CostWeight {
  /** Value at the end of the ramp. Part of the state to save. */
  base = 2;

  constructor(
    private readonly warmUpEpochs: number,
    private readonly rampEpochs: number,
  ) {}

  /** lambda at `epoch`, counted from 0 with fractions. */
  at(epoch: number): number {
    return this.base * Math.min(1, Math.max(0, (epoch - this.warmUpEpochs) / this.rampEpochs));
  }

  /** To be called at the end of each epoch with E[C] / target. */
  steer(epoch: number, ratio: number): void {
    if (epoch < this.warmUpEpochs + this.rampEpochs) return;
    if (ratio > 1.02) this.base *= 1.5;
    else if (ratio < 0.9) this.base *= 0.8;
  }
}
