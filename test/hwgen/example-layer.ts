import { defaultParameters } from '../../src/hwgen/accelerator/parameters.js';
import { lowerNetwork, type Program } from '../../src/network/lowering/lower-network.js';
import type { Layer, MapShape, Network } from '../../src/network/network.js';
import { resnetShapes } from '../../src/network/shapes/resnet.js';
import { weightCount } from '../../src/network/weight-count.js';

const shape = resnetShapes('resnet20').find(({ name }) => name === 'stage1.block1.conv1')!;

/** The layer that the pages show: the second of ResNet-20, 3x3, 16 channels to 16, W2A2, on its 32 x 32 pixels or on others. */
function layer(name: string, input: string, map: MapShape): Layer {
  const each = (value: number): number[] => new Array<number>(map[2]).fill(value);
  return {
    ...shape, name, input, inputShape: map, outputShape: map, weightBits: 2, weightCode: 'dorefa', activationBits: 2, activationSigned: false,
    weights: Int16Array.from({ length: weightCount(shape) }, (_, i) => (i * i) % 4),
    requantise: { multiplier: each(150), add: each(2 ** 15), shift: each(14) },
    output: { kind: 'codes', bits: 2, signed: false },
  };
}

const networkOf = (layers: readonly Layer[]): Network =>
  ({ format: 'bitloom-network', version: 1, name: 'example', input: { shape: layers[0]!.inputShape, bits: 2, signed: false }, mapBits: 2, layers });

/** The layer by itself. */
export const exampleLayer = (): Network => networkOf([layer(shape.name, 'input', shape.inputShape)]);

const small: MapShape = [4, 16, 16];

/** A residual block of two such layers on 4 x 16 pixels: the second adds the input. */
export function exampleBlock(): Program {
  const second: Layer = { ...layer('conv2', 'conv1', small), skip: { input: 'input', bits: 2, signed: false, multiplier: 2 ** 12 } };
  return lowerNetwork(networkOf([layer('conv1', 'input', small), second]), defaultParameters);
}

/** An input of the block: codes that depend on the place. */
export const exampleInput = (): Uint8Array => Uint8Array.from({ length: small[0] * small[1] * small[2] }, (_, i) => (i * 7 + (i >> 5)) % 4);
