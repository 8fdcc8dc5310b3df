import { InputError } from '../errors/input-error.js';
import { isPool } from './channel-groups.js';
import { codeRange, decodeWeight, outputRange } from './code-range.js';
import { hasThresholds, type Layer, type MapShape, type Network } from './network.js';
import { roundHalfEven } from './round-half-even.js';

/** A feature map as computed: output codes, or 32-bit results for `raw`, layout [row][column][channel]. */
export interface LayerOutput {
  readonly name: string;
  readonly shape: MapShape;
  readonly codes: Int32Array;
}

/**
 * What the network computes, in plain loops over typed arrays: the arithmetic that Layer's doc comment defines and nothing of the accelerator.
 * Everything is exact (checkNetwork keeps |sum * multiplier + add + skip * multiplier| below 2^53; division by a power of two is exact).
 *
 * `input` holds the codes of one image, layout [row][column][channel]. Returns the output of every layer, in order; the last one is the
 * network's. Throws InputError for an input of another size or with codes outside the input's range.
 *
 *     const outputs = runReference(network, image);
 *     const logits = outputs.at(-1).codes;
 */
export function runReference(network: Network, input: ArrayLike<number>): LayerOutput[] {
  return prepareReference(network)(input);
}

/** runReference for many images: weights are decoded once. */
export function prepareReference(network: Network): (input: ArrayLike<number>) => LayerOutput[] {
  const layers = network.layers.map((layer) => ({ layer, weights: Int16Array.from(layer.weights, (code) => decodeWeight(layer, code)) }));
  return (input) => {
    checkInput(network, input);
    const maps = new Map<string, Int32Array>([['input', Int32Array.from(input)]]);
    return layers.map(({ layer, weights }) => {
      const activations = maps.get(layer.input)!;
      const codes = isPool(layer) ? runPool(layer, activations) : runLayer(layer, weights, activations, layer.skip && maps.get(layer.skip.input)!);
      maps.set(layer.name, codes);
      return { name: layer.name, shape: layer.outputShape, codes };
    });
  };
}

function checkInput({ name, input: { shape, bits, signed } }: Network, input: ArrayLike<number>): void {
  const size = shape[0] * shape[1] * shape[2];
  if (input.length !== size) throw new InputError(`network ${name}: an input of [${shape.join(', ')}] has ${size} codes, found ${input.length}`);
  const { low, high } = codeRange(bits, signed);
  for (let i = 0; i < size; i++) {
    const code = input[i]!;
    if (!(Number.isInteger(code) && code >= low && code <= high)) {
      throw new InputError(`network ${name}: input code ${i} expected a whole number in ${low}..${high} (${bits} bits, ${signed ? 'signed' : 'unsigned'}), found ${code}`);
    }
  }
}

/** `weights` are decoded values in the layout of Layer.weights, `skip` the codes of the map to add. */
function runLayer(layer: Layer, weights: Int16Array, activations: Int32Array, skip: Int32Array | undefined): Int32Array {
  const { inputShape: [inputHeight, inputWidth, inputChannels], outputShape: [outputHeight, outputWidth, outputChannels], padding } = layer;
  const [kernelHeight, kernelWidth] = layer.kernel;
  const [rowDilation, columnDilation] = layer.dilation ?? [1, 1];
  const groups = layer.groups ?? 1;
  const groupInputs = inputChannels / groups;
  const groupOutputs = outputChannels / groups;
  // Kernel columns that are neighbours on the map, with all its channels, are one run in both arrays.
  const wholeRuns = groups === 1 && columnDilation === 1;
  const requantise = requantiser(layer);
  const skipMultiplier = layer.skip?.multiplier ?? 0;
  const output = new Int32Array(outputHeight * outputWidth * outputChannels);
  let at = 0;
  for (let y = 0; y < outputHeight; y++) {
    const top = y * layer.stride[0] - padding.top;
    const [firstRow, lastRow] = tapsOnMap(top, rowDilation, kernelHeight, inputHeight);
    for (let x = 0; x < outputWidth; x++) {
      const left = x * layer.stride[1] - padding.left;
      const [firstColumn, lastColumn] = tapsOnMap(left, columnDilation, kernelWidth, inputWidth);
      const columnsPerRun = wholeRuns ? Math.max(1, lastColumn - firstColumn) : 1;
      const run = columnsPerRun * groupInputs;
      for (let channel = 0; channel < outputChannels; channel++) {
        const firstInput = Math.floor(channel / groupOutputs) * groupInputs;
        let sum = 0;
        for (let row = firstRow; row < lastRow; row++) {
          for (let column = firstColumn; column < lastColumn; column += columnsPerRun) {
            const weight = ((channel * kernelHeight + row) * kernelWidth + column) * groupInputs;
            const activation = ((top + row * rowDilation) * inputWidth + left + column * columnDilation) * inputChannels + firstInput;
            for (let i = 0; i < run; i++) sum += weights[weight + i]! * activations[activation + i]!;
          }
        }
        output[at] = requantise(sum, channel, skip === undefined ? 0 : skip[at]! * skipMultiplier);
        at++;
      }
    }
  }
  return output;
}

/** The kernel taps first..last-1 of one axis that lie on the map, not on its padding, when tap 0 lies on `start`. */
function tapsOnMap(start: number, dilation: number, taps: number, size: number): [first: number, last: number] {
  return [Math.max(0, Math.ceil(-start / dilation)), Math.min(taps, Math.ceil((size - start) / dilation))];
}

/** The largest code of each channel in each window, or the requantised sum of them; padding counts as 0. */
function runPool(layer: Layer, activations: Int32Array): Int32Array {
  const { inputShape: [inputHeight, inputWidth, channels], outputShape: [outputHeight, outputWidth], kernel, stride, padding } = layer;
  const sums = layer.kind === 'averagepool';
  const requantise = requantiser(layer);
  const output = new Int32Array(outputHeight * outputWidth * channels);
  let at = 0;
  for (let y = 0; y < outputHeight; y++) {
    for (let x = 0; x < outputWidth; x++) {
      for (let channel = 0; channel < channels; channel++) {
        let result = sums ? 0 : -Infinity;
        for (let kernelRow = 0; kernelRow < kernel[0]; kernelRow++) {
          for (let kernelColumn = 0; kernelColumn < kernel[1]; kernelColumn++) {
            const row = y * stride[0] - padding.top + kernelRow;
            const column = x * stride[1] - padding.left + kernelColumn;
            const onMap = row >= 0 && row < inputHeight && column >= 0 && column < inputWidth;
            const code = onMap ? activations[(row * inputWidth + column) * channels + channel]! : 0;
            result = sums ? result + code : Math.max(result, code);
          }
        }
        output[at++] = requantise(result, channel, 0);
      }
    }
  }
  return output;
}

/** saturate(roundHalfEven((sum * multiplier[o] + add[o] + skip) / 2^shift[o])), or the code by thresholds. */
export function requantiser({ requantise, output }: Pick<Layer, 'requantise' | 'output'>): (sum: number, channel: number, skip: number) => number {
  const { low, high } = outputRange(output);
  if (hasThresholds(requantise)) {
    const { thresholds, falling } = requantise;
    return (sum, channel) => (falling?.[channel] === true ? high - reached(thresholds[channel]!, sum) : low + reached(thresholds[channel]!, sum));
  }
  const multiplier = Float64Array.from(requantise.multiplier);
  const add = Float64Array.from(requantise.add);
  const divisor = Float64Array.from(requantise.shift, (shift) => 2 ** shift);
  return (sum, channel, skip) => {
    const code = roundHalfEven((sum * multiplier[channel]! + add[channel]! + skip) / divisor[channel]!);
    return code < low ? low : code > high ? high : code;
  };
}

/** The number of thresholds, in ascending order, that are at most `sum`. */
function reached(thresholds: readonly number[], sum: number): number {
  let [from, to] = [0, thresholds.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (thresholds[middle]! <= sum) from = middle + 1;
    else to = middle;
  }
  return from;
}
