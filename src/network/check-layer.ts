import { InputError } from '../errors/input-error.js';
import { groupInputs, isPool } from './channel-groups.js';
import { largestSum, weightCodeRange } from './code-range.js';
import { hasThresholds, type Layer, type MultiplyAddShift, type Thresholds } from './network.js';
import { weightCount } from './weight-count.js';
import { windowExtent, windowOutput } from './window.js';

/** A layer, its weights there or still to come. */
export type LayerStructure = Omit<Layer, 'weights'>;

/** What holds between the fields of one layer; needs neither its weights nor other layers. `at` names it in messages. Throws InputError. */
export function checkLayer(layer: LayerStructure, at: string): void {
  if (layer.kind !== 'convolution') checkOrdinary(layer, at);
  if (layer.kind === 'dense') checkDense(layer, at);
  checkShape(layer, at);
  checkGroups(layer, at);
  if (hasThresholds(layer.requantise)) checkThresholds(layer, layer.requantise, at);
  else checkChannels(layer, layer.requantise, at);
  if (isPool(layer)) checkPool(layer, at);
  if (layer.kind === 'maxpool') checkMaxpool(layer, at);
  if (layer.kind === 'averagepool') checkAveragepool(layer, at);
  checkExactness(layer, at);
}

/** The number of weight codes and their range. Throws InputError. */
export function checkWeights(layer: Layer, at: string): void {
  const count = weightCount(layer);
  if (layer.weights.length !== count) {
    const product = isPool(layer) ? `${nounOf(layer)} has none` : `output channels x kernel x input channels${(layer.groups ?? 1) > 1 ? ' of a group' : ''}`;
    fail(at, 'weights', `expected ${count} (${product}), found ${layer.weights.length}`);
  }
  const { low, high } = weightCodeRange(layer);
  const wrong = layer.weights.findIndex((code) => !(code >= low && code <= high));
  if (wrong >= 0) {
    const format = `${layer.weightBits}-bit ${layer.weightCode} codes`;
    fail(at, `weights[${wrong}]`, `expected ${low}..${high} for ${format}, found ${layer.weights[wrong]}`);
  }
}

export function fail(at: string, field: string, message: string): never {
  throw new InputError(`${at}, ${field}: ${message}`);
}

export function shapeText(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}

function checkOrdinary({ kind, dilation = [1, 1], groups = 1 }: LayerStructure, at: string): void {
  if (dilation[0] !== 1 || dilation[1] !== 1) fail(at, 'dilation', `found ${shapeText(dilation)}, which only a convolution can have; remove it from this ${kind} layer`);
  if (groups !== 1) fail(at, 'groups', `found ${groups}, which only a convolution can have; remove it from this ${kind} layer`);
}

function checkDense({ inputShape, kernel, padding }: LayerStructure, at: string): void {
  if (kernel[0] !== inputShape[0] || kernel[1] !== inputShape[1]) {
    fail(at, 'kernel', `a dense layer sees its whole input: expected [${inputShape[0]}, ${inputShape[1]}], found ${shapeText(kernel)}`);
  }
  if (Object.values(padding).some((lines) => lines > 0)) fail(at, 'padding', 'a dense layer has none: expected four zeros');
}

function checkShape(layer: LayerStructure, at: string): void {
  const { inputShape, outputShape, kernel, dilation = [1, 1] } = layer;
  const [height, width] = windowOutput(layer);
  const dilated = dilation[0] !== 1 || dilation[1] !== 1;
  if (height < 1 || width < 1) {
    const extent = dilated ? `, dilated to [${windowExtent(kernel[0], dilation[0])}, ${windowExtent(kernel[1], dilation[1])}]` : '';
    fail(at, 'kernel', `found ${shapeText(kernel)}${extent}, larger than the padded input of ${shapeText(inputShape)}`);
  }
  if (outputShape[0] !== height || outputShape[1] !== width) {
    fail(at, 'outputShape', `expected [${height}, ${width}, channels] from input, kernel, ${dilated ? 'dilation, ' : ''}stride and padding, found ${shapeText(outputShape)}`);
  }
}

function checkGroups({ groups = 1, inputShape, outputShape, weightCode }: LayerStructure, at: string): void {
  if (inputShape[2] % groups !== 0 || outputShape[2] % groups !== 0) {
    fail(at, 'groups', `expected a number that divides the ${inputShape[2]} input and ${outputShape[2]} output channels, found ${groups}`);
  }
  if (groups > 1 && weightCode === 'dorefa') {
    fail(at, 'weightCode', 'expected "signed" or "unsigned" with groups, found "dorefa", whose grid has no zero for the channels of other groups; '
      + 'write the values 2c - (2^bits - 1) as "signed" codes of one more bit');
  }
}

function checkChannels({ outputShape, thresholdBits }: LayerStructure, requantise: MultiplyAddShift, at: string): void {
  for (const field of ['multiplier', 'add', 'shift'] as const) {
    const { length } = requantise[field];
    if (length !== outputShape[2]) fail(at, `requantise.${field}`, `expected ${outputShape[2]} numbers, one per output channel, found ${length}`);
  }
  if (thresholdBits !== undefined) fail(at, 'thresholdBits', `found ${thresholdBits}, and no thresholds in requantise; remove it, or give them`);
}

function checkThresholds({ kind, outputShape, output, residual, thresholdBits }: LayerStructure, { thresholds, falling }: Thresholds, at: string): void {
  const [, , channels] = outputShape;
  if (kind === 'maxpool') fail(at, 'requantise', 'found thresholds, but a maxpool does not requantise; write multiplier 1, add 0 and shift 0 for every channel');
  if (output.kind === 'raw') fail(at, 'output', 'found raw results, which thresholds do not make; write codes, or multiplier, add and shift');
  if (residual === true) {
    fail(at, 'requantise', 'found thresholds in a residual layer, whose sum of two maps has no one scale to compare in; write multiplier, add and shift');
  }
  if (thresholdBits !== output.bits) fail(at, 'thresholdBits', `expected ${output.bits}, the bits of the codes that the thresholds make, found ${thresholdBits ?? 'nothing'}`);
  if (thresholds.length !== channels) fail(at, 'requantise.thresholds', `expected ${channels} lists, one per output channel, found ${thresholds.length}`);
  if (falling !== undefined && falling.length !== channels) fail(at, 'requantise.falling', `expected ${channels} flags, one per output channel, found ${falling.length}`);
  const count = 2 ** output.bits - 1;
  thresholds.forEach((list, channel) => {
    if (list.length !== count) fail(at, `requantise.thresholds[${channel}]`, `expected ${count} for codes of ${output.bits} bits, found ${list.length}`);
    const wrong = list.findIndex((threshold, index) => index > 0 && threshold < list[index - 1]!);
    if (wrong >= 0) fail(at, `requantise.thresholds[${channel}][${wrong}]`, `expected ${list[wrong - 1]} or more, as thresholds ascend, found ${list[wrong]}`);
  });
}

/** A pool looks at each channel alone, adds nothing and has no weights. */
function checkPool(layer: LayerStructure, at: string): void {
  const { inputShape, outputShape, residual, weightBits, weightCode } = layer;
  const noun = nounOf(layer);
  if (outputShape[2] !== inputShape[2]) fail(at, 'outputShape', `expected ${inputShape[2]} channels, those of the input of ${noun}, found ${outputShape[2]}`);
  if (residual === true) fail(at, 'residual', `found true, which ${noun} can't have; give the addition to a convolution`);
  if (weightBits !== 1) fail(at, 'weightBits', `expected 1, as ${noun} has no weights, found ${weightBits}`);
  if (weightCode !== 'unsigned') fail(at, 'weightCode', `expected "unsigned", as ${noun} has no weights, found "${weightCode}"`);
}

/** One factor serves all channels. */
function checkAveragepool({ requantise }: LayerStructure, at: string): void {
  if (hasThresholds(requantise)) return;
  const first = { multiplier: requantise.multiplier[0]!, add: requantise.add[0]!, shift: requantise.shift[0]! };
  checkSame(requantise, first, at, (expected, found) =>
    `expected ${expected}, that of channel 0, as an averagepool does the same to all channels, found ${found}; write a depthwise convolution with weights of 1`);
}

/** A maxpool's fields say that nothing happens to the codes. */
function checkMaxpool({ activationBits, activationSigned, output, padding, requantise }: LayerStructure, at: string): void {
  if (hasThresholds(requantise)) return;
  checkSame(requantise, { multiplier: 1, add: 0, shift: 0 }, at, (expected, found) => `expected ${expected}, as a maxpool does not requantise, found ${found}`);
  if (output.kind !== 'codes' || output.bits !== activationBits || output.signed !== activationSigned) {
    const found = output.kind === 'raw' ? 'raw results' : `codes of ${output.bits} bits, ${signText(output.signed)}`;
    fail(at, 'output', `expected codes of ${activationBits} bits, ${signText(activationSigned)}, those of the input of a maxpool, found ${found}`);
  }
  if (activationSigned && Object.values(padding).some((lines) => lines > 0)) {
    fail(at, 'padding', 'a padded zero would win against negative codes in a maxpool; use unsigned codes or no padding');
  }
}

/** Every channel of a pool is requantised by the same numbers. */
function checkSame(requantise: MultiplyAddShift, expected: Readonly<Record<keyof MultiplyAddShift, number>>, at: string, message: (expected: number, found: number) => string): void {
  for (const field of ['multiplier', 'add', 'shift'] as const) {
    const wrong = requantise[field].findIndex((value) => value !== expected[field]);
    if (wrong >= 0) fail(at, `requantise.${field}[${wrong}]`, message(expected[field], requantise[field][wrong]!));
  }
}

/** |sum * multiplier + add + skip * skip multiplier| < 2^53, with |multipliers| <= 2^15, |add| <= 2^41, |skip| <= 2^8: what Numbers hold exactly. */
function checkExactness(layer: LayerStructure, at: string): void {
  const skip = layer.residual === true ? 2 ** 8 : 0;
  const largest = largestSum(layer);
  if ((largest + skip) * 2 ** 15 + 2 ** 41 >= 2 ** 53) {
    fail(at, 'kernel', `sums over ${layer.kernel[0]} x ${layer.kernel[1]} x ${groupInputs(layer)} inputs can reach ${largest}, `
      + `expected less than 2^38 - 2^26${skip > 0 ? ' - 2^8, with a residual' : ''}; split the layer`);
  }
}

function nounOf({ kind }: LayerStructure): string {
  return kind === 'averagepool' ? 'an averagepool' : `a ${kind}`;
}

function signText(signed: boolean): string {
  return signed ? 'signed' : 'unsigned';
}
