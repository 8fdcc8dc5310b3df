import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import parser from '@typescript-eslint/parser';
// @ts-expect-error this version of ESLint comes without types
import { ESLint } from 'eslint';
import { afterAll, expect, test } from 'vitest';
import plugin from '../../../src/lint/eslint-plugin.js';

const folder = resolve('.cache/lint');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the recommended rules say about lines inside a module's logic over a, b: uint(8) and c: bool. */
async function lint(lines: readonly string[]): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const head = "import { bool, keep, module, uint, type Signal } from '../../src/hwgen/language/hardware.js'; export const maybe: Signal | undefined = undefined as Signal | undefined; export const m = module('m', () => ({ inputs: { a: uint(8), b: uint(8), c: bool } }), ({ a, b, c }) => { const n: number = 3; let sum: Signal = a;";
  writeFileSync(`${folder}/logic.ts`, [head, ...lines, '});'].join('\n'));
  writeFileSync(`${folder}/tsconfig.json`, JSON.stringify({ extends: '../../tsconfig.json', compilerOptions: { rootDir: '../..', incremental: false, noEmit: true, tsBuildInfoFile: null }, include: ['logic.ts'] }));
  const eslint = new ESLint({
    cwd: folder,
    overrideConfigFile: true,
    overrideConfig: [{
      files: ['**/*.ts'],
      ...(plugin.configs.recommended as object),
      languageOptions: { parser: parser as never, parserOptions: { project: './tsconfig.json', tsconfigRootDir: folder } },
    }],
  });
  const [result] = await eslint.lintFiles([`${folder}/logic.ts`]);
  return (result.messages as { readonly line: number; readonly message: string }[]).map(({ line, message }) => `${line - 1}: ${message}`);
}

test('what the compiler lets through and hardware does not mean', async () => {
  const said = await lint([
    'if (a === b) void n;',
    'if (a !== b) void n;',
    'if (c) void n;',
    'void (c ? a : b);',
    'void !c;',
    'void (c && a);',
    'while (c) break;',
    'switch (a) { case b: }',
    'void -a;',
    'a.add(b);',
    'a = b;',
    'void [3].map(() => { b = a; });',
    // JavaScript's own business.
    'if (n === 3 || maybe === undefined || maybe !== null) return;',
    'void (maybe ?? a);',
    'void (n ? a.eq(b) : b);',
    'for (const each of [a, b]) sum = sum.add(each);',
    'keep({ sum }); void -n; n.toString();',
  ]);
  expect(said).toEqual([
    '1: A signal compared as a JavaScript object; write .eq(…)',
    '2: A signal compared as a JavaScript object; write .ne(…)',
    '3: A signal as a JavaScript condition is always true; write when(signal, () => { … })',
    '4: A signal as a JavaScript condition is always true; write mux(signal, …, …)',
    '5: A signal negated by JavaScript is always false; write .not()',
    '6: Signals joined by JavaScript; write .and(…), .or(…), all(…) or any(…)',
    '7: A signal as a JavaScript condition is always true; write when(signal, () => { … })',
    '8: A signal in a JavaScript switch; write match for a state machine, when(signal.eq(…), …) else',
    '9: A signal in JavaScript arithmetic; write .neg()',
    '10: A signal that nothing takes; write register.next = …, return it, or keep({ … })',
    '11: An assignment to a JavaScript variable drives nothing; write a.next = … for a register, a.assign(…) for a wire, return an output',
    '12: An assignment to a JavaScript variable drives nothing; write b.next = … for a register, b.assign(…) for a wire, return an output',
  ]);
});
