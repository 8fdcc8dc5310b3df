import type { z } from 'zod';
import { InputError } from '../errors/input-error.js';
import { joinPath, schemaError } from '../errors/schema-error.js';
import { largestSum, weightCodeRange } from './code-range.js';
import { networkSchema, type NetworkFile } from './network-schema.js';
import type { Layer, MapShape, Network } from './network.js';

/**
 * Checks everything that the doc comments of Network promise: each field's form and range, edges (shape, bits, sign), output shapes, list
 * lengths, weight codes, and that the reference's arithmetic stays exact. `place` names the network in messages (its file).
 *
 * Throws InputError at the first thing that is wrong, naming layer, field, value and expectation.
 */
export function checkNetwork(network: Network, place: string): void {
  const { layers, ...rest } = network;
  checkForm({ ...rest, layers: layers.map(({ weights: _, ...layer }) => layer) }, place);
  checkStructure(network, place);
  for (const layer of layers) checkWeights(layer, `${place}: layer "${layer.name}"`);
}

/** The fields of `network.json`, each for itself. Throws InputError. */
export function checkForm(raw: unknown, place: string): NetworkFile {
  const found = networkSchema.safeParse(raw);
  if (!found.success) throw formError(raw, found.error, place);
  return found.data;
}

/** What holds between fields and between layers; needs no weights. Throws InputError. */
export function checkStructure(network: NetworkStructure, place: string): void {
  const maps = new Map<string, FeatureMapFormat>([['input', { ...network.input, raw: false }]]);
  const read = new Set<string>();
  for (const layer of network.layers) {
    const at = `${place}: layer "${layer.name}"`;
    if (maps.has(layer.name)) fail(at, 'name', 'is taken by the network input or an earlier layer; give each layer its own name');
    checkEdge(layer, maps, at);
    checkShape(layer, at);
    checkChannels(layer, at);
    checkExactness(layer, at);
    read.add(layer.input);
    maps.set(layer.name, layer.output.kind === 'raw'
      ? { shape: layer.outputShape, bits: 32, signed: true, raw: true }
      : { shape: layer.outputShape, bits: layer.output.bits, signed: layer.output.signed, raw: false });
  }
  const unread = network.layers.slice(0, -1).find(({ name }) => !read.has(name));
  if (unread !== undefined) {
    fail(`${place}: layer "${unread.name}"`, 'output', 'is read by no later layer, and it is not the last one; remove the layer or correct the edges');
  }
}

/** A network, its weights there or still to come. */
export type NetworkStructure = Omit<Network, 'layers'> & { readonly layers: readonly Omit<Layer, 'weights'>[] };

/** Number of weights of a layer: output channels x kernel height x kernel width x input channels. */
export function weightCount({ kernel, inputShape, outputShape }: Pick<Layer, 'kernel' | 'inputShape' | 'outputShape'>): number {
  return outputShape[2] * kernel[0] * kernel[1] * inputShape[2];
}

interface FeatureMapFormat {
  readonly shape: MapShape;
  readonly bits: number;
  readonly signed: boolean;
  readonly raw: boolean;
}

function fail(at: string, field: string, message: string): never {
  throw new InputError(`${at}, ${field}: ${message}`);
}

function checkEdge(layer: Omit<Layer, 'weights'>, maps: ReadonlyMap<string, FeatureMapFormat>, at: string): void {
  const source = maps.get(layer.input);
  if (source === undefined) fail(at, 'input', `found "${layer.input}", expected "input" or the name of an earlier layer (${[...maps.keys()].slice(1).join(', ') || 'there is none'})`);
  if (source.raw) fail(at, 'input', `"${layer.input}" gives raw 32-bit results, which only the network's output can be; give that layer an output of kind "codes"`);
  const says = layer.input === 'input' ? 'the network input' : `layer "${layer.input}"`;
  if (layer.inputShape.some((size, i) => size !== source.shape[i])) {
    fail(at, 'inputShape', `expected ${shapeText(source.shape)}, the shape of ${says}, found ${shapeText(layer.inputShape)}`);
  }
  if (layer.activationBits !== source.bits) fail(at, 'activationBits', `expected ${source.bits}, the bits of ${says}, found ${layer.activationBits}`);
  if (layer.activationSigned !== source.signed) fail(at, 'activationSigned', `expected ${source.signed}, the sign of ${says}, found ${layer.activationSigned}`);
}

function checkShape({ kind, inputShape, outputShape, kernel, stride, padding }: Omit<Layer, 'weights'>, at: string): void {
  if (kind === 'dense') {
    if (kernel[0] !== inputShape[0] || kernel[1] !== inputShape[1]) {
      fail(at, 'kernel', `a dense layer sees its whole input: expected [${inputShape[0]}, ${inputShape[1]}], found [${kernel.join(', ')}]`);
    }
    if (padding.top + padding.bottom + padding.left + padding.right > 0) fail(at, 'padding', 'a dense layer has none: expected four zeros');
  }
  const height = outputSize(inputShape[0], padding.top + padding.bottom, kernel[0], stride[0]);
  const width = outputSize(inputShape[1], padding.left + padding.right, kernel[1], stride[1]);
  if (height < 1 || width < 1) fail(at, 'kernel', `found [${kernel.join(', ')}], larger than the padded input of ${shapeText(inputShape)}`);
  if (outputShape[0] !== height || outputShape[1] !== width) {
    fail(at, 'outputShape', `expected [${height}, ${width}, channels] from input, kernel, stride and padding, found ${shapeText(outputShape)}`);
  }
}

function outputSize(input: number, padding: number, kernel: number, stride: number): number {
  return Math.floor((input + padding - kernel) / stride) + 1;
}

function checkChannels({ requantise, outputShape }: Omit<Layer, 'weights'>, at: string): void {
  for (const field of ['multiplier', 'add', 'shift'] as const) {
    const { length } = requantise[field];
    if (length !== outputShape[2]) fail(at, `requantise.${field}`, `expected ${outputShape[2]} numbers, one per output channel, found ${length}`);
  }
}

/** |sum * multiplier + add| < 2^53, with |multiplier| <= 2^15 and |add| <= 2^41: what Numbers hold exactly. */
function checkExactness(layer: Omit<Layer, 'weights'>, at: string): void {
  if (largestSum(layer) * 2 ** 15 + 2 ** 41 >= 2 ** 53) {
    fail(at, 'kernel', `sums over ${layer.kernel[0]} x ${layer.kernel[1]} x ${layer.inputShape[2]} inputs can reach ${largestSum(layer)}, expected less than 2^38 - 2^26; split the layer`);
  }
}

function checkWeights(layer: Layer, at: string): void {
  const count = weightCount(layer);
  if (layer.weights.length !== count) fail(at, 'weights', `expected ${count} (output channels x kernel x input channels), found ${layer.weights.length}`);
  const { low, high } = weightCodeRange(layer);
  const wrong = layer.weights.findIndex((code) => !(code >= low && code <= high));
  if (wrong >= 0) {
    const format = `${layer.weightBits}-bit ${layer.weightCode} codes`;
    fail(at, `weights[${wrong}]`, `expected ${low}..${high} for ${format}, found ${layer.weights[wrong]}`);
  }
}

function formError(raw: unknown, error: z.ZodError, place: string): InputError {
  return schemaError(place, raw, error, (path) => {
    if (path[0] !== 'layers' || typeof path[1] !== 'number') return joinPath(path);
    const name = (raw as { layers: { name?: unknown }[] }).layers[path[1]]?.name;
    const layer = typeof name === 'string' ? `layer "${name}"` : `layers[${path[1]}]`;
    return path.length === 2 ? layer : `${layer}, ${joinPath(path.slice(2))}`;
  });
}

function shapeText(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}
