import { describe, expect, it } from 'vitest';
import { networkOfShapes } from '../../../bench/accelerator/random-weights.js';
import { defaultParameters } from '../../../src/hwgen/accelerator/parameters.js';
import { isPool } from '../../../src/network/channel-groups.js';
import { lowerNetwork } from '../../../src/network/lowering/lower-network.js';
import type { Network } from '../../../src/network/network.js';
import { networkShapes } from '../../../src/network/shapes/network-shapes.js';
import { buildCostTable } from '../../../src/sim/cycles/build-cost-table.js';
import { networkCycles } from '../../../src/sim/cycles/network-cycles.js';
import { randomSource } from '../../network/random-network.js';

/** The network with other bits: every map but the image, every layer's weights. */
function withBits(network: Network, seed: number): Network {
  const random = randomSource(seed);
  const most = network.mapBits!;
  const bits = new Map([['input', network.input.bits], ...network.layers.map(({ name, kind, input }) => [name, kind === 'maxpool' ? input : 1 + random(most)] as const)]
    .map(([name, value]) => [name as string, value]));
  const bitsOf = (name: string): number => { const value = bits.get(name)!; return typeof value === 'string' ? bitsOf(value) : value; };
  return {
    ...network,
    layers: network.layers.map((layer) => ({
      ...layer, weightBits: isPool(layer) ? 1 : 1 + random(8), activationBits: bitsOf(layer.input),
      ...(layer.skip && { skip: { ...layer.skip, bits: bitsOf(layer.skip.input) } }),
      output: layer.output.kind === 'codes' ? { ...layer.output, bits: bitsOf(layer.name) } : layer.output,
    })),
  };
}

describe('a cost table with layers in bands', () => {
  it.each([
    ['resnet8', 512, 8], ['resnet8', 256, 5], ['resnet20', 512, 8], ['lenet5', 64, 8], ['ds-cnn', 256, 8], ['mobilenet', 256, 4], ['mobilenet', 1024, 8],
  ])('is exact for whatever bits the layers have: %s, %d words, codes of up to %d bits', (name, activationDepth, mapBits) => {
    const parameters = { ...defaultParameters, activationDepth, accumulatorBits: 32 };
    const shapes = networkShapes(name)!;
    const network = { ...networkOfShapes(name, shapes, { weight: 1, activation: 1, image: 8 }), mapBits };
    const table = buildCostTable(shapes, parameters, 20, mapBits);
    // The same with the network's own edges in place of those that follow from the shapes.
    expect(buildCostTable(network.layers, parameters, 20, mapBits).layers).toEqual(table.layers);
    for (let seed = 1; seed <= 3; seed++) {
      const mixed = withBits(network, seed);
      const program = lowerNetwork(mixed, parameters, { planes: 'given' });
      expect(program.descriptors.length).toBeGreaterThan(program.layers.length);
      expect(networkCycles(program, 20).map(({ total }) => total))
        .toEqual(mixed.layers.map(({ weightBits, activationBits }, index) => table.layers[index]!.cycles[weightBits - 1]![activationBits - 1]));
    }
  }, 60_000);

  it('leaves chains that fit as they are', () => {
    const network = networkOfShapes('resnet8', networkShapes('resnet8')!, { weight: 2, activation: 2, image: 8 });
    const { mapBits: _, ...unbound } = network;
    // 8-bit maps would not fit; these do.
    expect(lowerNetwork(unbound, { ...defaultParameters, activationDepth: 512 }).descriptors).toHaveLength(network.layers.length);
    expect(lowerNetwork(unbound, { ...defaultParameters, activationDepth: 512 }, { planes: 'given' }).descriptors.length).toBeGreaterThan(network.layers.length);
    expect(lowerNetwork({ ...network, mapBits: 8 }, { ...defaultParameters, activationDepth: 512 }).descriptors.length).toBeGreaterThan(network.layers.length);
  });
});
