import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type AcceleratorParameters, defaultParameters } from '../../../src/hwgen/accelerator/parameters.js';
import { geometry } from '../../../src/hwgen/accelerator/geometry.js';
import { lanesAreChannels } from '../../../src/network/lowering/channel-lanes.js';
import { lowerNetwork, type Program } from '../../../src/network/lowering/lower-network.js';
import { mapSlots } from '../../../src/network/lowering/choose-slots.js';
import { columnPairs } from '../../../src/network/lowering/map-slots.js';
import type { LayerShape, Network } from '../../../src/network/network.js';
import { runReference } from '../../../src/network/reference.js';
import { networkCycles } from '../../../src/sim/cycles/network-cycles.js';
import { openSystem } from '../../../src/sim/device/open-system.js';
import { NetworkRunner } from '../../../src/sim/device/run-network.js';
import { randomInput, randomNetwork } from '../../network/random-network.js';

/** [dm, dk, dn]: a word holds dk / dm tiles of channels, at most dn. */
const arrays: readonly (readonly [dm: number, dk: number, dn: number])[] = [[8, 64, 8], [16, 64, 4], [16, 32, 2], [4, 32, 8], [8, 64, 16], [8, 32, 4], [32, 64, 2], [2, 32, 16]];

/** Arrays whose lanes can't take the tiles of a word: too few of them, or no power of two. */
const others: typeof arrays = [[8, 64, 4], [8, 64, 6], [8, 64, 1], [4, 32, 4]];

/** Lanes are channels in these too, but they are too large to simulate them often. */
const large: typeof arrays = [[16, 128, 8], [16, 256, 16]];

const mostChannels = 300;

/** What else a build can have. */
const builds: readonly Partial<AcceleratorParameters>[] = [{}, { portBits: 128, popcountStages: 3 }, { thresholdBits: 3 }, { requantiseBits: 2 }, { lean: true }, { activationDepth: 1024 }];
const bits = fc.integer({ min: 1, max: 8 });

const around = { top: 1, bottom: 1, left: 1, right: 1 };

/** A convolution, a pool over whole rows of its map, a layer that reads that; with weights of the DoReFa grid what else is in a word would count too. */
const caseArbitrary = fc.record({
  array: fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...arrays) }, { weight: 1, arbitrary: fc.constantFrom(...others) }), build: fc.constantFrom(...builds), seed: fc.integer({ min: 1, max: 1_000_000 }),
  size: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 17 })),
  channels: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(0.25, 0.5, 1, 1, 2, 3).map((words) => ({ words })) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: mostChannels }) }),
  reader: fc.constantFrom('dense' as const, 'dense' as const, 'window' as const, 'depthwise' as const), weightCode: fc.constantFrom('signed' as const, 'dorefa' as const),
  bits, signed: fc.boolean(), outputBits: bits, outputSigned: fc.boolean(),
  kind: fc.constantFrom('averagepool' as const, 'averagepool' as const, 'maxpool' as const), rows: fc.constantFrom(1, 2, 30), stride: fc.integer({ min: 1, max: 3 }),
  padding: fc.record({ top: fc.nat(1), bottom: fc.nat(1), left: fc.constant(0), right: fc.nat(1) }),
}).map(({ array: [dm, dk, dn], build, seed, size: [rows, columns], channels, reader, weightCode, bits: mapBits, signed, outputBits, outputSigned, kind, rows: kernelRows, stride, padding }) => ({
  parameters: { ...defaultParameters, dm, dk, dn, ...build },
  seed,
  network: randomNetwork(seed, { shape: [rows, columns, 3], bits: 4, signed: false }, [
    { outputChannels: typeof channels === 'number' ? channels : channels.words * dk, kernel: [1, 1], stride: [1, 1], weightBits: 3, weightCode: 'signed', outputBits: mapBits, outputSigned: signed },
    { kind, outputChannels: 1, kernel: [kernelRows, 30], stride: [stride, 1], padding, weightBits: 1, weightCode: 'unsigned', outputBits, outputSigned },
    reader === 'dense' ? { kind: 'dense', outputChannels: 9, weightBits: 2, weightCode }
      : { outputChannels: 9, kernel: [3, 3], padding: around, weightBits: 2, weightCode, ...(reader === 'depthwise' && { groups: 'depthwise' as const }) },
  ]),
}));

/** Of every bit of the words of a pixel, or of those that share a word, the channel it stands for; undefined where it stands for none. */
function channelsOfWords(channels: number, slotsLog: number, dk: number): (number | undefined)[][] {
  const own = dk / 2 ** slotsLog;
  return Array.from({ length: Math.ceil(channels / own) }, (_, word) =>
    Array.from({ length: dk }, (_, bit) => (word * own + (bit % own) < channels ? word * own + (bit % own) : undefined)));
}

it.each([...arrays, ...large, ...others])('dm %i, dk %i, dn %i, 1 to 300 channels: lanes are channels where a word is full and has all channels of its pixels, or is of one', (dm, dk, dn) => {
  const parameters = { ...defaultParameters, dm, dk, dn };
  const shape = (channels: number): LayerShape => ({ name: 'pool', kind: 'averagepool', inputShape: [8, 8, channels], outputShape: [1, 1, channels], kernel: [8, 8], stride: [8, 8], padding: { top: 0, bottom: 0, left: 0, right: 0 } });
  const taken: number[] = [];
  for (let channels = 1; channels <= mostChannels; channels++) {
    for (let slotsLog = columnPairs; slotsLog <= geometry(parameters).mostSlotsLog; slotsLog++) {
      const words = slotsLog < 0 ? [] : channelsOfWords(channels, slotsLog, dk);
      const full = words.length > 0 && words.flat().every((channel) => channel !== undefined) && (slotsLog === 0 || words.length === 1);
      // Lane n takes the tile that begins at bit n * dm; a single tile is one lane's work anyway.
      const lanesForTiles = Number.isInteger(Math.log2(dn)) && dk / dm <= Math.min(dn, 16);
      const takes = lanesAreChannels(shape(channels), slotsLog, slotsLog, parameters);
      expect(takes, `${channels} channels, slotsLog ${slotsLog}`).toBe(full && lanesForTiles && channels > dm);
      expect(lanesAreChannels(shape(channels), slotsLog, undefined, parameters)).toBe(false);
      if (takes) taken.push(channels);
    }
  }
  expect(taken.length > 0).toBe(!others.some((array) => array.join() === [dm, dk, dn].join()));
});

/** Undefined where a window of rows is more than the activation memory holds. */
function loweredIfItFits(network: Network, parameters: AcceleratorParameters): Program | undefined {
  try {
    return lowerNetwork(network, parameters);
  } catch (error) {
    if (/what one row of its output is made of needs \d+ words/.test((error as Error).message)) return undefined;
    throw error;
  }
}

it('a pool to one column does all channels of a word at a time: the reference\'s codes, the model\'s cycles', async () => {
  let pools = 0;
  await fc.assert(fc.asyncProperty(caseArbitrary, async ({ parameters, seed, network }) => {
    const [, pool] = network.layers;
    const slots = mapSlots(network.layers, parameters);
    if (lanesAreChannels(pool!, slots.get(pool!.input)!, slots.get(pool!.name)!, parameters)) pools++;
    const program = loweredIfItFits(network, parameters);
    fc.pre(program !== undefined);
    const simulator = await openSystem('sim', parameters, program.memoryBytes);
    const runner = await NetworkRunner.open(simulator, program, { latency: 20, seed: 0 });
    const input = randomInput(seed, network.input);
    const { outputs, cycles } = await runner.run(input);
    await simulator.close();
    const expected = runReference(network, input).filter(({ name }) => outputs.has(name)).map(({ name, codes }) => [name, [...codes]]);
    expect([...outputs].map(([name, codes]) => [name, [...codes]])).toEqual(expected);
    expect(cycles).toEqual(networkCycles(program, 20).map(({ total }) => total));
  }), { numRuns: Number(process.env['BITLOOM_CASES'] ?? 22), seed: Number(process.env['BITLOOM_SEED'] ?? 5) });
  expect(pools).toBeGreaterThan(5);
});
