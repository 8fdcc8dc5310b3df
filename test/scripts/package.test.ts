import { execFileSync, spawnSync } from 'node:child_process';
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

const guide = readFileSync('docs/language.md', 'utf8');

/** The guide's files by path: each block names its own in a comment. */
const FILES = new Map([...guide.matchAll(/```(?:ts|js|json)\n\/\/ (\S+)\n(.*?)```/gs)].map(([, path, text]) => [path!, text!]));

/** The guide's commands behind the installation, in order. */
const COMMANDS = [...guide.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, text]) => text!.trim().split('\n')).filter((line) => !line.startsWith('npm '));

/** What the guide leaves to the reader: a mistake that only the lint rules see, and the types that a library would publish. */
const MORE = {
  'package.json': JSON.stringify({ name: 'my-hardware', private: true, type: 'module' }),
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

/** Runs a command of the guide in the project, as a shell would; what it prints. */
function run(command: string): string {
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, VITEST: undefined, NODE_OPTIONS: undefined, CI: '1', PATH: `${join(modules, '.bin')}:${process.env['PATH']}` };
  // What npx does in a project that has the program, without asking a registry.
  const { stdout, stderr } = spawnSync(command.replace(/^npx /, ''), { cwd: project, encoding: 'utf8', env: env as NodeJS.ProcessEnv, shell: true });
  return stdout + stderr;
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
  mkdirSync(join(modules, '.bin'));
  for (const [name, path] of [['tsc', 'typescript/bin/tsc'], ['vitest', 'vitest/vitest.mjs'], ['eslint', 'eslint/bin/eslint.js']] as const) symlinkSync(tool(path), join(modules, '.bin', name));
  mkdirSync(join(project, 'hardware'));
  for (const [name, text] of [...FILES, ...Object.entries(MORE)]) writeFileSync(join(project, name), text);
}, 300_000);
afterAll(() => rmSync(project, { recursive: true, force: true }));

test('the guide has what these tests need', () => {
  expect([...FILES.keys()]).toEqual(expect.arrayContaining(['tsconfig.json', 'eslint.config.js', 'hardware/counter.ts', 'hardware/dot-stream.test.ts', 'hardware/emit.ts']));
  expect(COMMANDS).toEqual([
    'npx tsc', 'npx vitest run --dir hardware', 'node --enable-source-maps out/emit-counter.js', 'npx eslint hardware',
    'npx tsc', 'npx vitest run --dir hardware', 'node --enable-source-maps out/emit.js',
  ]);
});

test('compiles under strict; its own modules have declarations that name the package', () => {
  expect(run('npx tsc --declaration')).toBe('');
  expect(readFileSync(join(project, 'out/counter.d.ts'), 'utf8')).toContain('bitloom/hardware');
});

test('prints Verilog and symbols', () => {
  expect(run('node --enable-source-maps out/emit-counter.js')).toBe('rtl/counter.v\nrtl/counter.symbols.json\n');
  expect(run('node --enable-source-maps out/emit.js').split('\n').filter(Boolean)).toEqual([
    'rtl/fifo_w32_d8.v', 'rtl/dot_stream_l16_p4.v', 'rtl/register_slice_w7.v', 'rtl/dot_pipeline.v', 'rtl/dot_pipeline.symbols.json',
  ]);
  expect(readdirSync(join(project, 'rtl'))).toHaveLength(7);
  expect(readFileSync(join(project, 'rtl/counter.v'), 'utf8')).toContain("count <= count + 8'd1;");
  expect(JSON.parse(readFileSync(join(project, 'rtl/counter.symbols.json'), 'utf8'))).toMatchObject({
    modules: { counter: [{ net: 'en', file: 'hardware/counter.ts', line: 3 }, { net: 'count' }, { net: 'count', kind: 'register' }] },
  });
});

test('simulates in vitest', () => {
  const said = run('npx vitest run --dir hardware');
  expect(said).toMatch(/Test Files +4 passed \(4\)/);
  expect(said).toMatch(/Tests +8 passed \(8\)/);
});

test('lints: the deliberate mistake and nothing else', () => {
  const said = run('npx eslint hardware');
  expect(said).toMatch(/wrong\.ts\n +7:20 +error +A signal compared as a JavaScript object; write \.eq\(…\) +bitloom\/no-signal-comparison/);
  expect(said).toContain('1 problem');
});
