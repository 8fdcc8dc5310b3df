import { setImmediate } from 'node:timers/promises';
import type { Network } from '../../network/network.js';
import { prepareReference } from '../../network/reference.js';
import type { LabelledImages } from '../data/dataset.js';
import { largestAt } from '../training/evaluate.js';

/** The class that the integer network gives each image, by the reference: exact. Lets others have their turn every few images. */
export async function integerPredictions(network: Network, data: LabelledImages): Promise<Uint8Array> {
  const run = prepareReference(network);
  const size = data.images.length / data.count;
  const predictions = new Uint8Array(data.count);
  for (let i = 0; i < data.count; i++) {
    predictions[i] = largestAt(run(data.images.subarray(i * size, (i + 1) * size)).at(-1)!.codes);
    if (i % 16 === 15) await setImmediate();
  }
  return predictions;
}
