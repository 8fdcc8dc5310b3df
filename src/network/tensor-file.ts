import { InputError } from '../errors/input-error.js';
import { codeRange } from './code-range.js';
import type { Layer, Network } from './network.js';
import { readNpy, writeNpy } from './npy.js';
import type { LayerOutput } from './reference.js';

/** Input codes of one or more images. */
export interface InputTensor {
  /** One array per image, layout [row][column][channel]. */
  readonly images: readonly Int32Array[];
  /** Whether the file has the images' axis: [N, H, W, C] rather than [H, W, C]. The output gets it too. */
  readonly batched: boolean;
}

/**
 * Reads a network's input from a `.npy` of shape [N, H, W, C] or [H, W, C]. The elements are codes; a float array will do if its values are whole.
 *
 * Throws InputError for another shape or a value that is not a code of the network's input.
 */
export async function readInputTensor(file: string, { name, input }: Pick<Network, 'name' | 'input'>): Promise<InputTensor> {
  const { shape, data } = await readNpy(file);
  const batched = shape.length === 4;
  const imageShape = batched ? shape.slice(1) : shape;
  if (imageShape.length !== 3 || imageShape.some((size, i) => size !== input.shape[i]) || shape[0] === 0) {
    const [h, w, c] = input.shape;
    throw new InputError(`${file}: expected shape (${h}, ${w}, ${c}) or (N, ${h}, ${w}, ${c}), the input of network ${name}, found (${shape.join(', ')})`);
  }
  const { low, high } = codeRange(input.bits, input.signed);
  const wrong = data.findIndex((value) => !(Number.isInteger(value) && value >= low && value <= high));
  if (wrong >= 0) {
    throw new InputError(
      `${file}: element ${wrong} expected a whole number in ${low}..${high} (${input.bits} bits, ${input.signed ? 'signed' : 'unsigned'}), found ${data[wrong]}`,
    );
  }
  const size = input.shape[0] * input.shape[1] * input.shape[2];
  const codes = Int32Array.from(data);
  return { batched, images: Array.from({ length: codes.length / size }, (_, i) => codes.subarray(i * size, (i + 1) * size)) };
}

/**
 * Writes the network's output, one entry of `outputs` per image, as `.npy`: uint8 or int8 codes, int32 for `raw`; shape [N, H, W, C] if `batched`,
 * else [H, W, C]. Throws InputError if the file can't be written.
 */
export async function writeOutputTensor(file: string, layer: Layer, outputs: readonly LayerOutput[], batched: boolean): Promise<void> {
  const size = layer.outputShape[0] * layer.outputShape[1] * layer.outputShape[2];
  const data = new Int32Array(outputs.length * size);
  outputs.forEach(({ codes }, i) => data.set(codes, i * size));
  const dtype = layer.output.kind === 'raw' ? '<i4' : layer.output.signed ? '|i1' : '|u1';
  await writeNpy(file, { dtype, shape: batched ? [outputs.length, ...layer.outputShape] : layer.outputShape, data });
}
