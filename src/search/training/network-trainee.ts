import type { LabelledImages } from '../data/dataset.js';
import type { Precision } from '../graph/forward.js';
import type { MetaNetwork, VariableValues } from '../graph/meta-network.js';
import { percent } from '../run/progress.js';
import type { EpochRecord, Trainee } from '../run/stage.js';
import { restoreVariables, saveVariables } from '../run/variable-state.js';
import { type Augmentation, batchCount, trainingBatches } from './batches.js';
import { cosineRate, Nesterov } from './nesterov.js';
import type { RandomStream } from './random-stream.js';
import type { Teacher } from './teacher.js';
import { initialRate, trainedVariables, weightStep } from './weight-step.js';

export interface TrainingSettings {
  readonly data: LabelledImages;
  readonly batchSize: number;
  readonly augmentation: Augmentation;
  readonly epochs: number;
  /** Absent: the labels alone teach. */
  readonly teacher?: Teacher | undefined;
}

/** What training reports of each epoch, all on the training images while they were learnt: they move, and so do the weights. */
export interface TrainingEpoch extends EpochRecord {
  /** Mean over the steps. */
  readonly loss: number;
  /** Share predicted rightly, 0..1. */
  readonly accuracy: number;
  /** Learning rate of the weights in the last step. */
  readonly rate: number;
}

/** Training at one precision: the float reference, uniform networks and the retraining of the searched one, all by the same code. */
export class NetworkTrainee implements Trainee {
  readonly stepsPerEpoch: number;
  private readonly optimizer: Nesterov;

  constructor(
    readonly network: MetaNetwork,
    /** The same in every step, or drawn for each: then it is a quantized one. */
    private readonly precision: Precision | (() => Precision),
    readonly random: RandomStream,
    private readonly settings: TrainingSettings,
  ) {
    this.stepsPerEpoch = batchCount(settings.data, settings.batchSize);
    this.optimizer = new Nesterov(trainedVariables(network, typeof precision === 'function' ? { kind: 'quantized' } : precision));
  }

  *epoch(epoch: number): Generator<void, TrainingEpoch> {
    const { data, batchSize, augmentation, epochs, teacher } = this.settings;
    const tally = { right: 0 };
    let [loss, step, rate] = [0, 0, 0];
    for (const batch of trainingBatches(data, this.network.model.inputShape, batchSize, augmentation, this.random)) {
      rate = cosineRate(initialRate, (epoch + step / this.stepsPerEpoch) / epochs);
      loss += weightStep(this.network, this.optimizer, batch, typeof this.precision === 'function' ? this.precision() : this.precision, rate, tally, teacher);
      batch.images.dispose();
      step++;
      yield;
    }
    return { loss: checkLoss(loss / step), accuracy: tally.right / (step * batchSize), rate };
  }

  tensors(): VariableValues {
    return new Map([...saveVariables('network', this.network.all()), ...saveVariables('velocity', this.optimizer.tensors())]);
  }

  scalars(): Record<string, number> {
    return {};
  }

  restore(tensors: VariableValues): void {
    restoreVariables('network', this.network.all(), tensors);
    restoreVariables('velocity', this.optimizer.tensors(), tensors);
  }

  describe(record: EpochRecord): string {
    const { loss, accuracy } = record as TrainingEpoch;
    return `loss ${loss.toFixed(4)}  accuracy ${percent(accuracy)}`;
  }

  /** Disposes of the network too. */
  dispose(): void {
    this.optimizer.dispose();
    this.network.dispose();
  }
}

/** Throws an Error when the loss is no number any more: every epoch after it would be lost time. */
export function checkLoss(loss: number): number {
  if (!Number.isFinite(loss)) throw new Error(`Training diverged: the loss is ${loss}. Check the data, or use another seed.`);
  return loss;
}
