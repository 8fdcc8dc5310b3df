import type { Command } from '../command.js';
import { defaultLatency, jsonOption, text, wholeNumber } from '../option-values.js';
import { requireWritableFolder } from '../writable.js';

export interface StartOptions {
  readonly seed: number;
  readonly images: number;
  readonly out: string;
  readonly rtl: string;
  readonly verilator: boolean;
  readonly json: boolean;
}

/** `bitloom start`: the main job, from the embedded data set to verified RTL. */
export const start: Command<StartOptions> = {
  usage: 'start',
  summary: 'The main job: search, train, generate, simulate and verify on the embedded digits',
  examples: [
    ['start', 'everything with its defaults'],
    ['start --json > result.json', 'the result for a program'],
  ],
  options: (parser) => parser
    .option('seed', wholeNumber('seed', 0, 2 ** 31 - 1, { default: 1, describe: 'seed of the data and of all random choices' }))
    .option('images', wholeNumber('images', 1, 500, { default: 20, describe: 'test images to run on all engines' }))
    .option('out', text('out', { default: 'runs/digits', describe: 'run folder to write' }))
    .option('rtl', text('rtl', { default: 'rtl-out', describe: 'folder for the Verilog' }))
    .option('verilator', { type: 'boolean', default: true, describe: 'check with Verilator too; --no-verilator leaves it out' })
    .option('json', jsonOption),

  run: async (options, output) => {
    const { defaultParameters: accelerator } = await import('../../hwgen/accelerator/parameters.js');
    const { defaultParameters } = await import('../../search/search-parameters.js');
    const { agrees, resultJson, resultText } = await import('../jobs/verified-search.js');
    const { availableEngines, runInterruptibly } = await import('../jobs/run-job.js');
    const { prepareRepeat } = await import('../jobs/repeat-run.js');
    const { writeDesign } = await import('../write-design.js');

    // 1. Everything that can be wrong, before any work.
    await requireWritableFolder('out', options.out);
    await requireWritableFolder('rtl', options.rtl);
    const { engines, missing } = await availableEngines(options.verilator);
    if (missing !== undefined) output.progress(missing);

    // An interrupted run goes on, a finished one is made again.
    const parameters = { ...defaultParameters, seed: options.seed };
    const hardware = { accelerator, latency: defaultLatency };
    const resume = await prepareRepeat(options.out, parameters, hardware);

    // 2. The accelerator as Verilog.
    const files = await writeDesign(options.rtl, accelerator);
    output.progress(`generate: ${files.filter(({ name }) => name.endsWith('.v')).length} Verilog modules in ${options.rtl}`);

    // 3. Search its bitwidths for the digits, at half the cycles of W4A4; verify.
    if (resume) output.progress(`start: goes on with the interrupted run in ${options.out}`);
    const result = await runInterruptibly('give the same command again.', {
      parameters, hardware, runDirectory: options.out, resume, images: options.images, engines,
    });

    // 4. Print.
    output.result(options.json
      ? resultJson(result, { rtl: options.rtl })
      : `${resultText(result)}\n\nVerilog: ${options.rtl}   run: ${options.out}   page: npx bitloom report ${options.out}`);
    return agrees(result) ? 0 : 1;
  },
};
