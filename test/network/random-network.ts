import type { Layer, MapShape, MultiplyAddShift, Network, Skip } from '../../src/network/network.js';

/** Deterministic random numbers for test data: mulberry32. */
export function randomSource(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** What a random layer should be like; what its input map doesn't allow is brought to what it does. */
export interface RandomLayer {
  /**
   * Of the pools, which have the channels of their input, only kernel, stride, padding and from count, and the output's bits and sign of an
   * averagepool: a maxpool has the codes of its input, and no padding on a signed map.
   */
  readonly kind?: Layer['kind'];
  /** With groups: rounded up to a multiple of them. */
  readonly outputChannels: number;
  /** Cut to what fits the padded input. */
  readonly kernel?: readonly [number, number];
  readonly stride?: readonly [number, number];
  readonly padding?: Layer['padding'];
  /** Of a convolution. */
  readonly dilation?: readonly [number, number];
  /** Of a convolution: the largest number up to this one that divides the input channels; `depthwise`: as many as input channels. */
  readonly groups?: number | 'depthwise';
  readonly weightBits: number;
  /** With groups, dorefa becomes signed. */
  readonly weightCode: Layer['weightCode'];
  /** Bits of the output code; absent: raw, for the last layer. */
  readonly outputBits?: number;
  readonly outputSigned?: boolean;
  /** Adds one of the earlier maps (the network input too) that has the output's shape, if there is one; rather one that nobody reads yet. */
  readonly residual?: boolean;
  /** Which map the layer reads: 0 is the network input, n the output of layer n - 1, modulo the maps there are. Absent: the last one. */
  readonly from?: number | undefined;
}

interface FeatureMap {
  readonly name: string;
  readonly shape: MapShape;
  readonly bits: number;
  readonly signed: boolean;
  read: boolean;
}

/**
 * A network of the given layers with random weights and requantisation that spreads the results over the output range. With `from`, layers
 * whose output nobody reads are left out.
 */
export function randomNetwork(
  seed: number,
  input: { shape: MapShape; bits: number; signed: boolean },
  descriptions: readonly RandomLayer[],
): Network {
  const random = randomSource(seed);
  const maps: FeatureMap[] = [{ name: 'input', ...input, read: false }];
  const layers = descriptions.map((description, index): Layer => {
    const source = maps[description.from === undefined ? maps.length - 1 : description.from % maps.length]!;
    source.read = true;
    const make = description.kind === 'maxpool' ? maxpool : description.kind === 'averagepool' ? averagepool : weighted;
    const layer = make(`layer${index}`, description, source, maps, random);
    const { name, outputShape: shape, output } = layer;
    if (output.kind === 'codes') maps.push({ name, shape, bits: output.bits, signed: output.signed, read: false });
    return layer;
  });
  return { format: 'bitloom-network', version: 1, name: `random-${seed}`, input, layers: readLayers(layers) };
}

type Random = ReturnType<typeof randomSource>;

function weighted(name: string, description: RandomLayer, source: FeatureMap, maps: readonly FeatureMap[], random: Random): Layer {
  const { shape, bits, signed } = source;
  const dense = description.kind === 'dense';
  const groups = dense ? 1 : groupsOf(description, shape[2]);
  const dilation = (!dense && description.dilation) || ([1, 1] as const);
  const stride = dense ? ([1, 1] as const) : description.stride ?? [1, 1];
  const padding = dense ? none : description.padding ?? { top: 1, bottom: 1, left: 1, right: 1 };
  const kernel = dense ? ([shape[0], shape[1]] as const) : fittingKernel(description.kernel ?? [3, 3], shape, padding, dilation);
  const outputShape = outputShapeOf(shape, kernel, stride, padding, dilation, Math.ceil(description.outputChannels / groups) * groups);
  const { weightBits } = description;
  const weightCode = groups > 1 && description.weightCode === 'dorefa' ? 'signed' : description.weightCode;
  const terms = kernel[0] * kernel[1] * (shape[2] / groups);
  const lowest = weightCode === 'signed' ? -(2 ** (weightBits - 1)) : 0;
  const weights = Int16Array.from({ length: terms * outputShape[2] }, () => lowest + random(2 ** weightBits));
  const range = 2 ** (description.outputBits ?? 8);
  const requantise = randomRequantise(outputShape[2], Math.sqrt(terms) * 2 ** (weightBits + bits - 2), range, random);
  const layer: Layer = {
    name,
    kind: description.kind ?? 'convolution',
    input: source.name,
    inputShape: shape, outputShape, kernel, stride, padding,
    ...(dilation.some((distance) => distance > 1) && { dilation }),
    ...(groups > 1 && { groups }),
    weightBits, weightCode, activationBits: bits, activationSigned: signed, weights,
    requantise, output: outputOf(description),
  };
  const skip = description.residual === true ? randomSkip(outputShape, range, requantise.shift[0]!, maps, random) : undefined;
  return skip === undefined ? layer : { ...layer, residual: true, skip };
}

function maxpool(name: string, description: RandomLayer, source: FeatureMap): Layer {
  const { shape, bits, signed } = source;
  const stride = description.stride ?? [2, 2];
  const padding = signed ? none : description.padding ?? none;
  const kernel = fittingKernel(description.kernel ?? [2, 2], shape, padding, [1, 1]);
  const each = (value: number): number[] => new Array<number>(shape[2]).fill(value);
  return {
    name, kind: 'maxpool', input: source.name,
    inputShape: shape, outputShape: outputShapeOf(shape, kernel, stride, padding, [1, 1], shape[2]), kernel, stride, padding,
    weightBits: 1, weightCode: 'unsigned', activationBits: bits, activationSigned: signed, weights: new Int16Array(0),
    requantise: { multiplier: each(1), add: each(0), shift: each(0) },
    output: { kind: 'codes', bits, signed },
  };
}

function averagepool(name: string, description: RandomLayer, source: FeatureMap, _maps: readonly FeatureMap[], random: Random): Layer {
  const { shape, bits, signed } = source;
  const stride = description.stride ?? [2, 2];
  const padding = description.padding ?? none;
  const kernel = fittingKernel(description.kernel ?? [2, 2], shape, padding, [1, 1]);
  return {
    name, kind: 'averagepool', input: source.name,
    inputShape: shape, outputShape: outputShapeOf(shape, kernel, stride, padding, [1, 1], shape[2]), kernel, stride, padding,
    weightBits: 1, weightCode: 'unsigned', activationBits: bits, activationSigned: signed, weights: new Int16Array(0),
    requantise: forAll(shape[2], randomRequantise(1, kernel[0] * kernel[1] * 2 ** bits, 2 ** (description.outputBits ?? 8), random)), output: outputOf(description),
  };
}

/** The same for all channels. */
function forAll(channels: number, { multiplier, add, shift }: MultiplyAddShift): MultiplyAddShift {
  const each = (values: readonly number[]): number[] => new Array<number>(channels).fill(values[0]!);
  return { multiplier: each(multiplier), add: each(add), shift: each(shift) };
}

/** Multipliers that bring sums of about `spread` to -1/2, 1/2 or 3/2 of `range`, where 16 bits reach that far. */
function randomRequantise(channels: number, spread: number, range: number, random: Random): MultiplyAddShift {
  const shifts = Array.from({ length: channels }, () => 8 + random(12));
  return {
    multiplier: shifts.map((shift) => int16(((random(3) - 0.5) * range * 2 ** shift) / spread)),
    add: shifts.map((shift) => Math.round((random(range * 8) / 8) * 2 ** shift)),
    shift: shifts,
  };
}

function outputOf({ outputBits: bits, outputSigned: signed = false }: RandomLayer): Layer['output'] {
  return bits === undefined ? { kind: 'raw' } : { kind: 'codes', bits, signed };
}

/** A multiplier that moves the result by about a quarter to twice the output range, up or down, where 16 bits reach that far. */
function randomSkip(shape: MapShape, range: number, shift: number, maps: readonly FeatureMap[], random: Random): Skip | undefined {
  const fitting = maps.filter((map) => map.shape.every((size, i) => size === shape[i]));
  if (fitting.length === 0) return undefined;
  const unread = fitting.filter(({ read }) => !read);
  const candidates = unread.length > 0 ? unread : fitting;
  const map = candidates[random(candidates.length)]!;
  map.read = true;
  const { name: input, bits, signed } = map;
  const size = ((1 + random(8)) / 4) * (range / 2 ** bits) * 2 ** shift;
  return { input, bits, signed, multiplier: int16(random(3) === 0 ? -size : size) };
}

function groupsOf({ groups = 1 }: RandomLayer, channels: number): number {
  let divisor = groups === 'depthwise' ? channels : groups;
  while (channels % divisor !== 0) divisor--;
  return divisor;
}

function fittingKernel(
  kernel: readonly [number, number], [height, width]: MapShape, { top, bottom, left, right }: Layer['padding'], dilation: readonly [number, number],
): readonly [number, number] {
  const taps = (size: number, distance: number): number => Math.floor((size - 1) / distance) + 1;
  return [Math.min(kernel[0], taps(height + top + bottom, dilation[0])), Math.min(kernel[1], taps(width + left + right, dilation[1]))];
}

function outputShapeOf(
  [height, width]: MapShape, kernel: readonly [number, number], stride: readonly [number, number], { top, bottom, left, right }: Layer['padding'],
  dilation: readonly [number, number], channels: number,
): MapShape {
  return [
    Math.floor((height + top + bottom - (kernel[0] - 1) * dilation[0] - 1) / stride[0]) + 1,
    Math.floor((width + left + right - (kernel[1] - 1) * dilation[1] - 1) / stride[1]) + 1,
    channels,
  ];
}

/** The last layer and all that it needs. */
function readLayers(layers: readonly Layer[]): Layer[] {
  const read = new Set([layers.at(-1)!.name]);
  for (const { name, input, skip } of layers.toReversed()) {
    if (!read.has(name)) continue;
    read.add(input);
    if (skip !== undefined) read.add(skip.input);
  }
  return layers.filter(({ name }) => read.has(name));
}

function int16(value: number): number {
  return Math.max(-32768, Math.min(32767, Math.round(value)));
}

const none = { top: 0, bottom: 0, left: 0, right: 0 };

export function randomInput(seed: number, { shape, bits, signed }: Network['input']): Int32Array {
  const random = randomSource(seed ^ 0x5eed);
  const lowest = signed ? -(2 ** (bits - 1)) : 0;
  return Int32Array.from({ length: shape[0] * shape[1] * shape[2] }, () => lowest + random(2 ** bits));
}
