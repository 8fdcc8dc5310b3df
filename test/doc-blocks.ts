import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import ts from 'typescript';

/** A TypeScript block of a page of docs/, as a file that a test can import. */
export interface DocBlock {
  readonly title: string;
  readonly file: string;
  /** The text of the block that stands right behind it, if its language is `behind`. */
  readonly behind: string | undefined;
}

/** Writes the page's `ts` blocks to files in .cache, where their imports of `../src/…` find the sources. */
export function docBlocks(page: string, behind = 'verilog'): DocBlock[] {
  const folder = resolve('.cache', `docs-${basename(page, '.md')}`);
  mkdirSync(folder, { recursive: true });
  const pattern = new RegExp(`\`\`\`ts\\n(.*?)\`\`\`(?:\\s+\`\`\`${behind}\\n(.*?)\`\`\`)?`, 'gs');
  return [...readFileSync(page, 'utf8').matchAll(pattern)].map(([, code, text], i) => {
    const file = resolve(folder, `block-${i + 1}.ts`);
    writeFileSync(file, code!.replaceAll("'../src/", "'../../src/"));
    return { title: `block ${i + 1}`, file, behind: text };
  });
}

/** What the compiler has to say about the blocks. */
export function typeProblems(blocks: readonly DocBlock[]): string[] {
  const { options, fileNames } = ts.parseJsonConfigFileContent(ts.readConfigFile('tsconfig.json', ts.sys.readFile).config, ts.sys, process.cwd());
  const { incremental: _, tsBuildInfoFile: __, ...rest } = options;
  const ambient = fileNames.filter((file) => file.endsWith('.d.ts'));
  const program = ts.createProgram([...blocks.map(({ file }) => file), ...ambient], { ...rest, noEmit: true });
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}
