import { outputRange } from './code-range.js';
import { hasThresholds, type Layer, type Thresholds } from './network.js';
import { requantiser } from './reference.js';

/**
 * The layer with thresholds in place of multiplier, add and shift: the same codes for every sum of 32 bits. A negative multiplier becomes a falling channel.
 *
 * Throws an Error for a maxpool, a residual layer and raw output, which have no thresholds.
 */
export function withEqualThresholds(layer: Layer): Layer {
  const { name, kind, output, requantise, skip } = layer;
  if (kind === 'maxpool' || output.kind === 'raw' || skip !== undefined) {
    throw new Error(`layer ${name}: a maxpool, a residual layer and raw results have no thresholds`);
  }
  if (hasThresholds(requantise)) return layer;
  const { low, high } = outputRange(output);
  const code = requantiser(layer);
  const falling = requantise.multiplier.map((multiplier) => multiplier < 0);
  const thresholds = falling.map((falls, channel) => Array.from({ length: high - low }, (_, n) =>
    firstSum((sum) => (falls ? code(sum, channel, 0) < high - n : code(sum, channel, 0) > low + n))));
  const equal: Thresholds = { thresholds, ...(falling.includes(true) && { falling }) };
  return { ...layer, thresholdBits: output.bits, requantise: equal };
}

/** The smallest sum of 32 bits that is `reached`, as are all larger ones; 2^31 when there is none. */
function firstSum(reached: (sum: number) => boolean): number {
  let [from, to] = [-(2 ** 31), 2 ** 31];
  while (from < to) {
    const middle = Math.floor((from + to) / 2);
    if (reached(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}
