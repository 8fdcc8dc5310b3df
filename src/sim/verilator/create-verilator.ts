import { join } from 'node:path';
import { InputError } from '../../errors/input-error.js';
import { SimulationError } from '../simulator.js';
import { brokenAssertion } from './broken-assertion.js';
import { buildVerilator } from './build.js';
import type { BuildOptions, VerilatorDesign } from './design.js';
import { HarnessProcess } from './harness-process.js';
import { PROTOCOL_VERSION, hello } from './protocol.js';
import { VerilatorSimulator } from './verilator-simulator.js';

export interface VerilatorOptions extends BuildOptions {
  /**
   * Registers and memories start with random values of this seed (1 to 2^31 - 1) instead of 0. A design that depends on none of them
   * behaves the same for every seed.
   */
  readonly initialSeed?: number | undefined;
  /** False leaves the hash out of every cycle, for speed; hash() then throws. Default true. */
  readonly hash?: boolean | undefined;
  /** Seconds within which the process must answer a request (long runs are cut into requests of half a second); default 60. */
  readonly requestLimit?: number | undefined;
}

const DEFAULT_REQUEST_LIMIT_S = 60;

/**
 * A running copy of the design under Verilator: built if the cache does not have it, in a process of its own. Close it.
 * `simulator.build` says where the build lies and whether it came from the cache.
 *
 * ```ts
 * const simulator = await createVerilator({ top: 'counter', ports: counter.ports, files: new Map([['counter.v', text]]) });
 * await simulator.reset();
 * await simulator.run(1000);
 * await simulator.close();
 * ```
 * @throws InputError when Verilator or the compiler is missing, or the Verilog can't be built or has other ports.
 */
export async function createVerilator(design: VerilatorDesign & { readonly options?: VerilatorOptions | undefined }): Promise<VerilatorSimulator> {
  const options = design.options ?? {};
  const args = harnessArguments(options);
  const build = await buildVerilator(design, options);
  const harness = new HarnessProcess({
    design: design.top,
    program: join(build.folder, 'simulator'),
    arguments: args,
    folder: join(build.folder, 'sources'),
    explain: (stderr) => brokenAssertion(design, stderr),
    requestLimit: options.requestLimit ?? DEFAULT_REQUEST_LIMIT_S,
  });
  try {
    const greeting = await harness.request(hello());
    if (greeting.readUInt32LE(0) !== PROTOCOL_VERSION || greeting.readUInt32LE(4) !== design.ports.length + 1) {
      throw new SimulationError(`The Verilator build in ${build.folder} is not of this design and version of Bitloom; remove that folder`);
    }
    return new VerilatorSimulator(design, build, harness);
  } catch (error) {
    await harness.close();
    throw error;
  }
}

function harnessArguments({ initialSeed, hash }: VerilatorOptions): string[] {
  if (initialSeed !== undefined && !(Number.isInteger(initialSeed) && initialSeed >= 1 && initialSeed < 2 ** 31)) {
    throw new InputError(`initialSeed ${initialSeed} is not an integer from 1 to 2147483647`);
  }
  return [
    ...(initialSeed === undefined ? ['+verilator+rand+reset+0'] : ['+verilator+rand+reset+2', `+verilator+seed+${initialSeed}`]),
    ...(hash === false ? ['+bitloom+hash+0'] : []),
  ];
}
