import { InputError } from '../../errors/input-error.js';
import type { Command } from '../command.js';
import { firstDifference } from '../first-difference.js';
import { missingPart } from '../missing-part.js';
import { configOption, jsonOption, latencyOption, memorySeedOption, text } from '../option-values.js';
import { type Engine, engines } from './run.js';

export interface VerifyOptions {
  readonly network: string;
  readonly input: string;
  readonly expected: string | undefined;
  readonly engines: readonly Engine[];
  readonly config: string | undefined;
  readonly latency: number;
  readonly 'memory-seed': number | undefined;
  readonly json: boolean;
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
    .option('network', text('network', { demandOption: true, describe: 'the network, a network.json with weights.bin beside it' }))
    .option('input', text('input', { demandOption: true, describe: 'input codes, a .npy of shape (H, W, C) or (N, H, W, C)' }))
    .option('expected', text('expected', { describe: 'output codes of another tool, a .npy to compare the reference with' }))
    .option('engines', { array: true, choices: engines, default: ['sim', 'verilator'] as readonly Engine[], requiresArg: true, describe: 'what to compare with the reference' })
    .option('config', configOption)
    .option('latency', latencyOption)
    .option('memory-seed', memorySeedOption)
    .option('json', jsonOption),

  run: async (options, output) => {
    const { readAcceleratorParameters } = await import('../accelerator-file.js');
    const { readNetwork } = await import('../../network/network-file.js');
    const { readNpy } = await import('../../network/npy.js');
    const { prepareReference } = await import('../../network/reference.js');
    const { readInputTensor } = await import('../../network/tensor-file.js');

    // 1. Everything that can be wrong with the input, before any work.
    await readAcceleratorParameters(options.config);
    const network = await readNetwork(options.network);
    const { images } = await readInputTensor(options.input, network);
    const shape = network.layers.at(-1)!.outputShape;
    const expected = options.expected === undefined ? undefined : await readNpy(options.expected);
    const size = shape[0] * shape[1] * shape[2];
    if (expected !== undefined && expected.data.length !== images.length * size) {
      throw new InputError(`${options.expected}: expected ${images.length} x [${shape.join(', ')}] values, the outputs of ${options.input}, found shape (${expected.shape.join(', ')})`);
    }
    const engine = options.engines.find((name) => name !== 'reference');
    if (engine !== undefined) missingPart(`engine ${engine}`, 'use --engines reference with --expected');
    if (expected === undefined) throw new InputError('--engines reference: there is nothing to compare it with; add an engine, or --expected with the output of another tool');

    // 2. Compute and compare image by image.
    const infer = prepareReference(network);
    const differences = images.flatMap((image, i) => {
      const difference = firstDifference(shape, expected.data.subarray(i * size, (i + 1) * size), infer(image).at(-1)!.codes);
      return difference === undefined ? [] : [{ image: i, ...difference }];
    });

    // 3. Print.
    const first = differences[0];
    const mismatches = differences.reduce((sum, { count }) => sum + count, 0);
    if (options.json) {
      output.result(JSON.stringify({ network: network.name, images: images.length, expected: { file: options.expected, mismatches, first: first ?? null } }));
    } else if (first === undefined) {
      output.result(`reference = ${options.expected}: ${images.length} ${images.length === 1 ? 'image' : 'images'}, ${expected.data.length} values, no difference`);
    } else {
      output.result(`reference differs from ${options.expected} in ${mismatches} of ${expected.data.length} values, ${differences.length} of ${images.length} images`);
      output.result(`first: image ${first.image}, row ${first.at[0]}, column ${first.at[1]}, channel ${first.at[2]}: expected ${first.expected}, found ${first.found}`);
    }
    return first === undefined ? 0 : 1;
  },
};
