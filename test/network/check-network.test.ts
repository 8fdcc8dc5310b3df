import { describe, expect, it } from 'vitest';
import { checkNetwork } from '../../src/network/check-network.js';
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
      network.json: layer "conv1", weightBits: expected a whole number in 1..8, found 9
      network.json: layer "conv1", activationBits: expected a whole number in 1..8, found 0
      network.json: layer "conv1", weightBits: expected a whole number in 1..8, found 2.5
      network.json: layer "conv1", weightBits: expected a whole number in 1..8, found NaN
      network.json: layer "fc", weightBits: expected a whole number in 1..8, found "5"
      network.json: layer "conv1", kind: expected "convolution" or "dense", found "pooling"
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

  it('is refused where sums could leave the exact range', () => {
    const shape = [64, 64, 2048] as const;
    const layer = { inputShape: shape, outputShape: [1, 1, 1], kernel: [64, 64], weightBits: 8, weightCode: 'unsigned', activationBits: 8, input: 'input', requantise: { multiplier: [1], add: [0], shift: [0] } };
    expect(complaint({ ...altered(1, layer), layers: [altered(1, layer).layers[1]], input: { shape, bits: 8, signed: false } }))
      .toMatchInlineSnapshot(`"network.json: layer "fc", kernel: sums over 64 x 64 x 2048 inputs can reach 545469235200, expected less than 2^38 - 2^26; split the layer"`);
  });
});
