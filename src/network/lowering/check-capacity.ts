import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import { largestShift } from '../../hwgen/accelerator/row-timing.js';
import { thresholdBits } from '../../hwgen/accelerator/thresholds.js';
import { InputError } from '../../errors/input-error.js';
import { isPool } from '../channel-groups.js';
import { decodeWeight, largestSum } from '../code-range.js';
import { hasThresholds, type Layer, type LayerShape } from '../network.js';
import { tiling } from './tiling.js';

/** Whether the weights of one channel tile fit into one of the two weight buffers. `slotsLog`: of the input map, see `map-slots.ts`. */
export function fitsWeights(shape: LayerShape, slotsLog: number, weightBits: number, parameters: AcceleratorParameters): boolean {
  return weightBits * tiling(shape, weightBits, 1, parameters, slotsLog, undefined).kernelWords <= parameters.weightDepth / 2;
}

/** InputError when the weights of one channel tile do not fit into a weight buffer, or a size exceeds its descriptor field. */
export function checkShape(shape: LayerShape, slotsLog: number, weightBits: number, activationBits: number, parameters: AcceleratorParameters): void {
  checkThresholds(shape, parameters);
  const t = tiling(shape, weightBits, activationBits, parameters, slotsLog, undefined);
  const rows = weightBits * t.kernelWords;
  const buffer = parameters.weightDepth / 2;
  if (!fitsWeights(shape, slotsLog, weightBits, parameters)) {
    throw new InputError(
      `layer ${shape.name}: ${weightBits}-bit weights of one channel tile need ${rows} rows, one weight buffer holds ${buffer}; ` +
        `raise weightDepth to ${2 * 2 ** Math.ceil(Math.log2(rows))} in the accelerator configuration, or use fewer weight bits`,
    );
  }
  const limits: readonly [what: string, value: number, most: number][] = [
    ['input height', shape.inputShape[0], 65535],
    ['input width', shape.inputShape[1], 65535],
    ['kernel height', shape.kernel[0], 256],
    ['kernel width', t.kernelGroups, 256],
    ['horizontal stride', shape.stride[1], 255],
    ['vertical stride', shape.stride[0], 255],
    ['kernel positions of a maxpool', t.mergedTiles, 256],
    ['dilation', Math.max(...(shape.dilation ?? [1])), 255],
    ['padding', Math.max(...Object.values(shape.padding)), 32767],
    ['output tiles', t.outputRows * t.tileColumns, 65536],
    ['beats of one channel tile', t.blockBeats, 2 ** 24 - 1],
    ['passes', t.passes, 256],
  ];
  for (const [what, value, most] of limits) {
    if (value > most) throw new InputError(`layer ${shape.name}: ${what} is ${value}, the accelerator takes at most ${most}; use a smaller layer`);
  }
}

/**
 * InputError when a sum of the layer could leave the accumulator. The bound is over the actual weights and all activations. Sums on the way,
 * and the two terms of the DoReFa grid, may leave it: two's complement brings them back.
 */
export function checkAccumulator(layer: Layer, parameters: AcceleratorParameters): void {
  const most = 2 ** (parameters.accumulatorBits - 1) - 1;
  const activation = layer.activationSigned ? 2 ** (layer.activationBits - 1) : 2 ** layer.activationBits - 1;
  const channels = layer.outputShape[2];
  if (isPool(layer)) return;
  const terms = layer.weights.length / channels;
  let largest = 0;
  for (let channel = 0; channel < channels; channel++) {
    let sum = 0;
    for (let k = 0; k < terms; k++) sum += Math.abs(decodeWeight(layer, layer.weights[channel * terms + k]!));
    largest = Math.max(largest, sum * activation);
  }
  if (largest > most) {
    throw new InputError(
      `layer ${layer.name}: its sums reach ${largest}, an accumulator of ${parameters.accumulatorBits} bits holds ${most}; ` +
        `raise accumulatorBits to ${Math.ceil(Math.log2(largest + 1)) + 1} in the accelerator configuration`,
    );
  }
}

/** InputError when a layer has thresholds and the accelerator has none, or none for so many bits. */
function checkThresholds({ name, thresholdBits: bits = 0 }: LayerShape, parameters: AcceleratorParameters): void {
  const most = thresholdBits(parameters);
  if (bits > most) {
    throw new InputError(
      `layer ${name}: its codes of ${bits} bits come by thresholds, the accelerator is built ${most === 0 ? 'without' : `with thresholdBits ${most}`}; `
        + `set thresholdBits to ${bits} in the accelerator configuration`,
    );
  }
}

/**
 * InputError when a result that is shifted by more than the accelerator can could be more than 0. That takes sums of more than 28 bits: the
 * largest product of a smaller one, and the largest addition, are less than half of the unit.
 */
export function checkShift(layer: Layer, parameters: AcceleratorParameters): void {
  if (hasThresholds(layer.requantise)) return;
  const { multiplier, add, shift } = layer.requantise;
  const skip = Math.abs(layer.skip?.multiplier ?? 0) * 2 ** 8;
  const largest = Math.min(largestSum(layer), 2 ** (parameters.accumulatorBits - 1));
  const wrong = shift.findIndex((bits, channel) => bits > largestShift
    && largest * Math.abs(multiplier[channel]!) + Math.abs(add[channel]!) + skip > 2 ** (bits - 1));
  if (wrong >= 0) {
    throw new InputError(
      `layer ${layer.name}: requantise.shift[${wrong}] is ${shift[wrong]}, the accelerator shifts results other than 0 by at most ${largestShift}; use a smaller shift, with multiplier and add halved as often`,
    );
  }
}
