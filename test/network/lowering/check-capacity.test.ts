import { describe, expect, it } from 'vitest';
import { defaultParameters } from '../../../src/hwgen/accelerator/parameters.js';
import { lowerNetwork } from '../../../src/network/lowering/lower-network.js';
import { randomNetwork, type RandomLayer } from '../../network/random-network.js';

const around = { top: 1, bottom: 1, left: 1, right: 1 };
const first: RandomLayer = { outputChannels: 16, kernel: [3, 3], padding: around, weightBits: 2, weightCode: 'signed', outputBits: 2 };
const wide: RandomLayer = { ...first, stride: [2, 2], weightBits: 8, from: 1 };
const pool: RandomLayer = { kind: 'maxpool', outputChannels: 16, kernel: [2, 2], stride: [2, 2], weightBits: 1, weightCode: 'unsigned', from: 1 };
const last: RandomLayer = { kind: 'dense', outputChannels: 4, weightBits: 2, weightCode: 'signed' };

/** A buffer of 32 rows: 8 planes of 3 words fit, 8 of 9 do not. */
const parameters = { ...defaultParameters, weightDepth: 64 };
const lower = (...layers: readonly RandomLayer[]) => lowerNetwork(randomNetwork(1, { shape: [6, 8, 3], bits: 4, signed: false }, layers), parameters);

describe('the weights of a channel tile', () => {
  it('fit where four pixels of 16 channels share a word', () => {
    expect(() => lower(first, wide, last)).not.toThrow();
  });

  it('are counted with the words that the map has: a maxpool that reads it too has them hold one pixel', () => {
    // Behind the pool the convolution's map is added, so that nothing is left out.
    const added: RandomLayer = { ...first, kernel: [1, 1], padding: { top: 0, bottom: 0, left: 0, right: 0 }, from: 2, residual: true };
    expect(() => lower(first, pool, wide, added, last)).toThrowErrorMatchingInlineSnapshot(`[InputError: layer layer2: 8-bit weights of one channel tile need 72 rows, one weight buffer holds 32; raise weightDepth to 256 in the accelerator configuration, or use fewer weight bits]`);
  });
});
