import type { EngineName } from '../../sim/simulator.js';
import type { Command } from '../command.js';
import { text, wholeNumber } from '../option-values.js';
import { planesText } from '../planes-text.js';
import { whatRuns, whereItRuns, type NetworkRunOptions } from '../run-options.js';
import { textTable } from '../text-table.js';
import { requireWritableFile } from '../writable.js';

export const engines = ['reference', 'sim', 'verilator'] as const;
export type Engine = (typeof engines)[number];

export interface RunOptions extends NetworkRunOptions {
  readonly output: string | undefined;
  readonly engine: Engine;
  readonly batch: number;
}

/** `bitloom run`: inference of a network on any engine. */
export const run: Command<RunOptions> = {
  usage: 'run',
  summary: 'Run a network on the reference, the simulated accelerator or Verilator',
  examples: [
    ['run --network runs/digits/network.json --input x.npy --output y.npy --engine reference', 'infer every image of x.npy'],
    ['run --network autoencoder.json --input x.npy --batch 8', 'eight images at a time through dense layers'],
  ],
  options: (parser) => parser
    .options(whatRuns)
    .option('output', text('output', { describe: 'where to write the output codes, a .npy' }))
    .option('engine', { choices: engines, default: 'sim' as Engine, requiresArg: true, describe: 'what computes' })
    .options(whereItRuns)
    .option('batch', wholeNumber('batch', 1, 65_535, { default: 1, describe: 'images at a time, of a network of dense layers: their weights are read once for all of them' })),

  run: async (options, output) => {
    const { readAcceleratorParameters } = await import('../accelerator-file.js');
    const { readNetwork } = await import('../../network/network-file.js');
    const { readInputTensor, writeOutputTensor } = await import('../../network/tensor-file.js');
    const { inferOnAccelerator, inferOnReference } = await import('../inference.js');
    const { reportWork } = await import('../jobs/report-work.js');

    // 1. Everything that can be wrong with the input, before any work.
    if (options.output !== undefined) await requireWritableFile('output', options.output);
    const parameters = await readAcceleratorParameters(options.config);
    const network = await readNetwork(options.network);
    (await import('../../network/batch.js')).batchNetwork(network, options.batch);
    const { images, batched } = await readInputTensor(options.input, network);
    if (options.engine === 'verilator') await (await import('../../sim/verilator/find-verilator.js')).requireVerilator();

    // 2. Compute.
    const memory = { latency: options.latency, seed: options['memory-seed'] ?? 0 };
    const inference = options.engine === 'reference'
      ? await inferOnReference(network, images)
      : await reportWork(output, (progress) => inferOnAccelerator(options.engine as EngineName, network, images, parameters, memory, options.batch, progress));

    // 3. Write and print.
    const last = network.layers.at(-1)!;
    if (options.output !== undefined) await writeOutputTensor(options.output, last, inference.outputs, batched);
    const layers = network.layers.map(({ name, kind, outputShape, weightBits, activationBits }, i) =>
      ({ name, kind, outputShape, weightBits, activationBits, ...inference.layers[i]! }));
    const classes = last.outputShape[0] * last.outputShape[1] === 1 ? inference.outputs.map(({ codes }) => codes.indexOf(Math.max(...codes))) : undefined;
    const { counters } = inference;
    if (options.json) {
      output.result(JSON.stringify({
        network: network.name, engine: options.engine, images: images.length, batch: options.batch, layers, ...(counters && { counters }), ...(classes && { classes }), output: options.output ?? null,
      }));
      return 0;
    }
    output.result(textTable(
      ['layer', 'kind', 'output', 'w bits', 'a bits', ...(counters ? ['cycles'] : ['smallest', 'largest', 'zeros'])],
      layers.map((layer) => [
        layer.name, layer.kind, layer.outputShape.join('x'), planesText(layer.weightBits, 'weightPlanes' in layer ? layer.weightPlanes : undefined), layer.activationBits,
        ...('cycles' in layer ? [layer.cycles] : [layer.smallest, layer.largest, `${(100 * layer.zeros).toFixed(1)} %`]),
      ]),
    ));
    if (counters) output.result(Object.entries(counters).map(([name, value]) => `${name} ${value.toLocaleString('en')}`).join(', '));
    output.result(`${images.length} ${images.length === 1 ? 'image' : 'images'}${options.batch > 1 ? `, ${options.batch} at a time,` : ''} on engine ${options.engine}${classes ? `, classes ${shorten(classes)}` : ''}`);
    if (options.output !== undefined) output.result(`output: ${options.output}`);
    return 0;
  },
};

function shorten(classes: readonly number[]): string {
  return classes.length <= 20 ? classes.join(' ') : `${classes.slice(0, 20).join(' ')} ...`;
}
