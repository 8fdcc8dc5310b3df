import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import type { Mutant } from './mutant.js';

/** What the printer and the engine are made of. */
const PARTS = ['src/hwgen/ir', 'src/hwgen/language', 'src/hwgen/verilog', 'src/sim/engine', 'src/sim/simulator.ts', 'src/sim/assertion-message.ts'];

/** The text that a mutant changes is not there, or there more than once: the sources went on. */
export class StaleMutant extends Error {
  override readonly name = 'StaleMutant';

  constructor({ name, file, from }: Mutant, places: number) {
    super(`mutant '${name}': ${file} has its text ${places} times, not once; bring the mutant up to date: ${from}`);
  }
}

/** Copies of the sources as JavaScript in a folder of their own, each with one fault; the sources themselves stay clean. */
export class MutatedSources {
  private readonly folder = mkdtempSync(join(tmpdir(), 'bitloom-mutants-'));
  /** The texts as they were at the start: someone may be editing. */
  private readonly clean = new Map<string, string>();
  private copies = 0;

  constructor() {
    for (const part of PARTS)
      for (const file of part.endsWith('.ts') ? [part] : readdirSync(part).filter((name) => name.endsWith('.ts')).map((name) => join(part, name))) {
        const text = readFileSync(file, 'utf8');
        this.clean.set(file, text);
        this.write('clean', file, text);
      }
    writeFileSync(join(this.folder, 'package.json'), '{ "type": "module" }');
  }

  /** Module `file` (`src/….ts`) of the sources with the fault. @throws StaleMutant */
  async load<T>(mutant: Mutant, file: string): Promise<T> {
    const clean = this.clean.get(mutant.file)!;
    const places = clean.split(mutant.from).length - 1;
    if (places !== 1) throw new StaleMutant(mutant, places);
    const copy = `mutant-${this.copies++}`;
    cpSync(join(this.folder, 'clean'), join(this.folder, copy), { recursive: true });
    // A function, because $ has a meaning in replacement strings.
    this.write(copy, mutant.file, clean.replace(mutant.from, () => mutant.to));
    return (await import(pathToFileURL(join(this.folder, copy, javaScript(file))).href)) as T;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private write(copy: string, file: string, text: string): void {
    const { outputText } = ts.transpileModule(text, { compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true } });
    const path = join(this.folder, copy, javaScript(file));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, outputText);
  }
}

const javaScript = (file: string): string => file.replace(/\.ts$/, '.js');
