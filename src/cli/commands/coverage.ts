import { join } from 'node:path';
import type { Coverage } from '../../sim/coverage/coverage.js';
import type { CoverageSums } from '../../sim/coverage/coverage-summary.js';
import type { Command } from '../command.js';
import { text, wholeNumber } from '../option-values.js';
import { whatRuns, whereItRuns, type NetworkRunOptions } from '../run-options.js';
import { textTable } from '../text-table.js';
import { requireWritableFolder } from '../writable.js';

export interface CoverageOptions extends NetworkRunOptions {
  readonly engine: 'sim' | 'verilator';
  readonly merge: readonly string[];
  readonly out: string;
  readonly unseen: number;
}

/** `bitloom coverage`: what a network's run shows of the accelerator. */
export const coverage: Command<CoverageOptions> = {
  usage: 'coverage',
  summary: 'Count what a network exercises of the accelerator: toggles, states, transitions, lines',
  examples: [
    ['coverage --network network.json --input x.npy --out coverage', 'toggles, state machines, cover points, by the lines of the TypeScript'],
    ['coverage --network b.json --input x.npy --merge coverage/coverage.json --out both', 'added to those of another run'],
    ['coverage --network network.json --input x.npy --engine verilator', 'lines and toggles of the Verilog'],
  ],
  options: (parser) => parser
    .options(whatRuns)
    .option('engine', { choices: ['sim', 'verilator'] as const, default: 'sim' as const, requiresArg: true, describe: 'what counts: the own engine, or Verilator on the Verilog' })
    .option('merge', { array: true, string: true, default: [] as readonly string[], requiresArg: true, describe: 'earlier runs to add: coverage.json of sim, coverage.dat of verilator' })
    .option('out', text('out', { default: 'coverage', describe: 'folder for coverage.json (sim) or coverage.dat (verilator), and coverage.info for lcov\'s viewers' }))
    .option('unseen', wholeNumber('unseen', 0, 1_000_000, { default: 10, describe: 'how many of the things never seen to list' }))
    .options(whereItRuns),

  run: async (options, output) => {
    const { readAcceleratorParameters } = await import('../accelerator-file.js');
    const { readInput } = await import('../../files/read-input.js');
    const { readNetwork } = await import('../../network/network-file.js');
    const { readInputTensor } = await import('../../network/tensor-file.js');
    const { mergeCoverage, parseCoverage } = await import('../../sim/coverage/coverage.js');
    const { coverNetwork, coverNetworkVerilog } = await import('../../sim/device/cover-network.js');
    const { reportWork } = await import('../jobs/report-work.js');

    // 1. Everything that can be wrong with the input, before any work.
    await requireWritableFolder('out', options.out);
    const parameters = await readAcceleratorParameters(options.config);
    const network = await readNetwork(options.network);
    const { images } = await readInputTensor(options.input, network);
    const memory = { latency: options.latency, seed: options['memory-seed'] ?? 0 };
    const earlier = await Promise.all(options.merge.map(async (file) => ({ file, bytes: await readInput(file, 'the coverage of an earlier run') })));

    // 2. Lines of the Verilog.
    if (options.engine === 'verilator') {
      await (await import('../../sim/verilator/find-verilator.js')).requireVerilator();
      const sums = await reportWork(output, async (progress) => {
        await progress('verilator: building', 0);
        return coverNetworkVerilog(network, images, options.out, options.merge, { parameters, memory, progress: (share) => progress('verilator', share) });
      });
      if (options.json) output.result(JSON.stringify({ network: network.name, engine: 'verilator', images: images.length, folder: options.out, ...sums }));
      else {
        output.result(textTable(['file', 'lines and toggles', 'seen'], sums.files.map(({ name, seen, all }) => [name, all, share(seen, all)])));
        output.result(`${share(sums.lines.seen, sums.lines.all)} of ${sums.lines.all} lines of the Verilog with counts, in ${sums.cycles.toLocaleString('en')} cycles: ${join(options.out, 'coverage.info')}`);
      }
      return 0;
    }

    // 3. Toggles, machines and cover points on the engine.
    const merged = earlier.map(({ file, bytes }) => parseCoverage(bytes.toString('utf8'), file));
    const own = await reportWork(output, async (progress) => {
      await progress('sim: compiling', 0);
      return coverNetwork(network, images, { parameters, memory, progress: (done) => progress('sim', done) });
    });
    await writeCoverage(options.out, mergeCoverage(own, ...merged), output, options, network.name);
    return 0;
  },
};

async function writeCoverage(folder: string, all: Coverage, output: Parameters<typeof coverage.run>[1], options: CoverageOptions, network: string): Promise<void> {
  const { mkdir } = await import('node:fs/promises');
  const { writeAtomically } = await import('../../files/write-atomically.js');
  const { lcovText } = await import('../../sim/coverage/lcov.js');
  const { summarise, unseen } = await import('../../sim/coverage/coverage-summary.js');
  await mkdir(folder, { recursive: true });
  await writeAtomically(join(folder, 'coverage.json'), `${JSON.stringify(all)}\n`);
  await writeAtomically(join(folder, 'coverage.info'), lcovText(all));
  const { modules, total } = summarise(all);
  const missing = unseen(all);
  if (options.json) {
    output.result(JSON.stringify({ network, engine: 'sim', cycles: all.cycles, folder, total, modules, unseen: missing.slice(0, options.unseen), unseenInAll: missing.length }));
    return;
  }
  const row = ({ module, bits, edges, states, transitions, covers }: CoverageSums): (string | number)[] => [
    module, bits, share(edges.seen, edges.all), fraction(states), fraction(transitions), fraction(covers),
  ];
  output.result(textTable(['module', 'bits', 'edges seen', 'states', 'transitions', 'covers'], [...modules, total].map(row)));
  if (options.unseen > 0 && missing.length > 0) output.result(['', ...missing.slice(0, options.unseen), `${missing.length} never seen in all`].join('\n'));
  output.result(`${all.cycles.toLocaleString('en')} cycles: ${join(folder, 'coverage.json')}, ${join(folder, 'coverage.info')}`);
}

const share = (seen: number, all: number): string => (all === 0 ? '-' : `${((100 * seen) / all).toFixed(1)} %`);
const fraction = ({ seen, all }: { seen: number; all: number }): string => (all === 0 ? '-' : `${seen} of ${all}`);
