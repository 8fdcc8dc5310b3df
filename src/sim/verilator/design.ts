import { InputError } from '../../errors/input-error.js';
import type { Module, Port } from '../../hwgen/ir/module.js';

/** What Verilator is given: the Verilog of a top module with all that it instantiates, and the ports that the IR says it has. */
export interface VerilatorDesign {
  /** Name of the top module. */
  readonly top: string;
  /** The ports of the IR's module, in its order; `clk` and `rst` are implicit and may be missing from the Verilog. */
  readonly ports: readonly Pick<Port, 'direction' | 'name' | 'type'>[];
  /**
   * Plain file name -> text. `.v` and `.sv` are read by Verilator, in the map's order; all others lie beside them, for
   * `include and $readmemh.
   */
  readonly files: ReadonlyMap<string, string>;
  /** The IR that the files were printed from: then a check that fails names its source. It is not part of the build. */
  readonly module?: Module | undefined;
}

/** Options that change the built program; each combination is a build of its own. */
export interface BuildOptions {
  /** Default `g++`; `clang++` or a path for another. */
  readonly compiler?: string | undefined;
  /** Default `-O3`. */
  readonly optimize?: '-O0' | '-O1' | '-O2' | '-O3' | undefined;
  /** Compile for the processor of this machine (-march=native). */
  readonly native?: boolean | undefined;
  /** Build in openTrace and closeTrace (--trace). A build without it runs at full speed. */
  readonly trace?: boolean | undefined;
  /** Build in line and toggle coverage (--coverage) for writeCoverage. Slower, so a build of its own. */
  readonly coverage?: boolean | undefined;
  /** More arguments for Verilator, such as `-DNAME=1`, `+define+…`, `-Wno-…`. */
  readonly verilatorFlags?: readonly string[] | undefined;
  /** Folder of the cache; default: the environment variable BITLOOM_CACHE, else `.cache` in Bitloom's folder. */
  readonly cache?: string | undefined;
  /** Seconds after which a build is given up; default 1800, for large designs on small machines. */
  readonly buildLimit?: number | undefined;
}

/** @throws InputError for what would fail later with a message that nobody understands. */
export function checkDesign(design: VerilatorDesign): void {
  if (!/^[A-Za-z_][A-Za-z0-9_$]*$/.test(design.top)) throw new InputError(`The top module's name \`${design.top}\` is not a Verilog identifier`);
  for (const file of design.files.keys()) {
    if (!/^[A-Za-z0-9_][A-Za-z0-9_.+-]*$/.test(file)) {
      throw new InputError(`The file name \`${file}\` of ${design.top} is not plain; use letters, digits and _ . + - only, without folders`);
    }
  }
  if (![...design.files.keys()].some(isVerilog)) throw new InputError(`No file of ${design.top} ends in .v or .sv; Verilator has nothing to read`);
  const names = new Set<string>();
  for (const { name } of design.ports) {
    if (name === 'clk' || name === 'rst') throw new InputError(`Port \`${name}\` of ${design.top} is implicit; leave it out of the port list`);
    if (names.has(name)) throw new InputError(`Port \`${name}\` of ${design.top} is listed twice`);
    names.add(name);
  }
}

export function isVerilog(file: string): boolean {
  return file.endsWith('.v') || file.endsWith('.sv');
}
