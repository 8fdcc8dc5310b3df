import fc from 'fast-check';
import { expect, it } from 'vitest';
import { defaultParameters } from '../../../src/hwgen/accelerator/parameters.js';
import { lanesAreChannels } from '../../../src/network/lowering/channel-lanes.js';
import { lowerNetwork } from '../../../src/network/lowering/lower-network.js';
import { mapSlots } from '../../../src/network/lowering/choose-slots.js';
import { runReference } from '../../../src/network/reference.js';
import { networkCycles } from '../../../src/sim/cycles/network-cycles.js';
import { openSystem } from '../../../src/sim/device/open-system.js';
import { NetworkRunner } from '../../../src/sim/device/run-network.js';
import { randomInput, randomNetwork } from '../../network/random-network.js';

/** [dm, dk, dn]: a word holds dk / dm tiles of channels, at most dn. */
const arrays: readonly (readonly [dm: number, dk: number, dn: number])[] = [[8, 64, 8], [16, 64, 4], [16, 32, 2], [4, 32, 8], [8, 64, 16], [8, 32, 4]];
const bits = fc.integer({ min: 1, max: 8 });

const around = { top: 1, bottom: 1, left: 1, right: 1 };

/** A convolution, a pool over whole rows of its map, a layer that reads that; with weights of the DoReFa grid what else is in a word would count too. */
const caseArbitrary = fc.record({
  array: fc.constantFrom(...arrays), seed: fc.integer({ min: 1, max: 1_000_000 }),
  size: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 19 })),
  channels: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(16, 32, 64, 128, 192) }, { weight: 1, arbitrary: fc.integer({ min: 5, max: 200 }) }),
  reader: fc.constantFrom('dense' as const, 'dense' as const, 'window' as const, 'depthwise' as const), weightCode: fc.constantFrom('signed' as const, 'dorefa' as const),
  bits, signed: fc.boolean(), outputBits: bits, outputSigned: fc.boolean(),
  kind: fc.constantFrom('averagepool' as const, 'averagepool' as const, 'maxpool' as const), rows: fc.constantFrom(1, 2, 30), stride: fc.integer({ min: 1, max: 3 }),
  padding: fc.record({ top: fc.nat(1), bottom: fc.nat(1), left: fc.constant(0), right: fc.nat(1) }),
}).map(({ array: [dm, dk, dn], seed, size: [rows, columns], channels, reader, weightCode, bits: mapBits, signed, outputBits, outputSigned, kind, rows: kernelRows, stride, padding }) => ({
  parameters: { ...defaultParameters, dm, dk, dn },
  seed,
  network: randomNetwork(seed, { shape: [rows, columns, 3], bits: 4, signed: false }, [
    { outputChannels: channels, kernel: [1, 1], stride: [1, 1], weightBits: 3, weightCode: 'signed', outputBits: mapBits, outputSigned: signed },
    { kind, outputChannels: 1, kernel: [kernelRows, 30], stride: [stride, 1], padding, weightBits: 1, weightCode: 'unsigned', outputBits, outputSigned },
    reader === 'dense' ? { kind: 'dense', outputChannels: 9, weightBits: 2, weightCode }
      : { outputChannels: reader === 'window' ? 9 : channels, kernel: [3, 3], padding: around, weightBits: 2, weightCode, ...(reader === 'depthwise' && { groups: 'depthwise' as const }) },
  ]),
}));

it('a pool to one column does all channels of a word at a time: the reference\'s codes, the model\'s cycles', async () => {
  let pools = 0;
  await fc.assert(fc.asyncProperty(caseArbitrary, async ({ parameters, seed, network }) => {
    const [, pool] = network.layers;
    const slots = mapSlots(network.layers, parameters);
    if (lanesAreChannels(pool!, slots.get(pool!.input)!, slots.get(pool!.name)!, parameters)) pools++;
    const program = lowerNetwork(network, parameters);
    const simulator = await openSystem('sim', parameters, program.memoryBytes);
    const runner = await NetworkRunner.open(simulator, program, { latency: 20, seed: 0 });
    const input = randomInput(seed, network.input);
    const { outputs, cycles } = await runner.run(input);
    await simulator.close();
    const expected = runReference(network, input).filter(({ name }) => outputs.has(name)).map(({ name, codes }) => [name, [...codes]]);
    expect([...outputs].map(([name, codes]) => [name, [...codes]])).toEqual(expected);
    expect(cycles).toEqual(networkCycles(program, 20).map(({ total }) => total));
  }), { numRuns: Number(process.env['BITLOOM_CASES'] ?? 30), seed: Number(process.env['BITLOOM_SEED'] ?? 5) });
  expect(pools).toBeGreaterThan(5);
}, 120_000);
