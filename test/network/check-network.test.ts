import { describe, expect, it } from 'vitest';
import { checkNetwork, checkStructure } from '../../src/network/check-network.js';
import type { Layer, Network } from '../../src/network/network.js';
import { smallLayer, smallNetwork } from './small-network.js';

function complaint(network: unknown): string {
  try {
    checkNetwork(network as Network, 'network.json');
  } catch (error) {
    expect((error as Error).name).toBe('InputError');
    return (error as Error).message;
  }
  throw new Error('no complaint');
}

/** The small network with some fields of one layer replaced by anything. */
function altered(index: number, fields: Record<string, unknown>): Network {
  const network = smallNetwork();
  return { ...network, layers: network.layers.map((layer, i) => (i === index ? { ...layer, ...fields } as Layer : layer)) };
}

/** The small network with a layer `last` that is convolution, pool or residual: the fields that are given, on the map of conv1, [2, 3, 3] of 4 bits. */
function ending(fields: Record<string, unknown>, first: Record<string, unknown> = {}): Network {
  const [conv] = altered(0, first).layers;
  const last = {
    ...conv, name: 'last', input: 'conv1', inputShape: [2, 3, 3], outputShape: [2, 3, 3], kernel: [1, 1], stride: [1, 1], padding: noPadding,
    weightCode: 'signed', activationBits: 4, activationSigned: conv!.output.kind === 'codes' && conv!.output.signed, weights: new Int16Array(9), ...fields,
  } as Layer;
  return { ...smallNetwork(), layers: [conv!, last] };
}

const noPadding = { top: 0, bottom: 0, left: 0, right: 0 };
const skip = { input: 'conv1', bits: 4, signed: false, multiplier: 1 };
const pool = {
  kind: 'maxpool', outputShape: [1, 2, 3], kernel: [2, 2], weightBits: 1, weightCode: 'unsigned', weights: new Int16Array(0),
  requantise: { multiplier: [1, 1, 1], add: [0, 0, 0], shift: [0, 0, 0] },
};

const average = { ...pool, kind: 'averagepool', requantise: { multiplier: [-6, -6, -6], add: [9, 9, 9], shift: [5, 5, 5] }, output: { kind: 'codes', bits: 3, signed: true } };

describe('a network', () => {
  it('passes when all is well', () => {
    expect(() => checkNetwork(smallNetwork(), 'network.json')).not.toThrow();
  });

  it('gets one sentence for a field that is not of its form', () => {
    const requantise = smallLayer().requantise;
    const messages = [
      { ...smallNetwork(), format: 'onnx' },
      { ...smallNetwork(), version: 2 },
      { ...smallNetwork(), name: 'has space' },
      { ...smallNetwork(), layers: [] },
      { ...smallNetwork(), comment: 'hello' },
      { ...smallNetwork(), input: { shape: [4, 5], bits: 3, signed: false } },
      { ...smallNetwork(), input: { shape: [65536, 65536, 2], bits: 3, signed: false } },
      { ...smallNetwork(), mapBits: 9 },
      { ...smallNetwork(), mapBits: 1 },
      altered(0, { weightBits: 9 }),
      altered(0, { activationBits: 0 }),
      altered(0, { weightBits: 2.5 }),
      altered(0, { weightBits: NaN }),
      altered(1, { weightBits: '5' }),
      altered(0, { kind: 'pooling' }),
      altered(0, { weightCode: 'ternary' }),
      altered(0, { stride: [0, 1] }),
      altered(0, { padding: { top: -1, bottom: 0, left: 0, right: 0 } }),
      altered(0, { bias: [1, 2] }),
      altered(0, { output: { kind: 'float' } }),
      altered(0, { output: { kind: 'codes', bits: 4 } }),
      altered(0, { requantise: { ...requantise, multiplier: [1, 40000, 1] } }),
      altered(0, { requantise: { ...requantise, add: [0, 0, 2 ** 41] } }),
      altered(0, { requantise: { ...requantise, shift: [0, 48, 0] } }),
      altered(0, { requantise: { ...requantise, multiplier: [1, NaN, 1] } }),
      altered(0, { name: undefined }),
    ].map(complaint);
    expect(messages.join('\n')).toMatchInlineSnapshot(`
      "network.json: format: expected "bitloom-network", found "onnx"
      network.json: version: expected version 1, found 2
      network.json: name: expected a name of up to 100 letters, digits and _ . / - that starts with a letter, found "has space"
      network.json: layers: expected at least one layer, found []
      network.json: unknown field "comment"; remove it or correct its name
      network.json: input.shape: expected a shape [height, width, channels], found [4,5]
      network.json: input.shape: expected a shape of at most 2^28 values, found [65536,65536,2]
      network.json: mapBits: expected a whole number in 1..8, found 9
      network.json: layer "conv1", output: codes of 4 bits are written or added, mapBits allows 1; raise mapBits or leave it out
      network.json: layer "conv1", weightBits: expected a whole number in 1..8, found 9
      network.json: layer "conv1", activationBits: expected a whole number in 1..8, found 0
      network.json: layer "conv1", weightBits: expected a whole number in 1..8, found 2.5
      network.json: layer "conv1", weightBits: expected a whole number in 1..8, found NaN
      network.json: layer "fc", weightBits: expected a whole number in 1..8, found "5"
      network.json: layer "conv1", kind: expected "convolution", "dense", "maxpool" or "averagepool", found "pooling"
      network.json: layer "conv1", weightCode: expected "unsigned", "signed" or "dorefa", found "ternary"
      network.json: layer "conv1", stride[0]: expected a whole number in 1..65536, found 0
      network.json: layer "conv1", padding.top: expected a whole number in 0..65536, found -1
      network.json: layer "conv1": unknown field "bias"; remove it or correct its name
      network.json: layer "conv1", output.kind: expected kind "codes" (with bits and signed) or "raw", found "float"
      network.json: layer "conv1", output.signed: expected true or false, found nothing
      network.json: layer "conv1", requantise.multiplier[1]: expected a whole number in -32768..32767, found 40000
      network.json: layer "conv1", requantise.add[2]: expected a whole number in -2199023255552..2199023255551, found 2199023255552
      network.json: layer "conv1", requantise.shift[1]: expected a whole number in 0..47, found 48
      network.json: layer "conv1", requantise.multiplier[1]: expected a whole number in -32768..32767, found NaN
      network.json: layers[0], name: expected a name, found nothing"
    `);
  });

  it('gets one sentence for fields that do not fit together', () => {
    const requantise = smallLayer().requantise;
    const weights = smallLayer().weights;
    const messages = [
      altered(1, { name: 'conv1' }),
      altered(0, { name: 'input' }),
      altered(0, { input: 'fc' }),
      altered(1, { input: 'conv2' }),
      altered(1, { inputShape: [3, 3, 3], kernel: [3, 3] }),
      altered(1, { activationBits: 5 }),
      altered(1, { activationSigned: true }),
      altered(0, { output: { kind: 'raw' } }),
      altered(0, { outputShape: [4, 5, 3] }),
      altered(0, { kernel: [9, 3] }),
      altered(1, { kernel: [2, 2] }),
      altered(1, { padding: { top: 0, bottom: 1, left: 0, right: 0 } }),
      altered(0, { requantise: { ...requantise, shift: [0] } }),
      altered(0, { weights: weights.subarray(1) }),
      altered(0, { weights: Int16Array.from(weights, (code, i) => (i === 7 ? 4 : code)) }),
      altered(1, { weights: new Int16Array(36).fill(-17) }),
      altered(1, { input: 'input', inputShape: [4, 5, 2], kernel: [4, 5], activationBits: 3 }),
    ].map(complaint);
    expect(messages.join('\n')).toMatchInlineSnapshot(`
      "network.json: layer "conv1", name: is taken by the network input or an earlier layer; give each layer its own name
      network.json: layer "input", name: is taken by the network input or an earlier layer; give each layer its own name
      network.json: layer "conv1", input: found "fc", expected "input" or the name of an earlier layer (there is none)
      network.json: layer "fc", input: found "conv2", expected "input" or the name of an earlier layer (conv1)
      network.json: layer "fc", inputShape: expected [2, 3, 3], the shape of layer "conv1", found [3, 3, 3]
      network.json: layer "fc", activationBits: expected 4, the bits of layer "conv1", found 5
      network.json: layer "fc", activationSigned: expected false, the sign of layer "conv1", found true
      network.json: layer "fc", input: "conv1" gives raw 32-bit results, which only the network's output can be; give that layer an output of kind "codes"
      network.json: layer "conv1", outputShape: expected [2, 3, channels] from input, kernel, stride and padding, found [4, 5, 3]
      network.json: layer "conv1", kernel: found [9, 3], larger than the padded input of [4, 5, 2]
      network.json: layer "fc", kernel: a dense layer sees its whole input: expected [2, 3], found [2, 2]
      network.json: layer "fc", padding: a dense layer has none: expected four zeros
      network.json: layer "conv1", requantise.shift: expected 3 numbers, one per output channel, found 1
      network.json: layer "conv1", weights: expected 54 (output channels x kernel x input channels), found 53
      network.json: layer "conv1", weights[7]: expected 0..3 for 2-bit dorefa codes, found 4
      network.json: layer "fc", weights[0]: expected -16..15 for 5-bit signed codes, found -17
      network.json: layer "conv1", output: is read by no later layer, and it is not the last one; remove the layer or correct the edges"
    `);
  });

  it.each([
    ['a residual of the layer before', ending({ residual: true, skip })],
    ['a residual with raw results', ending({ residual: true, skip, output: { kind: 'raw' } })],
    ['a residual written as absent', ending({ residual: false, skip: undefined })],
    ['a map that is read as a skip only', (() => {
      const { layers: [first, second, ...rest], ...network } = ending({ name: 'second' });
      const last = { ...second!, name: 'last', residual: true, skip: { ...skip, input: 'second' } };
      return { ...network, layers: [first!, second!, last, ...rest] };
    })()],
    ['groups', ending({ groups: 3, weights: new Int16Array(3) })],
    ['dilation', ending({ kernel: [2, 2], dilation: [1, 2], outputShape: [1, 1, 3], weights: new Int16Array(36) })],
    ['a maxpool', ending(pool)],
    ['a maxpool of signed codes', ending({ ...pool, output: { kind: 'codes', bits: 4, signed: true } }, { output: { kind: 'codes', bits: 4, signed: true } })],
    ['a maxpool with padding', ending({ ...pool, padding: { top: 1, bottom: 0, left: 0, right: 1 }, outputShape: [2, 3, 3] })],
    ['an averagepool with any requantisation and output codes', ending(average)],
    ['an averagepool with raw results and padding of signed codes', ending(
      { ...average, padding: { top: 1, bottom: 0, left: 0, right: 1 }, outputShape: [2, 3, 3], output: { kind: 'raw' } }, { output: { kind: 'codes', bits: 4, signed: true } })],
    ['groups and dilation of a dense layer written as absent', altered(1, { groups: 1, dilation: [1, 1] })],
  ])('passes with %s', (_, network) => {
    expect(() => checkNetwork(network, 'network.json')).not.toThrow();
  });

  it('gets one sentence for groups, dilation, skips and pooling that are not allowed', () => {
    const signed = { output: { kind: 'codes', bits: 4, signed: true } };
    const messages = [
      altered(0, { groups: 0 }),
      altered(0, { dilation: 2 }),
      altered(0, { dilation: [0, 1] }),
      altered(0, { residual: 'yes' }),
      ending({ skip: { ...skip, multiplier: 40000 } }),
      ending({ skip: { input: 'conv1', bits: 4, signed: false } }),
      ending({ skip: 'conv1' }),
      altered(1, { dilation: [1, 2] }),
      altered(1, { groups: 3 }),
      ending({ ...pool, groups: 3 }),
      ending({ groups: 2 }),
      ending({ groups: 3, outputShape: [2, 3, 4] }),
      ending({ groups: 3, weightCode: 'dorefa', weights: new Int16Array(3) }),
      ending({ groups: 3 }),
      ending({ kernel: [2, 3], dilation: [1, 2] }),
      ending({ kernel: [2, 2], dilation: [1, 2] }),
      ending({ residual: true }),
      ending({ skip }),
      ending({ residual: true, skip: { ...skip, input: 'last' } }),
      ending({ residual: true, skip: { ...skip, input: 'input' } }),
      ending({ residual: true, skip: { ...skip, bits: 5 } }),
      ending({ residual: true, skip: { ...skip, signed: true } }),
      { ...ending({ residual: true, skip }), layers: [...ending({ name: 'middle', output: { kind: 'raw' } }).layers, ending({ residual: true, skip: { ...skip, input: 'middle' } }).layers[1]] },
      ending({ ...pool, outputShape: [1, 2, 4], requantise: { multiplier: [1, 1, 1, 1], add: [0, 0, 0, 0], shift: [0, 0, 0, 0] } }),
      ending({ ...pool, residual: true, skip }),
      ending({ ...pool, weightBits: 2 }),
      ending({ ...pool, weightCode: 'signed' }),
      ending({ ...pool, weights: new Int16Array(3) }),
      ending({ ...pool, requantise: { ...pool.requantise, multiplier: [1, 2, 1] } }),
      ending({ ...pool, requantise: { ...pool.requantise, shift: [0, 0, 1] } }),
      ending({ ...pool, output: { kind: 'raw' } }),
      ending({ ...pool, output: { kind: 'codes', bits: 5, signed: false } }),
      ending({ ...pool, ...signed }),
      ending({ ...pool, ...signed, padding: { top: 1, bottom: 0, left: 0, right: 0 }, outputShape: [2, 2, 3] }, signed),
      ending({ ...average, dilation: [1, 2] }),
      ending({ ...average, groups: 3 }),
      ending({ ...average, outputShape: [1, 2, 4], requantise: { multiplier: [1, 1, 1, 1], add: [0, 0, 0, 0], shift: [0, 0, 0, 0] } }),
      ending({ ...average, outputShape: [1, 1, 3] }),
      ending({ ...average, requantise: { ...average.requantise, add: [1] } }),
      ending({ ...average, requantise: { ...average.requantise, add: [9, 9, 8] } }),
      ending({ ...average, residual: true, skip }),
      ending({ ...average, weightBits: 2 }),
      ending({ ...average, weightCode: 'dorefa' }),
      ending({ ...average, weights: new Int16Array(12).fill(1) }),
    ].map(complaint);
    expect(messages.join('\n')).toMatchInlineSnapshot(`
      "network.json: layer "conv1", groups: expected a whole number in 1..65536, found 0
      network.json: layer "conv1", dilation: expected a pair [vertical, horizontal], found 2
      network.json: layer "conv1", dilation[0]: expected a whole number in 1..65536, found 0
      network.json: layer "conv1", residual: expected true or false, found "yes"
      network.json: layer "last", skip.multiplier: expected a whole number in -32768..32767, found 40000
      network.json: layer "last", skip.multiplier: expected a whole number in -32768..32767, found nothing
      network.json: layer "last", skip: expected the map to add { input, bits, signed, multiplier }, found "conv1"
      network.json: layer "fc", dilation: found [1, 2], which only a convolution can have; remove it from this dense layer
      network.json: layer "fc", groups: found 3, which only a convolution can have; remove it from this dense layer
      network.json: layer "last", groups: found 3, which only a convolution can have; remove it from this maxpool layer
      network.json: layer "last", groups: expected a number that divides the 3 input and 3 output channels, found 2
      network.json: layer "last", groups: expected a number that divides the 3 input and 4 output channels, found 3
      network.json: layer "last", weightCode: expected "signed" or "unsigned" with groups, found "dorefa", whose grid has no zero for the channels of other groups; write the values 2c - (2^bits - 1) as "signed" codes of one more bit
      network.json: layer "last", weights: expected 3 (output channels x kernel x input channels of a group), found 9
      network.json: layer "last", kernel: found [2, 3], dilated to [2, 5], larger than the padded input of [2, 3, 3]
      network.json: layer "last", outputShape: expected [1, 1, channels] from input, kernel, dilation, stride and padding, found [2, 3, 3]
      network.json: layer "last", skip: expected the map that a residual layer adds { input, bits, signed, multiplier }, found nothing
      network.json: layer "last", residual: expected true, as the layer has a skip; correct it or remove the skip
      network.json: layer "last", skip.input: found "last", expected "input" or the name of an earlier layer (conv1)
      network.json: layer "last", skip.input: expected a map of the output's shape [2, 3, 3], found the network input of [4, 5, 2]
      network.json: layer "last", skip.bits: expected 4, the bits of layer "conv1", found 5
      network.json: layer "last", skip.signed: expected false, the sign of layer "conv1", found true
      network.json: layer "last", skip.input: "middle" gives raw 32-bit results, which only the network's output can be; give that layer an output of kind "codes"
      network.json: layer "last", outputShape: expected 3 channels, those of the input of a maxpool, found 4
      network.json: layer "last", residual: found true, which a maxpool can't have; give the addition to a convolution
      network.json: layer "last", weightBits: expected 1, as a maxpool has no weights, found 2
      network.json: layer "last", weightCode: expected "unsigned", as a maxpool has no weights, found "signed"
      network.json: layer "last", weights: expected 0 (a maxpool has none), found 3
      network.json: layer "last", requantise.multiplier[1]: expected 1, as a maxpool does not requantise, found 2
      network.json: layer "last", requantise.shift[2]: expected 0, as a maxpool does not requantise, found 1
      network.json: layer "last", output: expected codes of 4 bits, unsigned, those of the input of a maxpool, found raw results
      network.json: layer "last", output: expected codes of 4 bits, unsigned, those of the input of a maxpool, found codes of 5 bits, unsigned
      network.json: layer "last", output: expected codes of 4 bits, unsigned, those of the input of a maxpool, found codes of 4 bits, signed
      network.json: layer "last", padding: a padded zero would win against negative codes in a maxpool; use unsigned codes or no padding
      network.json: layer "last", dilation: found [1, 2], which only a convolution can have; remove it from this averagepool layer
      network.json: layer "last", groups: found 3, which only a convolution can have; remove it from this averagepool layer
      network.json: layer "last", outputShape: expected 3 channels, those of the input of an averagepool, found 4
      network.json: layer "last", outputShape: expected [1, 2, channels] from input, kernel, stride and padding, found [1, 1, 3]
      network.json: layer "last", requantise.add: expected 3 numbers, one per output channel, found 1
      network.json: layer "last", requantise.add[2]: expected 9, that of channel 0, as an averagepool does the same to all channels, found 8; write a depthwise convolution with weights of 1
      network.json: layer "last", residual: found true, which an averagepool can't have; give the addition to a convolution
      network.json: layer "last", weightBits: expected 1, as an averagepool has no weights, found 2
      network.json: layer "last", weightCode: expected "unsigned", as an averagepool has no weights, found "dorefa"
      network.json: layer "last", weights: expected 0 (an averagepool has none), found 12"
    `);
  });

  it('is refused where sums with a skip could leave the exact range', () => {
    // One-bit sums over 60817 x 36737 x 123 inputs reach 2^38 - 2^26 - 213: room for none of the 2^8 of a skip. A group has 1 of the 123 channels.
    const each = (value: number): number[] => new Array<number>(123).fill(value);
    const [conv] = smallNetwork().layers;
    const limit = (fields: Partial<Layer>): Network => ({
      ...smallNetwork(), input: { shape: [1, 1, 123], bits: 1, signed: false },
      layers: [{
        ...conv!, inputShape: [1, 1, 123], outputShape: [1, 1, 123], kernel: [60817, 36737], stride: [1, 1], padding: { top: 60816, bottom: 0, left: 0, right: 36736 },
        weightBits: 1, weightCode: 'unsigned', activationBits: 1, requantise: { multiplier: each(1), add: each(0), shift: each(0) }, ...fields,
      }],
    });
    const residual = { residual: true, skip: { input: 'input', bits: 1, signed: false, multiplier: 1 } };
    expect(() => checkStructure(limit({}), 'network.json')).not.toThrow();
    expect(() => checkStructure(limit({ ...residual, groups: 123 }), 'network.json')).not.toThrow();
    expect(complaint(limit(residual))).toMatchInlineSnapshot(`"network.json: layer "conv1", kernel: sums over 60817 x 36737 x 123 inputs can reach 274810797867, expected less than 2^38 - 2^26 - 2^8, with a residual; split the layer"`);
  });

  it('is refused where sums could leave the exact range', () => {
    const shape = [64, 64, 2048] as const;
    const layer = { inputShape: shape, outputShape: [1, 1, 1], kernel: [64, 64], weightBits: 8, weightCode: 'unsigned', activationBits: 8, input: 'input', requantise: { multiplier: [1], add: [0], shift: [0] } };
    expect(complaint({ ...altered(1, layer), layers: [altered(1, layer).layers[1]], input: { shape, bits: 8, signed: false } }))
      .toMatchInlineSnapshot(`"network.json: layer "fc", kernel: sums over 64 x 64 x 2048 inputs can reach 545469235200, expected less than 2^38 - 2^26; split the layer"`);
  });
});
