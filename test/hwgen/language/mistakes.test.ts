import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import parser from '@typescript-eslint/parser';
// @ts-expect-error this version of ESLint comes without types
import { ESLint } from 'eslint';
import ts from 'typescript';
import { beforeAll, describe, expect, test } from 'vitest';
import plugin from '../../../src/lint/eslint-plugin.js';
import { MISTAKES, type Stage } from './mistakes.js';

/** A file with every mistake, the compiler, ESLint and the language run over it. */
const folder = resolve('.cache/mistakes');
const file = `${folder}/mistakes.ts`;
const HEAD = "import { bool, cat, keep, match, memory, module, mux, sint, states, stream, uint, when, wholeNumber } from '../../src/hwgen/language/hardware.js';\nvoid [bool, cat, keep, match, memory, mux, sint, states, stream, when, wholeNumber];\nexport const mistakes = [";

/** The last line of each mistake. */
const ends: number[] = [];
const found: Record<Stage, string[][]> = { tsc: [], lint: [], elaboration: [] };

const mistakeAt = (line: number): number => ends.findIndex((end) => line <= end);

beforeAll(async () => {
  let text = HEAD;
  for (const { code } of MISTAKES) {
    text += `\n  (): unknown => ${code},`;
    ends.push(text.split('\n').length);
    for (const stage of Object.values(found)) stage.push([]);
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${text}\n];\n`);
  writeFileSync(`${folder}/tsconfig.json`, JSON.stringify({ extends: '../../tsconfig.json', compilerOptions: { rootDir: '../..', incremental: false, noEmit: true, tsBuildInfoFile: null, noErrorTruncation: false }, include: ['mistakes.ts'] }));

  const { options, fileNames } = ts.parseJsonConfigFileContent(ts.readConfigFile(`${folder}/tsconfig.json`, ts.sys.readFile).config, ts.sys, folder);
  const program = ts.createProgram(fileNames, options);
  for (const { file: source, start, messageText } of ts.getPreEmitDiagnostics(program)) {
    const at = mistakeAt(source!.getLineAndCharacterOfPosition(start!).line + 1);
    found.tsc[at]!.push(ts.flattenDiagnosticMessageText(messageText, '\n'));
  }

  const eslint = new ESLint({
    cwd: folder,
    overrideConfigFile: true,
    overrideConfig: [{ files: ['**/*.ts'], ...(plugin.configs.recommended as object), languageOptions: { parser: parser as never, parserOptions: { project: './tsconfig.json', tsconfigRootDir: folder } } }],
  });
  const [result] = await eslint.lintFiles([file]);
  for (const { line, message } of result.messages as { readonly line: number; readonly message: string }[]) found.lint[mistakeAt(line)]!.push(message);

  const { mistakes } = (await import(file)) as { mistakes: (() => unknown)[] };
  mistakes.forEach((make, i) => {
    try {
      make();
    } catch (error) {
      found.elaboration[i]!.push((error as Error).message);
    }
  });
});

describe('typical mistakes', () => {
  test.each(MISTAKES.map((mistake, i) => ({ ...mistake, i })))('$what: $caught', ({ caught, i }) => {
    const stages = (['tsc', 'lint', 'elaboration'] as const).filter((stage) => found[stage][i]!.length > 0);
    expect(stages[0]).toBe(caught);
    // Of a compiler's message the last line is the reason; all of it fits a terminal.
    const text = found[caught][i]![0]!;
    expect(text.split('\n').length).toBeLessThan(20);
    expect(caught === 'tsc' ? text.split('\n').at(-1) : text.replace(/^\.cache\/mistakes\/mistakes\.ts:\d+:\d+: /, 'FILE:LINE:COLUMN: ').replace(/mistakes\.ts:\d+:\d+/, 'mistakes.ts:LINE:COLUMN')).toMatchSnapshot();
    if (caught === 'elaboration') expect(text).toMatch(/^\.cache\/mistakes\/mistakes\.ts:\d+:\d+: /);
  });
});

test('there are enough of them, of each kind', () => {
  const count = (stage: Stage): number => MISTAKES.filter(({ caught }) => caught === stage).length;
  expect(MISTAKES.length).toBeGreaterThan(40);
  expect([count('tsc'), count('lint'), count('elaboration')].every((n) => n >= 9)).toBe(true);
});
