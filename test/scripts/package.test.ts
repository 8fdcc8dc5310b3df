import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

/*
 * The package as a user has it: packed, unpacked into the node_modules of an empty project, with nothing of this repository but the
 * dependencies that npm would install beside it.
 */
const project = mkdtempSync(join(tmpdir(), 'bitloom-user-'));
const modules = join(project, 'node_modules');

const FILES = {
  'package.json': JSON.stringify({ name: 'my-hardware', private: true, type: 'module' }),
  'tsconfig.json': JSON.stringify({
    compilerOptions: { target: 'ES2023', module: 'NodeNext', strict: true, exactOptionalPropertyTypes: true, declaration: true, sourceMap: true, rootDir: 'hardware', outDir: 'out', types: ['node'] },
    include: ['hardware'],
  }),
  'hardware/counter.ts': `import { bool, module, uint, when, wholeNumber } from 'bitloom/hardware';
import { fifo } from 'bitloom/library/fifo';

export const counter = module(
  'counter',
  ({ width }: { width: number }) => {
    wholeNumber('width', width, 1, 64);
    return { inputs: { en: bool }, outputs: { count: uint(width) }, state: { count: uint(width).reset(0) } };
  },
  ({ en, count }, { width }) => {
    when(en, () => { count.next = count.add(1).wrap(width); });
    return { count };
  },
);

export const queue = fifo({ width: 8, depth: 4 });
`,
  'hardware/emit.ts': `import { emitVerilog } from 'bitloom/verilog';
import { dump } from 'bitloom/ir/dump';
import { counter, queue } from './counter.js';

console.log([...emitVerilog(counter({ width: 8 }), 'rtl'), ...emitVerilog(queue, 'rtl', { target: 'ice40' })].join(' '));
console.log(dump(queue.ir).includes('fifo_w8_d4'));
try {
  counter({ width: 0 });
} catch (error) {
  console.log((error as Error).message);
}
`,
  'hardware/counter.test.ts': `import { expect, test } from 'vitest';
import { simulate } from 'bitloom/simulate';
import { counter, queue } from './counter.js';

test('counts', () => {
  simulate(counter({ width: 8 })).set({ en: true }).tick(3).expect({ count: 3 });
});
test('queues', () => {
  expect(simulate(queue).send('in_', [1, 2]).receive('out', 2)).toEqual([1n, 2n]);
});
`,
  'eslint.config.js': `import parser from '@typescript-eslint/parser';
import bitloom from 'bitloom/eslint-plugin';

export default [{ files: ['hardware/**/*.ts'], languageOptions: { parser, parserOptions: { projectService: true } }, ...bitloom.configs.recommended }];
`,
  'hardware/wrong.ts': `import { bool, module, uint } from 'bitloom/hardware';

export const wrong = module(
  'wrong',
  () => ({ inputs: { a: uint(8), b: uint(8) }, outputs: { same: bool } }),
  ({ a, b }) => {
    return { same: a === b };
  },
);
`,
};

/** Runs a program in the project; what it prints, or what it says before it fails. */
function run(program: string, ...rest: string[]): string {
  try {
    const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, VITEST: undefined, NODE_OPTIONS: undefined };
    return execFileSync(process.execPath, [program, ...rest], { cwd: project, encoding: 'utf8', env: env as NodeJS.ProcessEnv, stdio: 'pipe' });
  } catch (error) {
    return (error as { stdout: string }).stdout + (error as { stderr: string }).stderr;
  }
}

const tool = (name: string): string => resolve('node_modules', name);

beforeAll(() => {
  execFileSync(process.execPath, [tool('typescript/bin/tsc'), '-p', 'tsconfig.package.json'], { stdio: 'pipe' });
  const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', project], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  mkdirSync(join(modules, 'bitloom'), { recursive: true });
  execFileSync('tar', ['-xzf', join(project, packed.trim()), '-C', join(modules, 'bitloom'), '--strip-components', '1']);
  // What npm would install: the dependencies, and the tools that the user chose.
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: Record<string, string> };
  for (const name of [...Object.keys(dependencies), '@types/node', '@typescript-eslint/parser', 'eslint', 'typescript', 'vitest']) {
    mkdirSync(resolve(modules, name, '..'), { recursive: true });
    symlinkSync(tool(name), join(modules, name));
  }
  mkdirSync(join(project, 'hardware'));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(project, name), text);
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

test('compiles under strict, with declarations of its own', () => {
  expect(run('node_modules/typescript/bin/tsc')).toBe('');
  expect(readFileSync(join(project, 'out/counter.d.ts'), 'utf8')).toContain('bitloom/hardware');
});

test('prints Verilog, symbols and the place of a mistake', () => {
  expect(run('--enable-source-maps', 'out/emit.js').split('\n')).toEqual([
    'rtl/counter.v rtl/counter.symbols.json rtl/fifo_w8_d4.v rtl/fifo_w8_d4.symbols.json',
    'true',
    expect.stringMatching(/^hardware\/emit\.ts:\d+:\d+: parameter width is 0; give a whole number from 1 to 64$/),
    '',
  ]);
  expect(readdirSync(join(project, 'rtl'))).toHaveLength(4);
  expect(readFileSync(join(project, 'rtl/counter.v'), 'utf8')).toContain('count <= count + 8\'d1;');
  expect(JSON.parse(readFileSync(join(project, 'rtl/counter.symbols.json'), 'utf8'))).toMatchObject({ modules: { counter: [{ net: 'en', file: 'hardware/counter.ts', line: 4 }, {}, {}] } });
});

test('simulates in vitest', () => {
  expect(run('node_modules/vitest/vitest.mjs', 'run', '--dir', 'hardware')).toMatch(/Tests +2 passed/);
});

test('lints', () => {
  const said = run('node_modules/eslint/bin/eslint.js', '.');
  expect(said).toMatch(/wrong\.ts\n +7:20 +error +A signal compared as a JavaScript object; write \.eq\(…\) +bitloom\/no-signal-comparison/);
  expect(said).toContain('1 problem');
});
