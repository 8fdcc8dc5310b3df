import { InputError } from '../../errors/input-error.js';
import { countCells, type CellCount } from './cell-count.js';
import { countsFile, netlistFile, yosysScript, type FpgaTarget, type RecipeOptions } from './recipe.js';
import { runTool, textOf, type FileTree, type Tool } from './tool-run.js';

export interface Synthesis {
  /** The command line that repeats it on the files of the design. */
  readonly command: string;
  readonly count: CellCount;
  /** Every module of the result, top first; one alone after flattening. */
  readonly modules: readonly SynthesisedModule[];
  /** For place and route, where the options asked for it. */
  readonly netlist?: string;
}

export interface SynthesisedModule {
  readonly name: string;
  /** Instances in the whole design. */
  readonly instances: number;
  /** One instance, without the modules in it. */
  readonly own: CellCount;
  /** One instance with all in it. */
  readonly whole: CellCount;
}

/** The yosys that npm brings, or InputError with what to do. */
async function loadYosys(): Promise<Tool> {
  try {
    return (await import('@yowasp/yosys')).runYosys as Tool;
  } catch {
    throw new InputError('the package @yowasp/yosys is missing; run npm install');
  }
}

/**
 * Runs yosys on a design (file name -> Verilog) for an FPGA family. `progress` hears of each step. InputError when yosys refuses, in its
 * words.
 */
export async function synthesise(
  verilog: ReadonlyMap<string, string>, target: FpgaTarget, options: RecipeOptions, progress: (step: string) => void = () => {},
): Promise<Synthesis> {
  const sources: FileTree = Object.fromEntries(verilog);
  const script = yosysScript(target, options);
  // A shell would put the names in the place of *.v.
  const spelled = script.replace('*.v', [...verilog.keys()].join(' '));
  const result = await runTool('yosys', await loadYosys(), ['-p', spelled], sources, (line) => {
    // Headings of the flow's steps and of theirs: "2.33. Executing ABC pass (...)".
    const heading = line.match(/^(\d+\.\d+)\. Executing (\w+)/);
    if (heading) progress(`yosys ${heading[1]} ${heading[2]!.toLowerCase()}`);
  });
  const modules = modulesOf(textOf('yosys', result, countsFile), target, options.top);
  return {
    command: `yosys -p "${script}"`,
    count: modules[0]!.whole,
    modules,
    ...(options.netlist && { netlist: textOf('yosys', result, netlistFile) }),
  };
}

function modulesOf(counts: string, target: FpgaTarget, top: string): SynthesisedModule[] {
  const { modules } = JSON.parse(counts) as { modules: Record<string, { num_cells_by_type: Record<string, number> }> };
  const cells = new Map(Object.entries(modules).map(([name, { num_cells_by_type }]) => [name.replace(/^\\/, ''), num_cells_by_type]));
  const instances = new Map<string, number>();
  const wholes = new Map<string, CellCount>();
  const visit = (name: string, times: number): CellCount => {
    instances.set(name, (instances.get(name) ?? 0) + times);
    let whole = countCells(cells.get(name)!, target);
    for (const [type, number] of Object.entries(cells.get(name)!)) if (cells.has(type)) whole = plus(whole, visit(type, times * number), number);
    wholes.set(name, whole);
    return whole;
  };
  if (!cells.has(top)) throw new InputError(`yosys: no module ${top} in the result`);
  visit(top, 1);
  return [...instances].map(([name, number]) => ({ name, instances: number, own: countCells(cells.get(name)!, target), whole: wholes.get(name)! }));
}

function plus(a: CellCount, b: CellCount, times: number): CellCount {
  return {
    lut: a.lut + times * b.lut, memoryLut: a.memoryLut + times * b.memoryLut, ff: a.ff + times * b.ff,
    bram: a.bram + times * b.bram, dsp: a.dsp + times * b.dsp, carry: a.carry + times * b.carry,
  };
}
