import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type BuildPlan, CLASS_PREFIX, sha256 } from './build-plan.js';
import type { BuildSteps } from './build-step.js';
import { type ClassList, parseClassList } from './class-list.js';
import { publishFolder } from './publish-folder.js';

/** One C++ file to compile. */
interface Unit {
  readonly source: string;
  readonly object: string;
  readonly flags: readonly string[];
}

/**
 * Compiles the C++ that Verilator wrote into `folder`/objects, with the harness beside it, to the program `folder`/simulator. The compiler is called
 * directly: Verilator's makefile needs make, which neither Verilator's package nor g++'s brings, and fails in folders with a space in their names.
 */
export async function compileSimulator(plan: BuildPlan, folder: string, cache: string, steps: BuildSteps): Promise<void> {
  const objects = join(folder, 'objects');
  const classes = parseClassList(await readFile(join(objects, `${CLASS_PREFIX}_classes.mk`), 'utf8'));
  const common = commonFlags(plan, classes);

  // 1. The generated code and the harness: one unit each, unless Verilator split it.
  const { fast, slow } = classes.parallel ? classes : { fast: [await joinUnits(objects, [...classes.fast, ...classes.slow])], slow: [] };
  const generated = [
    ...['harness', ...fast].map((name) => unit(objects, objects, name, [...common, ...plan.compilerFlags])),
    ...slow.map((name) => unit(objects, objects, name, common)),
  ];
  const [runtime] = await allFinished([
    // 2. Verilator's runtime library: the same for all designs, kept.
    runtimeObjects(plan, classes, cache, steps),
    compileUnits(plan, generated, steps),
  ]);

  // 3. Link.
  const libraries = process.platform === 'darwin' ? ['-pthread'] : ['-pthread', '-latomic'];
  await steps.run(
    `${plan.compiler.path} can't link the model of ${plan.design.top}`,
    plan.compiler.path,
    [...plan.compilerFlags, ...generated.map((made) => made.object), ...runtime, ...libraries, '-o', join(folder, 'simulator')],
    objects,
  );
}

function commonFlags(plan: BuildPlan, classes: ClassList): string[] {
  const include = join(plan.verilator.root, 'include');
  return [
    '-std=gnu++17', '-faligned-new', '-w',
    // As Verilator's makefile: landing pads for indirect branches cost time and guard nothing here.
    ...(process.arch === 'x64' ? ['-fcf-protection=none'] : []),
    '-I.', `-I${include}`, `-I${join(include, 'vltstd')}`, ...classes.defines,
  ];
}

/** Writes a unit that includes all of `names`; returns its name. */
async function joinUnits(objects: string, names: readonly string[]): Promise<string> {
  const joined = `${CLASS_PREFIX}__ALL`;
  await writeFile(join(objects, `${joined}.cpp`), names.map((name) => `#include "${name}.cpp"\n`).join(''));
  return joined;
}

function unit(sources: string, objects: string, name: string, flags: readonly string[]): Unit {
  return { source: join(sources, `${name}.cpp`), object: join(objects, `${name}.o`), flags };
}

async function compileUnits(plan: BuildPlan, units: readonly Unit[], steps: BuildSteps): Promise<void> {
  const waiting = [...units];
  const worker = async (): Promise<void> => {
    // A failed unit ends its worker only: the others finish what they do, so that nobody writes into a folder that is being removed.
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      await steps.run(
        `${plan.compiler.path} can't compile the model of ${plan.design.top}`,
        plan.compiler.path,
        [...next.flags, '-c', next.source, '-o', next.object],
        join(next.object, '..'),
      );
    }
  };
  await allFinished(Array.from({ length: Math.min(availableParallelism(), units.length) }, worker));
}

/** Paths of the compiled files of Verilator's runtime library, from the cache or made and put there. */
async function runtimeObjects(plan: BuildPlan, classes: ClassList, cache: string, steps: BuildSteps): Promise<string[]> {
  const include = join(plan.verilator.root, 'include');
  const name = `runtime-${sha256([plan.toolsKey, classes.runtime, classes.defines])}`;
  const kept = await publishFolder(cache, name, `${classes.runtime[0]}.o`, async (folder) => {
    await mkdir(folder, { recursive: true });
    const units = classes.runtime.map((file) => unit(include, folder, file, [...commonFlags(plan, classes), ...plan.compilerFlags]));
    await compileUnits(plan, units, steps);
  });
  return classes.runtime.map((file) => join(kept.folder, `${file}.o`));
}

/** As Promise.all, but waits for all of them before it throws the first error. */
async function allFinished<T extends readonly unknown[]>(tasks: readonly [...{ [K in keyof T]: Promise<T[K]> }]): Promise<T> {
  await Promise.allSettled(tasks);
  return (await Promise.all(tasks)) as unknown as T;
}
