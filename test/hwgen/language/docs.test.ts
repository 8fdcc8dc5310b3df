import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Definition } from '../../../src/hwgen/language/hardware.js';
import { printModule } from '../../../src/hwgen/verilog/module.js';
import { lint } from '../verilog/icarus.js';

/** The code blocks of docs/language.md: each TypeScript block exports `top`, the Verilog block behind it is part of its text. */
const blocks = [...readFileSync('docs/language.md', 'utf8').matchAll(/```ts\n(.*?)```\s+```verilog\n(.*?)```/gs)].map(([, code, verilog], i) => ({
  title: `block ${i + 1}`,
  file: resolve(`.cache/docs-language/block-${i + 1}.ts`),
  code: code!.replaceAll("'../src/", "'../../src/"),
  verilog: verilog!,
}));

beforeAll(() => {
  mkdirSync('.cache/docs-language', { recursive: true });
  for (const { file, code } of blocks) writeFileSync(file, code);
});

afterAll(() => rmSync('.cache/docs-language', { recursive: true, force: true }));

describe('docs/language.md', () => {
  test.each(blocks)('$title prints what the page shows, and lints', async ({ file, verilog }) => {
    const { top } = (await import(file)) as { top: Definition };
    expect(printModule(top.ir)).toContain(verilog.trimEnd());
    expect(lint(top.ir)).toBe('');
  });

  test('all blocks type-check', { timeout: 60_000 }, () => {
    const { incremental: _, tsBuildInfoFile: __, ...rest } = ts.parseJsonConfigFileContent(ts.readConfigFile('tsconfig.json', ts.sys.readFile).config, ts.sys, process.cwd()).options;
    const program = ts.createProgram(blocks.map(({ file }) => file), { ...rest, noEmit: true });
    const problems = ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
    expect(problems).toEqual([]);
  });
});
