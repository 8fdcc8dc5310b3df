import fc from 'fast-check';
import { codeRange, weightCodeRange } from '../../src/network/code-range.js';
import type { Layer, Network } from '../../src/network/network.js';

/** A layer of 3 x 3 weights to keep a test short; `overrides` replace single fields. */
export function smallLayer(overrides: Partial<Layer> = {}): Layer {
  const layer: Layer = {
    name: 'conv1', kind: 'convolution', input: 'input',
    inputShape: [4, 5, 2], outputShape: [2, 3, 3], kernel: [3, 3], stride: [2, 2], padding: { top: 1, bottom: 1, left: 1, right: 1 },
    weightBits: 2, weightCode: 'dorefa', activationBits: 3, activationSigned: false,
    weights: Int16Array.from({ length: 54 }, (_, i) => i % 4),
    requantise: { multiplier: [3, -2, 5], add: [10, 0, -7], shift: [4, 3, 5] },
    output: { kind: 'codes', bits: 4, signed: false },
  };
  return { ...layer, ...overrides };
}

/** conv1 -> fc, all fields valid. */
export function smallNetwork(): Network {
  const fc: Layer = {
    name: 'fc', kind: 'dense', input: 'conv1',
    inputShape: [2, 3, 3], outputShape: [1, 1, 2], kernel: [2, 3], stride: [1, 1], padding: { top: 0, bottom: 0, left: 0, right: 0 },
    weightBits: 5, weightCode: 'signed', activationBits: 4, activationSigned: false,
    weights: Int16Array.from({ length: 36 }, (_, i) => ((i * 7) % 32) - 16),
    requantise: { multiplier: [1, 1], add: [0, 100], shift: [0, 0] },
    output: { kind: 'raw' },
  };
  return { format: 'bitloom-network', version: 1, name: 'small', input: { shape: [4, 5, 2], bits: 3, signed: false }, layers: [smallLayer(), fc] };
}

const whole = (low: number, high: number): fc.Arbitrary<number> => fc.integer({ min: low, max: high });

/** One random valid layer with a random input, the whole of every field's range within small shapes. */
export const layerAndInput: fc.Arbitrary<{ layer: Layer; input: number[] }> = fc
  .record({
    height: whole(1, 6), width: whole(1, 6), groups: fc.constantFrom(1, 1, 2, 3), groupInputs: whole(1, 3), groupOutputs: whole(1, 3),
    dilation: fc.tuple(fc.constantFrom(1, 1, 2, 3), fc.constantFrom(1, 1, 2, 4)), kernel: fc.tuple(whole(1, 4), whole(1, 4)), stride: fc.tuple(whole(1, 3), whole(1, 3)),
    padding: fc.record({ top: whole(0, 4), bottom: whole(0, 4), left: whole(0, 4), right: whole(0, 4) }),
    weightBits: whole(1, 8), activationBits: whole(1, 8), activationSigned: fc.boolean(), weightCode: fc.constantFrom('unsigned', 'signed', 'dorefa'),
    output: fc.oneof(fc.record({ kind: fc.constant('codes'), bits: whole(1, 8), signed: fc.boolean() }), fc.constant({ kind: 'raw' })),
  })
  .map((p) => ({
    ...p, inputs: p.groups * p.groupInputs, outputs: p.groups * p.groupOutputs,
    weightCode: p.groups > 1 && p.weightCode === 'dorefa' ? 'signed' : p.weightCode,
    extent: [(p.kernel[0] - 1) * p.dilation[0] + 1, (p.kernel[1] - 1) * p.dilation[1] + 1] as const,
  }))
  .filter(({ height, width, extent, padding }) => height + padding.top + padding.bottom >= extent[0] && width + padding.left + padding.right >= extent[1])
  .chain((p) => {
    const size = (length: number, before: number, after: number, extent: number, stride: number): number => Math.floor((length + before + after - extent) / stride) + 1;
    const shape: Omit<Layer, 'weights' | 'requantise'> = {
      name: 'layer', kind: 'convolution', input: 'input', inputShape: [p.height, p.width, p.inputs],
      outputShape: [size(p.height, p.padding.top, p.padding.bottom, p.extent[0], p.stride[0]), size(p.width, p.padding.left, p.padding.right, p.extent[1], p.stride[1]), p.outputs],
      kernel: p.kernel, stride: p.stride, padding: p.padding, dilation: p.dilation, groups: p.groups,
      weightBits: p.weightBits, weightCode: p.weightCode as Layer['weightCode'], activationBits: p.activationBits, activationSigned: p.activationSigned, output: p.output as Layer['output'],
    };
    const weights = weightCodeRange(shape);
    const codes = codeRange(p.activationBits, p.activationSigned);
    const list = (low: number, high: number, length: number): fc.Arbitrary<number[]> => fc.array(whole(low, high), { minLength: length, maxLength: length });
    return fc
      .record({
        weights: list(weights.low, weights.high, p.outputs * p.kernel[0] * p.kernel[1] * p.groupInputs),
        multiplier: fc.oneof(list(-32768, 32767, p.outputs), list(-3, 3, p.outputs)),
        add: fc.oneof(list(-(2 ** 41), 2 ** 41 - 1, p.outputs), list(-8, 8, p.outputs)),
        shift: fc.oneof(list(0, 47, p.outputs), list(0, 3, p.outputs)),
        input: list(codes.low, codes.high, p.height * p.width * p.inputs),
      })
      .map(({ weights: codes, multiplier, add, shift, input }) => ({ layer: { ...shape, weights: Int16Array.from(codes), requantise: { multiplier, add, shift } }, input }));
  });

/** A network of one layer. */
export function networkOf(layer: Layer): Network {
  const { inputShape: shape, activationBits: bits, activationSigned: signed } = layer;
  return { format: 'bitloom-network', version: 1, name: 'one', input: { shape, bits, signed }, layers: [layer] };
}
