import { InputError } from '../../errors/input-error.js';
import type { Command } from '../command.js';
import { text, wholeNumber } from '../option-values.js';
import { whatRuns, whereItRuns, type NetworkRunOptions } from '../run-options.js';
import { requireWritableFile } from '../writable.js';

export interface TraceOptions extends NetworkRunOptions {
  readonly image: number;
  readonly from: number | undefined;
  readonly cycles: number | undefined;
  readonly layer: string | undefined;
  readonly signals: string | undefined;
  readonly engine: 'sim' | 'verilator';
  readonly out: string;
}

/** Cycles of a window when nobody says how many. */
const defaultCycles = 1000;

/** `bitloom trace`: a window of a network's run as VCD. */
export const trace: Command<TraceOptions> = {
  usage: 'trace',
  summary: 'Write a window of a run as VCD, with a save file for GTKWave',
  examples: [
    ['trace --network network.json --input x.npy --layer conv2 --out conv2.vcd', 'every signal of a layer'],
    ["trace --network network.json --input x.npy --from 9000 --cycles 200 --signals 'core.chain.*'", 'some signals of some cycles'],
  ],
  options: (parser) => parser
    .options(whatRuns)
    .option('image', wholeNumber('image', 0, 2 ** 31, { default: 0, describe: 'which image of the input runs' }))
    .option('from', wholeNumber('from', 0, 2 ** 48, { describe: 'first cycle of the window, counted from the start of the simulation, as in all messages' }))
    .option('cycles', wholeNumber('cycles', 1, 10_000_000, { defaultDescription: `${defaultCycles}, or the layer's`, describe: 'cycles of the window' }))
    .option('layer', text('layer', { conflicts: ['from'], describe: 'the window begins with this layer: its name, or its number from 0' }))
    .option('signals', text('signals', { describe: 'only signals that fit: * in a step of the path, ** across steps; several with commas' }))
    .option('engine', { choices: ['sim', 'verilator'] as const, default: 'sim' as const, requiresArg: true, describe: 'what runs the window' })
    .option('out', text('out', { default: 'trace.vcd', describe: 'the VCD file; the save file gets its name with .gtkw' }))
    .options(whereItRuns),

  run: async (options, output) => {
    const { readAcceleratorParameters } = await import('../accelerator-file.js');
    const { readNetwork } = await import('../../network/network-file.js');
    const { readInputTensor } = await import('../../network/tensor-file.js');
    const { designFor, recordNetwork } = await import('../../sim/device/record-network.js');
    const { traceNetwork } = await import('../../sim/device/trace-network.js');
    const { reportWork } = await import('../jobs/report-work.js');

    // 1. Everything that can be wrong with the input, before any work.
    await requireWritableFile('out', options.out);
    const parameters = await readAcceleratorParameters(options.config);
    const network = await readNetwork(options.network);
    const { images } = await readInputTensor(options.input, network);
    const image = images[options.image];
    if (!image) throw new InputError(`--image ${options.image}: ${options.input} has ${images.length} ${images.length === 1 ? 'image' : 'images'}, counted from 0`);
    const layer = options.layer === undefined ? undefined : layerIndex(options.layer, network.layers.map(({ name }) => name));
    if (options.engine === 'verilator') await (await import('../../sim/verilator/find-verilator.js')).requireVerilator();

    const signals = options.signals === undefined ? undefined : await chosenSignals(options.signals, designFor(network, parameters));

    const { run, window, gtkw } = await reportWork(output, async (progress) => {
      // 2. The whole run, untraced.
      await progress('sim: running', 0);
      const run = await recordNetwork(network, [image], { parameters, memory: { latency: options.latency, seed: options['memory-seed'] ?? 0 } });
      // 3. Its window again, traced.
      const window = windowOf(options, layer === undefined ? undefined : run.layers[layer] ?? missing(network.layers[layer]!.name, run), run.tape.cycles);
      await progress(`${options.engine}: tracing cycles ${window.from} to ${window.from + window.cycles - 1}`, 0.5);
      const { gtkw } = await traceNetwork(run, { engine: options.engine, ...window, file: options.out, signals });
      await progress(options.engine, 1);
      return { run, window, gtkw };
    });

    // 4. Print.
    const { failure } = run;
    const stopped = failure === undefined ? undefined : failure instanceof Error ? failure.message : String(failure);
    if (options.json) {
      output.result(JSON.stringify({
        network: network.name, image: options.image, engine: options.engine, vcd: options.out, gtkw, ...window, signals: signals?.length ?? null,
        run: { cycles: run.tape.cycles, layers: run.layers, ...(stopped !== undefined && { stopped }) },
      }));
    } else {
      const which = signals ? `${signals.length} ${signals.length === 1 ? 'signal' : 'signals'}` : 'all signals';
      output.result(`${which} in cycles ${window.from} to ${window.from + window.cycles - 1} of ${run.tape.cycles.toLocaleString('en')}: ${options.out}`);
      output.result(`to look at them: gtkwave ${options.out} ${gtkw}`);
      if (stopped !== undefined) output.result(`the run did not come to its end: ${stopped}`);
    }
    return stopped === undefined ? 0 : 1;
  },
};

function layerIndex(wanted: string, names: readonly string[]): number {
  const byName = names.indexOf(wanted);
  if (byName >= 0) return byName;
  if (/^\d+$/.test(wanted) && Number(wanted) < names.length) return Number(wanted);
  throw new InputError(`--layer ${wanted}: the network has no such layer; it has ${names.map((name, index) => `${index} ${name}`).join(', ')}`);
}

function missing(name: string, run: { readonly failure?: unknown }): never {
  throw new InputError(`--layer ${name}: the run ended before this layer (${run.failure instanceof Error ? run.failure.message : 'no reason known'})`);
}

function windowOf({ from, cycles }: TraceOptions, layer: { readonly from: number; readonly cycles: number } | undefined, end: number): { from: number; cycles: number } {
  const first = layer?.from ?? from ?? 0;
  const wanted = cycles ?? layer?.cycles ?? defaultCycles;
  if (first >= end) throw new InputError(`--from ${first}: the run ends at cycle ${end - 1}; choose an earlier one`);
  return { from: first, cycles: Math.min(wanted, end - first) };
}

async function chosenSignals(globs: string, design: Parameters<typeof import('../../sim/engine/flatten.js')['flatten']>[0]): Promise<string[]> {
  const { flatten } = await import('../../sim/engine/flatten.js');
  const { nearestScopes, signalFilter } = await import('../../sim/debug/signal-glob.js');
  const names = ['rst', ...flatten(design).signals.keys()];
  const patterns = globs.split(',').map((pattern) => pattern.trim()).filter((pattern) => pattern !== '');
  for (const pattern of patterns) {
    if (names.some(signalFilter([pattern]))) continue;
    const near = nearestScopes(names, pattern);
    throw new InputError(`--signals ${pattern}: no signal fits; try ${near.slice(0, 5).map((scope) => `${scope}.*`).join(', ')}${near.length > 5 ? `, or another of ${near.length}` : ''}`);
  }
  if (patterns.length === 0) throw new InputError(`--signals: "${globs}" holds no pattern; give one such as core.*`);
  return names.filter(signalFilter(patterns));
}
