import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/errors/input-error.js';
import { batchNetwork, joinImages, splitOutputs } from '../../src/network/batch.js';
import { checkNetwork } from '../../src/network/check-network.js';
import { runReference } from '../../src/network/reference.js';
import { randomInput, randomNetwork } from './random-network.js';

const bits = fc.integer({ min: 1, max: 8 });
const denseNetwork = fc.tuple(
  fc.integer({ min: 1, max: 1e6 }), fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 40 })), bits, fc.boolean(),
  fc.array(fc.record({ outputChannels: fc.integer({ min: 1, max: 40 }), weightBits: bits, weightCode: fc.constantFrom('signed' as const, 'unsigned' as const, 'dorefa' as const), outputBits: bits, outputSigned: fc.boolean(), residual: fc.boolean() }), { minLength: 1, maxLength: 4 }),
).map(([seed, shape, inputBits, signed, layers]) => randomNetwork(seed, { shape, bits: inputBits, signed }, layers.map((layer) => ({ ...layer, kind: 'dense' as const }))));

describe('a batch', () => {
  it('is a valid network that computes what the images give one by one: any dense layers, residuals too, any number of images', () => {
    fc.assert(fc.property(denseNetwork, fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 15 }), (network, count, images) => {
      const batch = batchNetwork(network, count);
      checkNetwork(batch, 'batch');
      const inputs = Array.from({ length: images }, (_, image) => randomInput(image, network.input));
      const outputs = joinImages(inputs, count).map((input) => runReference(batch, input).at(-1)!.codes);
      expect(splitOutputs(outputs, count, images).map((codes) => [...codes])).toEqual(inputs.map((input) => [...runReference(network, input).at(-1)!.codes]));
    }), { seed: 8 });
  });

  it('of one image is the network itself, and of layers with a window there is none', () => {
    const network = randomNetwork(1, { shape: [4, 4, 3], bits: 4, signed: false }, [{ outputChannels: 3, weightBits: 2, weightCode: 'signed', outputBits: 2 }, { kind: 'dense', outputChannels: 3, weightBits: 2, weightCode: 'signed' }]);
    expect(batchNetwork(network, 1)).toBe(network);
    expect(() => batchNetwork(network, 8)).toThrow(new InputError('network random-1: a batch of 8 images needs dense layers only, layer layer0 is a convolution layer; run the images one by one'));
  });
});
