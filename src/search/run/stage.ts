import { setImmediate } from 'node:timers/promises';
import type { VariableValues } from '../graph/meta-network.js';
import type { RandomStream } from '../training/random-stream.js';
import { type Checkpoint, readCheckpoint, writeCheckpoint } from './checkpoint.js';
import { Interrupted } from './interrupted.js';
import type { ProgressSink } from './progress.js';

/** What one epoch reports: plain numbers and text, kept in the history. `runStage` adds `seconds`. */
export type EpochRecord = Readonly<Record<string, unknown>>;

/** Something that is trained epoch by epoch, with a state that can be saved and restored completely. */
export interface Trainee {
  readonly random: RandomStream;
  readonly stepsPerEpoch: number;
  /** Trains epoch `epoch` (from 0): yields after every step, so that others get their turn, and returns its record. */
  epoch(epoch: number): Generator<void, EpochRecord>;
  /** All tensors of the state, on the host. */
  tensors(): VariableValues;
  scalars(): Record<string, number>;
  restore(tensors: VariableValues, scalars: Readonly<Record<string, number>>): void;
  /** One line for the progress. */
  describe(record: EpochRecord): string;
}

/** Where stages keep their checkpoints, and what they report to. */
export interface StageContext {
  /** Path of a stage's checkpoint. */
  checkpointFile(stage: string): string;
  readonly fingerprint: string;
  /** Whether checkpoints that are there are gone on from; else they are written over. */
  readonly resume: boolean;
  readonly progress: ProgressSink;
  readonly signal: AbortSignal | undefined;
  /** Told of all epochs of a stage, when it begins or goes on and after each. */
  readonly record?: ((stage: string, history: readonly EpochRecord[]) => Promise<void>) | undefined;
}

/**
 * Trains to the end of `epochs`, with a checkpoint after each, and returns the records of all epochs. Goes on from the stage's
 * checkpoint where `resume` says so. Throws `Interrupted` soon after the signal fires: at most the epoch in progress is lost.
 */
export async function runStage(name: string, epochs: number, trainee: Trainee, context: StageContext): Promise<EpochRecord[]> {
  const file = context.checkpointFile(name);
  const found = context.resume ? await readCheckpoint(file, { fingerprint: context.fingerprint, stage: name }) : undefined;
  if (found) restore(trainee, found);
  const history: EpochRecord[] = [...(found?.history ?? [])];
  await context.record?.(name, history);
  context.progress.stage(name, epochs * trainee.stepsPerEpoch, history.length * trainee.stepsPerEpoch);
  try {
    for (let epoch = history.length; epoch < epochs; epoch++) {
      const record = await runEpoch(name, trainee, epoch, context);
      history.push(record);
      await writeCheckpoint(file, snapshot(name, trainee, history, epochs, context.fingerprint));
      await context.record?.(name, history);
      context.progress.line(`${name}: epoch ${epoch + 1}/${epochs}  ${trainee.describe(record)}`);
    }
  } finally {
    context.progress.end();
  }
  return history;
}

async function runEpoch(stage: string, trainee: Trainee, epoch: number, { progress, signal }: StageContext): Promise<EpochRecord> {
  const start = performance.now();
  const steps = trainee.epoch(epoch);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return { ...value, seconds: (performance.now() - start) / 1000 };
    progress.step();
    await setImmediate();
    if (signal?.aborted) {
      steps.return({});
      throw new Interrupted(`Interrupted in stage ${stage}, epoch ${epoch + 1}; the last complete epoch is saved.`);
    }
  }
}

function snapshot(stage: string, trainee: Trainee, history: readonly EpochRecord[], epochs: number, fingerprint: string): Checkpoint {
  return {
    fingerprint,
    stage,
    epoch: history.length,
    epochs,
    random: trainee.random.state,
    scalars: trainee.scalars(),
    history,
    tensors: trainee.tensors(),
  };
}

function restore(trainee: Trainee, { tensors, scalars, random }: Checkpoint): void {
  trainee.restore(tensors, scalars);
  trainee.random.restore(random);
}

/** Seconds of training of all epochs, those before a resumption included. */
export function totalSeconds(history: readonly EpochRecord[]): number {
  return history.reduce((sum, { seconds }) => sum + (seconds as number), 0);
}
