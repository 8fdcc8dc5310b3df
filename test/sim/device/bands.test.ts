import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors/input-error.js';
import { lowerNetwork, type Program } from '../../../src/network/lowering/lower-network.js';
import { runReference } from '../../../src/network/reference.js';
import { descriptorCycles } from '../../../src/sim/cycles/network-cycles.js';
import { NetworkRunner } from '../../../src/sim/device/run-network.js';
import { system } from '../../../src/sim/device/system.js';
import { createEngine } from '../../../src/sim/engine/engine.js';
import { randomInput, randomNetwork } from '../../network/random-network.js';
import { acceleratorCaseArbitrary, type AcceleratorCase } from './accelerator-cases.js';
import { defaultParameters } from '../../../src/hwgen/accelerator/parameters.js';
import { verifyNetwork } from '../../../src/sim/device/verify-network.js';
import { itWithVerilator } from '../../with-verilator.js';

/** The case on an activation memory as small as it can be, times a power of two; undefined where that is not too small for anything. */
function inBands({ parameters, ...experiment }: AcceleratorCase, larger: number): AcceleratorCase & { readonly program: Program } | undefined {
  for (let depth = 16; depth <= 65_536; depth *= 2) {
    const small = { ...parameters, activationDepth: depth };
    try {
      lowerNetwork(experiment.network, small);
    } catch (error) {
      if (error instanceof InputError) continue;
      throw error;
    }
    const chosen = { ...experiment, parameters: { ...small, activationDepth: depth * larger } };
    const program = lowerNetwork(chosen.network, chosen.parameters, { storeAll: chosen.storeAll });
    return program.descriptors.length > program.layers.length ? { ...chosen, program } : undefined;
  }
  throw new Error('no activation memory is large enough');
}

const runs = Number(process.env['BITLOOM_CASES'] ?? 6);
const seed = Number(process.env['BITLOOM_SEED'] ?? 35);

type SmallCase = NonNullable<ReturnType<typeof inBands>>;

/** Runs a case on the engine: the values of the reference, and, without pauses, the cycles of the model. */
async function check({ parameters, network, program, latency, seed: of }: SmallCase, pauses: boolean): Promise<void> {
  const memoryBeats = 2 ** Math.ceil(Math.log2(program.memoryBytes / (parameters.portBits / 8)));
  const engine = createEngine(system({ accelerator: parameters, memoryBeats }).ir, { hash: false });
  const runner = await NetworkRunner.open(engine, program, { latency, seed: pauses ? of : 0 });
  const input = randomInput(of, network.input);
  const run = await runner.run(input);
  await engine.close();
  const expected = runReference(network, input).filter(({ name }) => run.outputs.has(name));
  expect([...run.outputs].map(([name, codes]) => ({ name, codes: [...codes] }))).toEqual(expected.map(({ name, codes }) => ({ name, codes: [...codes] })));
  if (!pauses) expect(run.descriptorCycles).toEqual(descriptorCycles(program, latency).map(({ total }) => total));
}

describe('maps that do not fit', () => {
  it.each([false, true])('in bands, the network computes what the reference computes, in the cycles of the model, descriptor by descriptor; with pauses: %s', async (pauses) => {
    await fc.assert(fc.asyncProperty(acceleratorCaseArbitrary, fc.constantFrom(1, 1, 2), async (experiment, larger) => {
      const small = inBands(experiment, larger);
      if (small !== undefined) await check(small, pauses);
    }), { numRuns: pauses ? Math.ceil(runs / 3) : runs, seed });
  });

  it('whatever a band can be: rows of two bands, of one channel tile after another, of a map that is added; stored or kept; an image whose bands overlap', async () => {
    const missing = new Set<string>(kinds);
    for (const experiment of fc.sample(acceleratorCaseArbitrary, { numRuns: 300, seed: seed + 1 })) {
      const small = missing.size > 0 ? inBands(experiment, 1) : undefined;
      const found = small === undefined ? [] : kindsOf(small.program).filter((kind) => missing.has(kind));
      if (found.length === 0) continue;
      await check(small!, false);
      for (const kind of found) missing.delete(kind);
    }
    expect([...missing]).toEqual([]);
  });

  itWithVerilator('run in Verilator as on the engine, signal by signal: with a residual, a stride, raw output in bands', async () => {
    const parameters = { ...defaultParameters, dm: 4, dk: 32, dn: 4, activationDepth: 128, weightDepth: 1024 };
    for (const seed of [3, 4]) {
      const network = randomNetwork(seed, { shape: [17, 10, 3], bits: 8, signed: false }, [
        { outputChannels: 12, weightBits: 3, weightCode: 'dorefa', outputBits: 3 },
        { outputChannels: 12, weightBits: 2, weightCode: 'signed', outputBits: 4, outputSigned: true, residual: true },
        { outputChannels: 36, weightBits: 1, weightCode: 'dorefa', outputBits: 4, stride: [2, 2] },
        { outputChannels: 5, weightBits: 2, weightCode: 'unsigned' },
      ]);
      const { descriptors, layers } = lowerNetwork(network, parameters);
      expect(descriptors.length).toBeGreaterThan(layers.length + 3);
      const result = await verifyNetwork(network, [randomInput(seed, network.input)], { parameters, memory: { latency: 20, seed: 0 }, engines: ['sim', 'verilator'] });
      expect(result.mismatches).toEqual({ sim: 0, verilator: 0 });
      expect(result.engines.verilator!.hash).toBe(result.engines.sim!.hash);
    }
  });
});

const kinds = ['bands', 'loads', 'two bands', 'pieces', 'added', 'stored', 'kept', 'overlaps'] as const;

/** What of it a program has. */
function kindsOf({ descriptors, layers }: Program): readonly (typeof kinds)[number][] {
  return descriptors.flatMap(({ step, layer }, index) => {
    if (step.kind === 'rows') {
      const { job } = step.load;
      const before = descriptors[index - 1]?.step;
      return [
        'loads' as const,
        ...(before?.kind === 'rows' && before.load.job.map === job.map && before.load.job.unit < job.unit ? ['two bands' as const] : []),
        ...(job.pieces > 1 ? ['pieces' as const] : []),
        ...(job.map === layers[layer]!.layer.skip?.input ? ['added' as const] : []),
      ];
    }
    if (step.firstRow === 0) return [];
    return ['bands' as const, ...(step.store ? ['stored' as const] : []), ...(step.target ? ['kept' as const] : []), ...(step.load?.job.map === 'input' ? ['overlaps' as const] : [])];
  });
}
