import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeAtomically } from '../../files/write-atomically.js';
import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import { printDesign } from '../../hwgen/verilog/design.js';
import { lowerNetwork } from '../../network/lowering/lower-network.js';
import type { Network } from '../../network/network.js';
import type { Coverage } from '../coverage/coverage.js';
import { coverEngine } from '../coverage/cover-engine.js';
import { sumInfo, writeCoverageInfo, type LineSums } from '../verilator/coverage-info.js';
import { createVerilator } from '../verilator/create-verilator.js';
import type { MemoryBehaviour } from './device.js';
import { designFor } from './record-network.js';
import { NetworkRunner } from './run-network.js';

export interface CoverOptions {
  readonly parameters: AcceleratorParameters;
  readonly memory: MemoryBehaviour;
  /** Called, and waited for, after every image. */
  readonly progress?: ((share: number) => void | Promise<void>) | undefined;
}

/** What images on the own engine cover of the accelerator and its memory. */
export async function coverNetwork(network: Network, images: readonly ArrayLike<number>[], { parameters, memory, progress }: CoverOptions): Promise<Coverage> {
  const { simulator, coverage } = coverEngine(designFor(network, parameters));
  try {
    const runner = await NetworkRunner.open(simulator, lowerNetwork(network, parameters), memory);
    for (const [index, image] of images.entries()) {
      await runner.run(image);
      await progress?.((index + 1) / images.length);
    }
    return coverage();
  } finally {
    await simulator.close();
  }
}

/**
 * What they cover of the Verilog, line by line, by Verilator: leaves `coverage.dat`, `coverage.info` and the Verilog that it speaks of in `folder`. `more`
 * are `coverage.dat` of other runs, to be merged into `coverage.info`.
 */
export async function coverNetworkVerilog(
  network: Network, images: readonly ArrayLike<number>[], folder: string, more: readonly string[], { parameters, memory, progress }: CoverOptions,
): Promise<LineSums & { readonly cycles: number }> {
  const design = designFor(network, parameters);
  const files = printDesign(design);
  const simulator = await createVerilator({ top: design.name, ports: design.ports, files, options: { coverage: true, optimize: '-O1' } });
  const data = join(folder, 'coverage.dat');
  const temporary = `${data}.${process.pid}.tmp`;
  try {
    const runner = await NetworkRunner.open(simulator, lowerNetwork(network, parameters), memory);
    for (const [index, image] of images.entries()) {
      await runner.run(image);
      await progress?.((index + 1) / images.length);
    }
    await mkdir(folder, { recursive: true });
    await simulator.writeCoverage(temporary);
    await writeCoverageInfo(`${temporary}.info`, [temporary, ...more]);
    const info = await readFile(`${temporary}.info`, 'utf8');
    for (const [name, text] of files) {
      await mkdir(join(folder, 'rtl', dirname(name)), { recursive: true });
      await writeAtomically(join(folder, 'rtl', name), text);
    }
    await rename(temporary, data);
    await writeAtomically(join(folder, 'coverage.info'), info.replace(/^SF:/gm, `SF:${join(folder, 'rtl')}/`));
    return { ...sumInfo(info), cycles: simulator.cycle };
  } finally {
    await simulator.close();
    await rm(temporary, { force: true });
    await rm(`${temporary}.info`, { force: true });
  }
}
