import { describe, expect, it } from 'vitest';
import { defaultParameters } from '../../../src/hwgen/accelerator/parameters.js';
import { checkShape } from '../../../src/network/lowering/check-capacity.js';
import { lowerNetwork } from '../../../src/network/lowering/lower-network.js';
import type { LayerShape } from '../../../src/network/network.js';
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

describe('the sizes of a layer', () => {
  const none = { top: 0, bottom: 0, left: 0, right: 0 };
  const plain: LayerShape = { name: 'plain', kind: 'convolution', inputShape: [8, 8, 16], outputShape: [8, 8, 16], kernel: [1, 1], stride: [1, 1], padding: none };
  const pooled: LayerShape = { ...plain, name: 'pooled', kind: 'maxpool', inputShape: [4096, 2048, 8], outputShape: [256, 128, 8], kernel: [16, 16], stride: [16, 16] };
  const roomy = { ...defaultParameters, weightDepth: 131072 };
  const check = (shape: LayerShape): void => checkShape(shape, 0, 1, 1, roomy);

  it.each<[limit: string, within: LayerShape, beyond: LayerShape]>([
    ['input height is 65536, the accelerator takes at most 65535', { ...plain, inputShape: [65535, 8, 16] }, { ...plain, inputShape: [65536, 8, 16] }],
    ['input width is 65536, the accelerator takes at most 65535', { ...plain, inputShape: [8, 65535, 16] }, { ...plain, inputShape: [8, 65536, 16] }],
    ['kernel height is 257, the accelerator takes at most 256', { ...plain, kernel: [256, 1] }, { ...plain, kernel: [257, 1] }],
    ['kernel width is 257, the accelerator takes at most 256', { ...plain, kernel: [1, 256] }, { ...plain, kernel: [1, 257] }],
    ['horizontal stride is 256, the accelerator takes at most 255', { ...plain, stride: [1, 255] }, { ...plain, stride: [1, 256] }],
    ['vertical stride is 256, the accelerator takes at most 255', { ...plain, stride: [255, 1] }, { ...plain, stride: [256, 1] }],
    ['kernel positions of a maxpool is 272, the accelerator takes at most 256', pooled, { ...pooled, kernel: [16, 17] }],
    ['dilation is 256, the accelerator takes at most 255', { ...plain, dilation: [1, 255] }, { ...plain, dilation: [1, 256] }],
    ['padding is 32768, the accelerator takes at most 32767', { ...plain, padding: { ...none, left: 32767 } }, { ...plain, padding: { ...none, left: 32768 } }],
    ['output tiles is 65537, the accelerator takes at most 65536', { ...plain, outputShape: [65536, 8, 16] }, { ...plain, outputShape: [65537, 8, 16] }],
  ])('%s', (limit, within, beyond) => {
    expect(() => check(within)).not.toThrow();
    expect(() => check(beyond)).toThrow(`layer ${beyond.name}: ${limit}; use a smaller layer`);
  });

  it('may all be largest at once: 65536 output tiles of 256 kernel positions', () => {
    expect(() => check({ ...pooled, inputShape: [65535, 65535, 8], outputShape: [4096, 128, 8] })).not.toThrow();
  });
});
