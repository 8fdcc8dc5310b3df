import { InputError } from '../../errors/input-error.js';
import { accelerator } from '../../hwgen/accelerator/accelerator.js';
import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import { countDefinition, type CellCount } from '../../hwgen/fpga/cell-count.js';
import { harnessName, pinHarness } from '../../hwgen/fpga/pin-harness.js';
import { placeAndRoute, type IceDevice, type Placement } from '../../hwgen/fpga/place-and-route.js';
import type { FpgaTarget } from '../../hwgen/fpga/recipe.js';
import { synthesise, type SynthesisedModule } from '../../hwgen/fpga/synthesise.js';
import { modulesOf } from '../../hwgen/ir/hierarchy.js';
import { printDesign } from '../../hwgen/verilog/design.js';

export interface ModuleSynthesisOptions {
  readonly target: FpgaTarget;
  /** Name of a module of the accelerator. */
  readonly module: string;
  /** Also synthesise every module on its own. */
  readonly hierarchy: boolean;
  readonly place: boolean;
  readonly device: IceDevice;
  /** The clock that the placer aims for. */
  readonly mhz: number;
  readonly seed: number;
}

export interface ModuleSynthesis {
  readonly module: string;
  readonly target: FpgaTarget;
  readonly parameters: AcceleratorParameters;
  /** How the counts count, in words. */
  readonly definition: string;
  /** Of the flattened module. */
  readonly command: string;
  readonly count: CellCount;
  /** bMAC per cycle, where the module holds dot-product units. */
  readonly bmac?: number;
  readonly lutPerBmac?: number;
  readonly hierarchy?: { readonly command: string; readonly modules: readonly SynthesisedModule[] };
  /** Of the module with registers at all ports (`pinHarness`). */
  readonly placement?: Placement & { readonly command: string; readonly device: IceDevice; readonly harnessFf: number };
}

/**
 * Synthesises a module of the accelerator for `target`: flattened; if asked for, module by module; if asked for, placed and routed. InputError when there is no
 * such module or a tool refuses.
 */
export async function synthesiseModule(parameters: AcceleratorParameters, options: ModuleSynthesisOptions, progress: (step: string) => void = () => {}): Promise<ModuleSynthesis> {
  const { target, module } = options;
  const all = modulesOf(accelerator(parameters).ir);
  const design = all.find(({ name }) => name === module);
  if (design === undefined) throw new InputError(`--module: "${module}" is no module of the accelerator; use one of: ${all.map(({ name }) => name).join(', ')}`);
  const verilog = printDesign(design, { target });

  const flat = await synthesise(verilog, target, { top: module, flatten: true }, progress);
  const apart = options.hierarchy ? await synthesise(verilog, target, { top: module, flatten: false }, progress) : undefined;
  const placement = options.place ? await placed() : undefined;
  const bmac = bmacOf(module, parameters);
  return {
    module, target, parameters,
    definition: countDefinition[target],
    command: flat.command, count: flat.count,
    ...(bmac !== undefined && { bmac, lutPerBmac: flat.count.lut / bmac }),
    ...(apart && { hierarchy: { command: apart.command, modules: apart.modules } }),
    ...(placement && { placement }),
  };

  async function placed() {
    const hasReset = /^\s*input\s+wire\s+rst\b/m.test(verilog.get(`${module}.v`)!);
    const harnessed = new Map(verilog).set(`${harnessName}.v`, pinHarness(design!, hasReset));
    const { command, netlist, count } = await synthesise(harnessed, target, { top: harnessName, flatten: true, netlist: true }, progress);
    const result = await placeAndRoute(netlist!, options.device, options, progress);
    return { ...result, command, device: options.device, harnessFf: count.ff - flat.count.ff };
  }
}

/** ANDs, each with its share of the accumulation, that a module does in a cycle. */
function bmacOf(module: string, { dm, dn, dk }: AcceleratorParameters): number | undefined {
  switch (module) {
    case 'dot_unit': return dk;
    case 'dot_row': return dk * dn;
    case 'dot_array': case 'execute': case 'accelerator': return dk * dn * dm;
    default: return undefined;
  }
}
