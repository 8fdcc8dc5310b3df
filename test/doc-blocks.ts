import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import ts from 'typescript';

/** A TypeScript block of a page of docs/, as a file that a test can import. */
export interface DocBlock {
  readonly title: string;
  readonly file: string;
  readonly code: string;
  /** The text of the block that stands right behind it, if its language is `behind`. */
  readonly behind: string | undefined;
}

/**
 * Writes the page's `ts` blocks to files in .cache. One that begins with `// hardware/counter.ts` gets that name, so that others can import it.
 * Imports of the package (`bitloom/hardware`) and of `../src/…` find the sources.
 */
export function docBlocks(page: string, behind = 'verilog'): DocBlock[] {
  const folder = resolve('.cache', `docs-${basename(page, '.md')}`);
  const pattern = new RegExp(`\`\`\`ts\\n(.*?)\`\`\`(?:\\s+\`\`\`${behind}\\n(.*?)\`\`\`)?`, 'gs');
  return [...readFileSync(page, 'utf8').matchAll(pattern)].map(([, code, text], i) => {
    const name = /^\/\/ (\S+\.ts)\n/.exec(code!)?.[1];
    const file = resolve(folder, name ?? `block-${i + 1}.ts`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, fromSources(code!, file));
    return { title: name ?? `block ${i + 1}`, file, code: code!, behind: text };
  });
}

/** The package's import paths as relative ones into src/, as `exports` of package.json has them. */
function fromSources(code: string, file: string): string {
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as { exports: Record<string, { default: string } | string> };
  const up = '../'.repeat(dirname(file).slice(process.cwd().length).split(/[\\/]/).length - 1);
  return code.replaceAll("'../src/", `'${up}src/`).replace(/'bitloom\/([^']+)'/g, (whole, path: string) => {
    for (const [key, target] of Object.entries(exports)) {
      const [before, after] = key.slice(2).split('*');
      if (typeof target === 'string' || !(after === undefined ? path === before : path.startsWith(before!) && path.endsWith(after))) continue;
      return `'${target.default.replace('*', path.slice(before!.length)).replace(/^\.\/dist\//, up)}'`;
    }
    throw new Error(`package.json exports no ${whole}`);
  });
}

/** What the compiler has to say about the blocks. */
export function typeProblems(blocks: readonly DocBlock[]): string[] {
  const { options, fileNames } = ts.parseJsonConfigFileContent(ts.readConfigFile('tsconfig.json', ts.sys.readFile).config, ts.sys, process.cwd());
  const { incremental: _, tsBuildInfoFile: __, ...rest } = options;
  const ambient = fileNames.filter((file) => file.endsWith('.d.ts'));
  const program = ts.createProgram([...blocks.map(({ file }) => file), ...ambient], { ...rest, noEmit: true });
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => `${file ? `${basename(file.fileName)}: ` : ''}${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
}
