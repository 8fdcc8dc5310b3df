import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { synthesiseModule, type ModuleSynthesis, type ModuleSynthesisOptions } from '../../src/cli/jobs/synthesise-module.js';
import { accelerator } from '../../src/hwgen/accelerator/accelerator.js';
import type { AcceleratorParameters } from '../../src/hwgen/accelerator/parameters.js';
import { DoesNotFitError } from '../../src/hwgen/fpga/place-and-route.js';
import { modulesOf } from '../../src/hwgen/ir/hierarchy.js';
import { printDesign } from '../../src/hwgen/verilog/design.js';

/** What a step measured, or the placer's words for a design that is too large. */
export type Outcome = { readonly fits: true; readonly result: ModuleSynthesis } | { readonly fits: false; readonly sentence: string };

/** One figure's step as it is kept: everything that repeats it. */
interface Kept {
  /** Of the Verilog, the options and the tools: a result holds as long as it is the same. */
  readonly key: string;
  readonly tools: Readonly<Record<string, string>>;
  readonly parameters: AcceleratorParameters;
  readonly options: ModuleSynthesisOptions;
  readonly seconds: number;
  readonly outcome: Outcome;
}

const folder = 'bench/results/area';

/**
 * Synthesises a module, or takes the result of an earlier run from `bench/results/area/NAME.json` when neither its Verilog nor the options nor a tool has
 * changed. Any error but that of a design that does not fit its device is thrown on.
 */
export async function keptStep(name: string, parameters: AcceleratorParameters, options: ModuleSynthesisOptions): Promise<Outcome & { readonly kept: boolean; readonly seconds: number }> {
  const file = join(folder, `${name}.json`);
  const tools = { '@yowasp/yosys': versionOf('@yowasp/yosys'), ...(options.place && { '@yowasp/nextpnr-ice40': versionOf('@yowasp/nextpnr-ice40') }) };
  const design = modulesOf(accelerator(parameters).ir).find((module) => module.name === options.module)!;
  const verilog = [...printDesign(design, { target: options.target })];
  const key = createHash('sha256').update(JSON.stringify([verilog, options, tools])).digest('hex').slice(0, 16);
  if (existsSync(file)) {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as Kept;
    if (kept.key === key) return { ...kept.outcome, kept: true, seconds: kept.seconds };
  }
  const begin = performance.now();
  const outcome = await synthesiseModule(parameters, options).then(
    (result): Outcome => ({ fits: true, result: withoutBitstream(result) }),
    (error: unknown): Outcome => {
      if (error instanceof DoesNotFitError) return { fits: false, sentence: error.message };
      throw error;
    },
  );
  const seconds = Math.round((performance.now() - begin) / 1000);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify({ key, tools, parameters, options, seconds, outcome } satisfies Kept, undefined, 2)}\n`);
  return { ...outcome, kept: false, seconds };
}

/** The bitstream is no figure. */
function withoutBitstream(result: ModuleSynthesis): ModuleSynthesis {
  return result.placement === undefined ? result : { ...result, placement: { ...result.placement, bitstream: new Uint8Array() } };
}

function versionOf(name: string): string {
  // The packages show only their entry: their package.json is the nearest above it.
  for (let at = dirname(createRequire(import.meta.url).resolve(name)); ; at = dirname(at)) {
    const file = join(at, 'package.json');
    if (existsSync(file)) {
      const { name: found, version } = JSON.parse(readFileSync(file, 'utf8')) as { name?: string; version?: string };
      if (found === name) return version!;
    }
    if (at === dirname(at)) throw new Error(`${name} has no package.json`);
  }
}
