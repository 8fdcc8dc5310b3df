import { InputError } from '../../errors/input-error.js';
import type { Verification } from '../../sim/device/verify-network.js';
import type { Command } from '../command.js';
import type { Difference } from '../jobs/hunt-difference.js';
import { text } from '../option-values.js';
import { whatRuns, whereItRuns, type NetworkRunOptions } from '../run-options.js';
import { requireWritableFolder } from '../writable.js';
import { type Engine, engines } from './run.js';

export interface VerifyOptions extends NetworkRunOptions {
  readonly expected: string | undefined;
  readonly engines: readonly Engine[];
  readonly debug: string | undefined;
}

/** `bitloom verify`: every engine against the reference, and the reference against an expected output where there is one. */
export const verify: Command<VerifyOptions> = {
  usage: 'verify',
  summary: 'Compare all engines with the reference, layer by layer, cycle by cycle',
  examples: [
    ['verify --network runs/digits/network.json --input x.npy', 'all engines, all layers'],
    ['verify --network network.json --input x.npy --expected y.npy --engines reference', 'only the reference, against y.npy'],
  ],
  options: (parser) => parser
    .options(whatRuns)
    .option('expected', text('expected', { describe: 'output codes of another tool, a .npy to compare the reference with' }))
    .option('engines', { array: true, choices: engines, default: ['sim', 'verilator'] as readonly Engine[], requiresArg: true, describe: 'what to compare with the reference' })
    .option('debug', text('debug', { defaultDescription: 'debug-NETWORK', describe: 'folder for traces of both simulators, written if they differ' }))
    .options(whereItRuns),

  run: async (options, output) => {
    const { readAcceleratorParameters } = await import('../accelerator-file.js');
    const { readNetwork } = await import('../../network/network-file.js');
    const { readInputTensor } = await import('../../network/tensor-file.js');
    const { compareWithFile, describeComparison, readExpected } = await import('../expected-output.js');
    const { reportWork } = await import('../jobs/report-work.js');
    const { describeVerification, plainVerification } = await import('../verification-text.js');

    // 1. Everything that can be wrong with the input, before any work.
    const parameters = await readAcceleratorParameters(options.config);
    const network = await readNetwork(options.network);
    const { images } = await readInputTensor(options.input, network);
    const expected = options.expected === undefined ? undefined : await readExpected(options.expected, network, images.length);
    const simulators = engineNames.filter((name) => options.engines.includes(name));
    if (simulators.length === 0 && expected === undefined) {
      throw new InputError('--engines reference: there is nothing to compare it with; add an engine, or --expected with the output of another tool');
    }

    if (simulators.includes('verilator')) await requireEngine();
    const { debugFolder, huntDifference } = await import('../jobs/hunt-difference.js');
    const folder = options.debug ?? debugFolder(network.name);
    if (options.debug !== undefined) await requireWritableFolder('debug', folder);

    // 2. Compare the reference with the file, and the engines with the reference.
    const comparison = expected && compareWithFile(network, images, expected);
    const { verifyNetwork } = await import('../../sim/device/verify-network.js');
    const { SimulationError } = await import('../../sim/simulator.js');
    const memory = { latency: options.latency, seed: options['memory-seed'] ?? 0 };
    const compare = (): Promise<Verification> => reportWork(output, (progress) => verifyNetwork(network, images, { parameters, memory, engines: simulators, progress }));
    const huntDown = (): Promise<Difference> => reportWork(output, async (progress) => {
      await progress('looking for the first difference', 0);
      return huntDifference(network, images, { parameters, memory, folder });
    });
    const verification = simulators.length === 0 ? undefined : await compare().catch(async (error: unknown) => {
      // A simulator that hangs or stops has left the other's way before.
      if (!(error instanceof SimulationError) || simulators.length < 2) throw error;
      output.progress(error.message);
      const difference = await huntDown().catch(() => undefined);
      if (!difference?.json) throw error;
      output.result(options.json ? JSON.stringify({ network: network.name, passed: false, stopped: error.message, difference: difference.json }) : difference.text);
      return 'stopped' as const;
    });
    if (verification === 'stopped') return 1;
    const engines = verification && plainVerification(verification);

    // 3. Where simulators part: the first signal, and traces.
    const difference = engines?.equalCycleByCycle !== false ? undefined : await huntDown();

    // 4. Print.
    const passed = (comparison?.mismatches ?? 0) === 0 && (engines?.passed ?? true);
    if (options.json) {
      output.result(JSON.stringify({ network: network.name, passed, images: images.length, ...(comparison && { expected: comparison }), ...engines, ...(difference && { difference: difference.json }) }));
    } else {
      if (comparison) output.result(describeComparison(comparison));
      if (engines) output.result(describeVerification(network, engines));
      if (difference) output.result(difference.text);
    }
    return passed ? 0 : 1;
  },
};

/** Before the own simulator has worked for nothing. */
async function requireEngine(): Promise<void> {
  const { findVerilator } = await import('../../sim/verilator/find-verilator.js');
  const verilator = await findVerilator();
  if (verilator.kind === 'absent') throw new InputError(`${verilator.message}; or verify with --engines sim alone`);
}

const engineNames = ['sim', 'verilator'] as const;
