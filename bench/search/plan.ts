import type { PlannedRun } from '../../src/cli/jobs/run-pool.js';

/** Searches at several targets and seeds on one data set, as one sweep. */
export interface Experiment {
  readonly name: 'mnist' | 'cifar10';
  readonly title: string;
  readonly targets: readonly string[];
  readonly seeds: readonly number[];
  /** Words for `bitloom search`. */
  readonly parameters: readonly string[];
}

export interface PlanOptions {
  /** Folders of the data; without one the drawn digits stand in for it, which only `quick` may. */
  readonly mnist: string | undefined;
  readonly cifar10: string | undefined;
  /** Sizes that prove the code and no figure. */
  readonly quick: boolean;
}

/**
 * (a) MNIST: all ways to settle bits at three budgets and three seeds; below half of W4A4, because above it all networks are as good as the float
 * one. (b) CIFAR-10: ResNet-8 of half the width at the budget of W2A3, which lies between the square uniform networks. In both every contestant
 * starts from one float network per seed and trains for as many epochs in all.
 */
export function experiments({ mnist, cifar10, quick }: PlanOptions): Experiment[] {
  const tiny = ['--train', '160', '--test', '80', '--batch-size', '20', '--float-epochs', '1', '--epochs', '2', '--retrain-epochs', '1', '--evaluations', '12'];
  return [
    {
      name: 'mnist', title: mnist === undefined ? 'drawn digits in place of MNIST' : 'MNIST (8k of the test file), digits model',
      targets: quick ? ['0.5x-w4a4'] : ['0.25x-w4a4', '0.35x-w4a4', '0.5x-w4a4'], seeds: quick ? [1, 2] : [1, 2, 3],
      parameters: ['--data', mnist === undefined ? 'digits' : `mnist:${mnist}`, '--model', 'digits', '--baselines', '2', '--rivals', 'random,sensitivity,evolution',
        ...(quick ? tiny : ['--float-epochs', '4', '--epochs', '6', '--retrain-epochs', '8'])],
    },
    {
      name: 'cifar10', title: cifar10 === undefined ? 'drawn digits in place of CIFAR-10, ResNet-8' : 'CIFAR-10 (JPEG, 20k), ResNet-8 with 8, 16 and 32 channels',
      targets: ['1x-w2a3'], seeds: quick ? [1] : [1, 2, 3],
      parameters: ['--data', cifar10 === undefined ? 'digits' : `cifar10:${cifar10}`, '--model', 'resnet8', '--width', quick ? '4' : '8', '--baselines', '2', '--rivals', 'random',
        ...(quick ? tiny : ['--float-epochs', '6', '--epochs', '7', '--retrain-epochs', '11'])],
    },
  ];
}

/** One run per target and seed. `verilator`: whether the chosen network is run on Verilator too. */
export function plannedRuns({ name, targets, seeds, parameters }: Experiment, images: number, verilator: boolean): PlannedRun[] {
  return targets.flatMap((target) => seeds.map((seed) => ({
    name: `${name}-${target}-s${seed}`,
    parameters: ['--target', target, '--seed', String(seed), ...parameters],
    verification: ['--images', String(images), ...(verilator ? [] : ['--no-verilator'])],
  })));
}
