import { InputError } from '../errors/input-error.js';
import { codeRange, decodeWeight, outputRange } from './code-range.js';
import type { Layer, MapShape, Network } from './network.js';
import { roundHalfEven } from './round-half-even.js';

/** A feature map as computed: output codes, or 32-bit results for `raw`, layout [row][column][channel]. */
export interface LayerOutput {
  readonly name: string;
  readonly shape: MapShape;
  readonly codes: Int32Array;
}

/**
 * What the network computes, in plain loops over typed arrays: the arithmetic that Layer's doc comment defines and nothing of the accelerator.
 * Everything is exact (checkNetwork keeps |sum * multiplier + add| below 2^53; division by a power of two is exact).
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
      const codes = runLayer(layer, weights, maps.get(layer.input)!);
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

/** `weights` are decoded values in the layout of Layer.weights. */
function runLayer(layer: Layer, weights: Int16Array, activations: Int32Array): Int32Array {
  const [inputHeight, inputWidth, inputChannels] = layer.inputShape;
  const [outputHeight, outputWidth, outputChannels] = layer.outputShape;
  const [kernelHeight, kernelWidth] = layer.kernel;
  const requantise = requantiser(layer);
  const output = new Int32Array(outputHeight * outputWidth * outputChannels);
  let at = 0;
  for (let y = 0; y < outputHeight; y++) {
    const top = y * layer.stride[0] - layer.padding.top;
    const firstRow = Math.max(0, -top);
    const lastRow = Math.min(kernelHeight, inputHeight - top);
    for (let x = 0; x < outputWidth; x++) {
      const left = x * layer.stride[1] - layer.padding.left;
      // Columns of the kernel that lie on the map, not on its padding: with the channels innermost they are one run in both arrays.
      const firstColumn = Math.max(0, -left);
      const run = (Math.min(kernelWidth, inputWidth - left) - firstColumn) * inputChannels;
      for (let channel = 0; channel < outputChannels; channel++) {
        let sum = 0;
        for (let row = firstRow; row < lastRow; row++) {
          const weight = ((channel * kernelHeight + row) * kernelWidth + firstColumn) * inputChannels;
          const activation = ((top + row) * inputWidth + left + firstColumn) * inputChannels;
          for (let i = 0; i < run; i++) sum += weights[weight + i]! * activations[activation + i]!;
        }
        output[at++] = requantise(sum, channel);
      }
    }
  }
  return output;
}

/** saturate(roundHalfEven((sum * multiplier[o] + add[o]) / 2^shift[o])) */
function requantiser({ requantise, output }: Layer): (sum: number, channel: number) => number {
  const { low, high } = outputRange(output);
  const multiplier = Float64Array.from(requantise.multiplier);
  const add = Float64Array.from(requantise.add);
  const divisor = Float64Array.from(requantise.shift, (shift) => 2 ** shift);
  return (sum, channel) => {
    const code = roundHalfEven((sum * multiplier[channel]! + add[channel]!) / divisor[channel]!);
    return code < low ? low : code > high ? high : code;
  };
}
