import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../errors/input-error.js';
import { writeAtomically } from '../files/write-atomically.js';
import { emitDesign } from '../hwgen/accelerator/emit-design.js';
import type { AcceleratorParameters } from '../hwgen/accelerator/parameters.js';
import type { Target } from '../hwgen/verilog/target.js';
import { projectFolder } from '../sim/verilator/project-folder.js';

export interface WrittenFile {
  readonly name: string;
  readonly lines: number;
}

/**
 * Writes the generated accelerator to a folder (see `emitDesign` for the files), and removes the Verilog that an earlier design left
 * there. All text is made before the first file is written. InputError when the folder can't be written, or holds a symbols.json
 * that is not Bitloom's.
 */
export async function writeDesign(folder: string, parameters: AcceleratorParameters, target: Target = 'generic'): Promise<readonly WrittenFile[]> {
  const files = emitDesign(parameters, projectFolder(), target);
  const earlier = await earlierFiles(folder);
  await mkdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new InputError(`${folder}: can't be created (${error.code}); choose another folder`);
  });
  for (const [name, content] of files) await writeAtomically(join(folder, name), content);
  for (const name of earlier) if (!files.has(name)) await rm(join(folder, name), { force: true });
  return [...files].map(([name, content]) => ({ name, lines: content.split('\n').length - 1 }));
}

/** The Verilog files of the design that is there: the modules in its symbol table, and the cell model of a Xilinx target. */
async function earlierFiles(folder: string): Promise<string[]> {
  const text = await readFile(join(folder, 'symbols.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  try {
    const { modules } = JSON.parse(text) as { modules: Record<string, unknown> };
    return [...Object.keys(modules), 'LUT6_2'].map((name) => `${name}.v`);
  } catch {
    throw new InputError(`${join(folder, 'symbols.json')}: not a symbol table of Bitloom; choose another folder or remove that file`);
  }
}
