import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildPlan, CLASS_PREFIX, planBuild, verilogFiles } from './build-plan.js';
import { BuildSteps } from './build-step.js';
import { compileSimulator } from './compile.js';
import { type BuildOptions, type VerilatorDesign, checkDesign } from './design.js';
import { printPortTable } from './port-table.js';
import { cacheFolder } from './project-folder.js';
import { type Published, publishFolder } from './publish-folder.js';
import { cacheLimit, trimCache } from './trim-cache.js';

/** A design as a program. `folder` holds `simulator`, `sources/`, `build.log` and `build.json`. */
export interface VerilatorBuild extends Published {
  /** Verilator's version, as `5.006`. */
  readonly version: string;
}

const DEFAULT_BUILD_LIMIT_S = 1800;

/** Builds the design, or finds it built. @throws InputError for a missing tool or Verilog that can't be built. */
export async function buildVerilator(design: VerilatorDesign, options: BuildOptions = {}): Promise<VerilatorBuild> {
  checkDesign(design);
  const plan = await planBuild(design, options);
  const cache = cacheFolder(options.cache);
  const limit = cacheLimit();
  const failedLog = join(cache, `failed-${plan.key.slice(0, 16)}.log`);
  const published = await publishFolder(cache, plan.key, 'simulator', async (folder) => {
    const log = join(folder, 'build.log');
    const steps = new BuildSteps(design.top, log, failedLog, options.buildLimit ?? DEFAULT_BUILD_LIMIT_S);
    try {
      await build(plan, folder, cache, steps);
      await rm(failedLog, { force: true });
    } catch (error) {
      await copyFile(log, failedLog).catch(() => undefined);
      throw error;
    }
  });
  if (!published.fromCache) await trimCache(cache, limit);
  return { ...published, version: plan.verilator.version };
}

async function build(plan: BuildPlan, folder: string, cache: string, steps: BuildSteps): Promise<void> {
  const sources = join(folder, 'sources');
  const objects = join(folder, 'objects');

  // 1. Sources: the Verilog, and the harness beside the C++ that will come.
  await mkdir(sources, { recursive: true });
  await mkdir(objects);
  for (const [file, text] of plan.design.files) await writeFile(join(sources, file), text);
  for (const [file, text] of plan.harness) await writeFile(join(objects, file), text);

  // 2. Verilog -> C++, from inside the sources so that messages name the files as the user knows them.
  await steps.run(
    `Verilator can't build ${plan.design.top}`,
    plan.verilator.path,
    [...plan.verilatorFlags, '-Mdir', objects, ...verilogFiles(plan)],
    sources,
  );

  // 3. The port table, checked against what Verilator found.
  const header = await readFile(join(objects, `${CLASS_PREFIX}.h`), 'utf8');
  await writeFile(join(objects, 'ports.generated.h'), printPortTable(plan.design, header));

  // 4. C++ -> program.
  await compileSimulator(plan, folder, cache, steps);

  // 5. What it was made of, for people; the objects have served.
  await rm(objects, { recursive: true });
  await writeFile(join(folder, 'build.json'), describe(plan));
}

function describe({ design, verilator, compiler, verilatorFlags, compilerFlags }: BuildPlan): string {
  const description = { top: design.top, files: [...design.files.keys()], verilator: verilator.versionLine, verilatorFlags, compiler, compilerFlags };
  return `${JSON.stringify(description, undefined, 2)}\n`;
}
