import { setImmediate } from 'node:timers/promises';
import type { Contest } from '../contest.js';
import type { Assignment } from '../cost/assignment.js';
import { sliceImages } from '../data/dataset.js';
import type { Precision } from '../graph/forward.js';
import { type CandidateBits } from '../quantized-start.js';
import { Interrupted } from '../run/interrupted.js';
import { type Batch, evaluationBatches } from '../training/batches.js';

/** Images that choices of bits are judged by, from the middle of the training set on. */
const images = 256;
const batchSize = 128;

/** The batches to judge by, as they come. The reader disposes of their images. */
export function calibrationBatches({ dataset, parameters }: Contest): Batch[] {
  const half = Math.floor(dataset.train.count / 2);
  const part = sliceImages(dataset.train, half, Math.min(2 * half, half + images));
  // Training batches may be larger than all of them.
  const step = Math.min(parameters.batchSize, part.count);
  const size = Math.min(batchSize, step * Math.floor(part.count / step));
  return [...evaluationBatches(part, dataset.shape, size)].filter((batch) => {
    const whole = batch.labels.length === size;
    if (!whole) batch.images.dispose();
    return whole;
  });
}

/** Every operand wholly at its assigned bits, in a network that has clips and steps for all candidates. */
export function oneOfCandidates({ model, quantizers }: Contest, bits: CandidateBits, { weights, maps }: Assignment): Precision {
  const mixture = (candidates: readonly number[], chosen: number, quantizer: string) =>
    ({ bits: candidates, shares: candidates.map((_, i) => (i === candidates.lastIndexOf(chosen) ? 1 : 0)), quantizer });
  const hidden = [...maps.keys()].filter((name) => name !== 'input');
  return {
    kind: 'quantized',
    weights: new Map(model.layers.map(({ name }) => [name, mixture(bits.weights(name), weights.get(name)!, quantizers.weights(name))])),
    maps: new Map(hidden.map((name) => [name, mixture(bits.maps(name), maps.get(name)!, quantizers.maps(name))])),
  };
}

/** Gives others their turn between evaluations, and ends the work when the user broke it off. */
export async function breathe({ stages }: Contest, work: string): Promise<void> {
  await setImmediate();
  if (stages.signal?.aborted) throw new Interrupted(`Interrupted in ${work}; the last complete epoch is saved.`);
}
