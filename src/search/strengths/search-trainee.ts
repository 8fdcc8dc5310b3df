import type { CostTable } from '../../sim/cycles/cost-table.js';
import { layerBits, networkCycles } from '../cost/assignment.js';
import type { LabelledImages } from '../data/dataset.js';
import { foldSize, holdOut } from '../data/folds.js';
import type { MetaNetwork, VariableValues } from '../graph/meta-network.js';
import { percent } from '../run/progress.js';
import type { EpochRecord, Trainee } from '../run/stage.js';
import { restoreVariables, saveVariables } from '../run/variable-state.js';
import { Adam } from '../training/adam.js';
import { type Batch, batchCount, trainingBatches } from '../training/batches.js';
import { checkLoss, type TrainingEpoch, type TrainingSettings } from '../training/network-trainee.js';
import { cosineRate, Nesterov } from '../training/nesterov.js';
import type { RandomStream } from '../training/random-stream.js';
import { initialRate, trainedVariables, weightStep } from '../training/weight-step.js';
import { CostWeight } from './cost-weight.js';
import { expectedCycles } from './expected-cycles.js';
import { searchSchedule, type SearchSchedule } from './search-schedule.js';
import { strengthStep } from './strength-step.js';
import { gumbel } from './gumbel-noise.js';
import type { OperandShares, PerOperand, Strengths } from './strengths.js';

/** How the strengths learn. */
export interface SearchMethod {
  /** EBS-Det: plain softmax. EBS-Sto: Gumbel-softmax, a fresh sample for every step of weights and of strengths. */
  readonly kind: 'det' | 'sto';
  /** Adam's rates after the warm-up. */
  readonly rates: PerOperand;
  /** Of the training images; the strengths learn on one in each epoch, in turn. */
  readonly folds: number;
}

/** What the search reports of each epoch. The gap between the two costs is the surprise at discretisation. */
export interface SearchEpoch extends TrainingEpoch {
  /** Mean loss on the strengths' fold; `loss` and `accuracy` are those of the weights' images. */
  readonly strengthLoss: number;
  readonly expectedCycles: number;
  /** Cycles of the network of the greatest strengths. */
  readonly argmaxCycles: number;
  readonly target: number;
  readonly lambda: number;
  readonly temperature: number;
  /** Bits of the network of the greatest strengths, `8x8 3x2 ...`, weights x activations per layer. */
  readonly bits: string;
  /** Shares of all candidates: at this temperature (EBS-Det), or the probabilities that samples are drawn with (EBS-Sto). */
  readonly strengths: readonly OperandShares[];
}

/**
 * EBS (arXiv 2003.07577), bilevel and first order: in each epoch the strengths learn on one fold of the data, weights, clips and batch norm on all
 * others, in alternate steps. The folds take turns, so that weights and strengths see all images in the end.
 */
export class SearchTrainee implements Trainee {
  /** Of the weights; and of the strengths, spread evenly among them. */
  readonly stepsPerEpoch: number;
  private readonly strengthSteps: number;
  private readonly nesterov: Nesterov;
  private readonly adam: Adam;
  private readonly costWeight: CostWeight;
  private readonly schedule: SearchSchedule;

  constructor(
    readonly network: MetaNetwork,
    readonly strengths: Strengths,
    readonly random: RandomStream,
    private readonly table: CostTable,
    private readonly target: number,
    private readonly settings: TrainingSettings,
    private readonly method: SearchMethod,
  ) {
    const fold = foldSize(settings.data, method.folds);
    this.stepsPerEpoch = batchCount({ count: settings.data.count - fold }, settings.batchSize);
    this.strengthSteps = batchCount({ count: fold }, settings.batchSize);
    this.schedule = searchSchedule(settings.epochs);
    this.nesterov = new Nesterov(trainedVariables(network, { kind: 'quantized' }));
    this.adam = new Adam(strengths.variables());
    this.costWeight = new CostWeight(this.schedule.warmUpEpochs, this.schedule.rampEpochs);
  }

  *epoch(epoch: number): Generator<void, SearchEpoch> {
    const { epochs, batchSize, teacher } = this.settings;
    const noise = this.method.kind === 'sto' ? () => gumbel(this.random) : undefined;
    const tally = { right: 0 };
    let [loss, strengthLoss, strengthSteps, step, rate] = [0, 0, 0, 0, 0];
    const { heldOut, others } = holdOut(this.settings.data, this.method.folds, epoch);
    const strengthBatches = this.batches(heldOut);
    for (const batch of this.batches(others)) {
      const time = epoch + step / this.stepsPerEpoch;
      const temperature = this.schedule.temperature(time);
      rate = cosineRate(initialRate, time / epochs);
      loss += weightStep(this.network, this.nesterov, batch, this.strengths.precision(temperature, 'constant', noise), rate, tally, teacher);
      batch.images.dispose();
      const due = (steps: number): number => Math.floor((steps * this.strengthSteps) / this.stepsPerEpoch);
      for (let k = due(step); k < due(step + 1); k++) {
        const { images, labels } = strengthBatches.next().value as Batch;
        if (time >= this.schedule.warmUpEpochs && this.adam.variables.length > 0) {
          const objective = { table: this.table, target: this.target, lambda: this.costWeight.at(time), temperature, noise };
          strengthLoss += strengthStep(this.network, this.strengths, this.adam, { images, labels }, objective, this.rates(time));
          strengthSteps++;
        }
        images.dispose();
      }
      step++;
      yield;
    }
    const learnt = { loss: checkLoss(loss / step), accuracy: tally.right / (step * batchSize), rate };
    return this.report(epoch, learnt, strengthSteps === 0 ? 0 : checkLoss(strengthLoss / strengthSteps));
  }

  tensors(): VariableValues {
    return new Map([
      ...saveVariables('network', this.network.all()),
      ...saveVariables('velocity', this.nesterov.tensors()),
      ...saveVariables('strength', this.strengths.variables()),
      ...saveVariables('moment', this.adam.tensors()),
    ]);
  }

  scalars(): Record<string, number> {
    return { adamSteps: this.adam.steps, lambdaBase: this.costWeight.base };
  }

  restore(tensors: VariableValues, scalars: Readonly<Record<string, number>>): void {
    restoreVariables('network', this.network.all(), tensors);
    restoreVariables('velocity', this.nesterov.tensors(), tensors);
    restoreVariables('strength', this.strengths.variables(), tensors);
    restoreVariables('moment', this.adam.tensors(), tensors);
    this.adam.steps = scalars['adamSteps']!;
    this.costWeight.base = scalars['lambdaBase']!;
  }

  describe(record: EpochRecord): string {
    const { loss, accuracy, expectedCycles: expected, argmaxCycles, target, lambda, bits } = record as SearchEpoch;
    return `loss ${loss.toFixed(4)}  accuracy ${percent(accuracy)}  cycles expected ${Math.round(expected)}, argmax ${argmaxCycles}, target ${target}  lambda ${lambda.toFixed(2)}  bits ${bits}`;
  }

  /** Disposes of the network and the strengths too. */
  dispose(): void {
    this.nesterov.dispose();
    this.adam.dispose();
    this.network.dispose();
    this.strengths.dispose();
  }

  private batches(data: LabelledImages): Generator<Batch> {
    const { batchSize, augmentation } = this.settings;
    return trainingBatches(data, this.network.model.inputShape, batchSize, augmentation, this.random);
  }

  /** By the names of the strengths, `weights.conv2` and `maps.conv1`. */
  private rates(time: number): (name: string) => number {
    return (name) => this.schedule.strengthRate(time, this.method.rates[name.startsWith('weights.') ? 'weights' : 'maps']);
  }

  private report(epoch: number, learnt: TrainingEpoch, strengthLoss: number): SearchEpoch {
    const { model } = this.network;
    const temperature = this.schedule.temperature(epoch + 1);
    const shareTemperature = this.method.kind === 'sto' ? 1 : temperature;
    const expected = expectedCycles(model, this.strengths.precision(shareTemperature, 'constant'), this.table);
    const lambda = this.costWeight.at(epoch + 1);
    this.costWeight.steer(epoch + 1, expected / this.target);
    const argmax = this.strengths.argmax();
    return {
      ...learnt,
      strengthLoss,
      expectedCycles: expected,
      argmaxCycles: networkCycles(model, argmax, this.table),
      target: this.target,
      lambda,
      temperature,
      bits: layerBits(model, argmax).map(({ weightBits, activationBits }) => `${weightBits}x${activationBits}`).join(' '),
      strengths: this.strengths.allShares(shareTemperature),
    };
  }
}
