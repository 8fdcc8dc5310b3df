import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let folder: string;
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'bitloom-setup-')); });
afterEach(async () => { await rm(folder, { recursive: true }); });

const setup = (file: string): string => new URL(`../../scripts/setup/${file}`, import.meta.url).href;

/** Calls a function of scripts/setup in a process of its own, as they end it and write to its stderr; prints what it returns as JSON. */
function call(file: string, name: string, args: unknown[], env: Record<string, string> = {}) {
  const code = `const result = await (await import(${JSON.stringify(setup(file))})).${name}(...${JSON.stringify(args)}); console.log(JSON.stringify(result));`;
  return execa(process.execPath, ['--input-type=module', '-e', code], { reject: false, env: { npm_execpath: '', ...env } });
}

describe('the version of Node', () => {
  it.each(['20.19.0', '20.20.2', '22.0.0', '25.1.0'])('%s will do', async (version) => {
    expect((await call('node-version.mjs', 'requireNode', [version])).exitCode).toBe(0);
  });

  it.each(['20.18.3', '18.20.0'])('%s is refused in one sentence', async (version) => {
    const { exitCode, stderr } = await call('node-version.mjs', 'requireNode', [version]);
    expect([exitCode, stderr]).toEqual([2, `Bitloom needs Node 20.19 or newer, this is Node ${version}; install a newer one from nodejs.org or with your version manager.`]);
  });
});

describe('the npm packages', () => {
  /** A stand-in for npm that logs its words and does what `body` says. */
  async function fakeNpm(body: string): Promise<Record<string, string>> {
    const script = join(folder, 'npm-cli.cjs.js');
    await writeFile(join(folder, 'package.json'), '{ "type": "commonjs" }');
    await writeFile(script, `const fs = require('node:fs'); const command = process.argv[2]; fs.appendFileSync('log', command + '\\n');\n${body}`);
    return { npm_execpath: script };
  }
  const installs = `fs.mkdirSync('node_modules', { recursive: true }); fs.writeFileSync('node_modules/.package-lock.json', '{}');`;
  const install = (env: Record<string, string>) => call('npm-packages.mjs', 'installPackages', [folder], env);
  const log = async (): Promise<string> => (await execa('cat', [join(folder, 'log')], { reject: false })).stdout;

  it('are installed where they are missing, and then left alone', async () => {
    await writeFile(join(folder, 'package-lock.json'), '{}');
    const env = await fakeNpm(installs);
    expect((await install(env)).stderr).toBe('npm packages: missing, installing them ...\nnpm packages: installed.');
    expect((await install(env)).stderr).toBe('');
    expect(await log()).toBe('ci');
  });

  it('are installed again when the lock file is newer', async () => {
    const env = await fakeNpm(installs);
    await mkdir(join(folder, 'node_modules'));
    await writeFile(join(folder, 'node_modules', '.package-lock.json'), '{}');
    await writeFile(join(folder, 'package-lock.json'), '{}');
    await utimes(join(folder, 'node_modules', '.package-lock.json'), 1, 1);
    expect((await install(env)).stderr).toContain('older than package-lock.json, installing');
  });

  it('come by npm install when npm ci fails', async () => {
    const { exitCode, stderr } = await install(await fakeNpm(`if (command === 'ci') process.exit(1);\n${installs}`));
    expect([exitCode, stderr.split('\n')[1], await log()]).toEqual([0, 'npm ci did not succeed, trying npm install ...', 'ci\ninstall']);
  });

  it('do without tfjs-node when its own install step fails', async () => {
    const native = `fs.mkdirSync('node_modules/@tensorflow/tfjs-node', { recursive: true });`;
    const env = await fakeNpm(`if (command === 'rebuild') process.exit(1);\n${installs}${native}`);
    const { exitCode, stderr } = await install({ ...env, BITLOOM_CACHE: folder });
    expect([exitCode, stderr.split('\n').slice(1)]).toEqual([0, [
      'npm packages: fetching the native library of @tensorflow/tfjs-node, optional, at most 120 s ...',
      'npm packages: its own download is closed here; training uses the embedded WebAssembly backend ("npm run setup:tensorflow" builds the native one, 274 MB to fetch).',
      'npm packages: installed.',
    ]]);
  });

  it('end the run with one sentence when they cannot be installed', async () => {
    const { exitCode, stderr } = await install(await fakeNpm('process.exit(1);'));
    expect([exitCode, stderr.split('\n').at(-1)]).toEqual([1, expect.stringMatching(/^The npm packages could not be installed/)]);
  });
});

describe.runIf(process.platform === 'linux' && process.arch === 'x64')('the native backend', () => {
  /** Stand-ins for commands: an empty folder, and shell scripts in it, are all of PATH. */
  async function setUp(commands: Record<string, string>) {
    const packageFolder = join(folder, 'node_modules', '@tensorflow', 'tfjs-node');
    await mkdir(packageFolder, { recursive: true });
    await writeFile(join(packageFolder, 'package.json'), '{ "name": "@tensorflow/tfjs-node", "version": "4.22.0" }');
    await mkdir(join(folder, 'node_modules', 'node-api-headers', 'include'), { recursive: true });
    await mkdir(join(folder, 'bin'), { recursive: true });
    for (const [name, body] of Object.entries(commands)) await writeFile(join(folder, 'bin', name), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
    const { stdout, stderr } = await call('native-backend.mjs', 'setUpNativeBackend', [folder], { PATH: join(folder, 'bin'), BITLOOM_CACHE: join(folder, 'cache'), CXX: '' });
    return { failure: stdout === 'undefined' ? undefined : (JSON.parse(stdout) as string), stderr };
  }
  /** pip, and the unpacking in Python, which gets the target as its fourth word. */
  const python = (download: string): string => `case "$*" in *--version*) exit 0;; *download*) ${download};; esac
    /bin/mkdir -p "$4/lib" "$4/include"; echo > "$4/lib/libtensorflow_cc.so.2"; echo > "$4/lib/libtensorflow_framework.so.2"`;
  /** Puts a file that is no wheel where pip would put it: the word after -d. */
  const download = 'while [ "$1" != -d ]; do shift; done; echo > "$2/tensorflow_cpu.whl"; exit 0';
  const inCache = async (): Promise<string> => (await execa('ls', [join(folder, 'cache')], { reject: false })).stdout;

  it('asks for pip where there is none', async () => {
    expect((await setUp({})).failure).toBe('pip for python3 is missing; to install it run: sudo apt-get update && sudo apt-get install -y python3-pip.');
  });

  it('says when the wheel cannot be fetched or unpacked, and leaves nothing half', async () => {
    expect((await setUp({ python3: python('exit 1') })).failure).toBe('pip could not fetch the wheel (it says why above); check the network and the package index that pip is set to.');
    expect((await setUp({ python3: `case "$*" in "-c "*) exit 1;; *--version*) exit 0;; esac; ${download}` })).failure).toMatch(/^The wheel could not be unpacked to .+ \(Python says why above\)\.$/);
    expect(await inCache()).toBe('');
  });

  it('says where the cache cannot be', async () => {
    await writeFile(join(folder, 'cache'), '');
    expect((await setUp({ python3: python('exit 1') })).failure).toMatch(/^.+cache\/tensorflow-2\.21\.0 can't be written \(EEXIST.+\); set BITLOOM_CACHE to another folder\.$/);
  });

  it('asks for a compiler, says when the binding does not compile, and takes out one that does not compute', async () => {
    expect((await setUp({ python3: python(download) })).failure).toBe('A C++ compiler is missing; to install it run: sudo apt-get update && sudo apt-get install -y g++.');
    expect(await inCache()).toBe('tensorflow-2.21.0');
    // From here on the library is in the cache: pip is not asked again.
    expect((await setUp({ 'python3': 'exit 1', 'g++': 'exit 1' })).failure).toBe('The binding does not compile (the compiler says why above).');
    const { failure, stderr } = await setUp({ 'g++': 'while [ "$1" != -o ]; do shift; done; echo > "$2"' });
    expect(failure).toBe('The library is there but does not compute on this machine (the lines above say why where it did), and was taken out again.');
    expect(stderr).toMatch(/^Native backend: compiling the binding \.\.\.\nNative backend: Cannot find module .*tfjs-node/);
    expect((await execa('ls', [join(folder, 'node_modules', '@tensorflow', 'tfjs-node')])).stdout).toBe('package.json');
  });
});

describe('Verilator and the compiler', () => {
  it('are left alone where they are there', async () => {
    for (const name of ['verilator', 'g++', 'iverilog']) await writeFile(join(folder, name), '', { mode: 0o755 });
    const { stdout, stderr } = await call('system-tools.mjs', 'installTools', [], { PATH: folder, VERILATOR: '' });
    expect([stdout, stderr]).toEqual(['[]', '']);
  });

  it('are not installed in place of a Verilator that the environment names', async () => {
    for (const name of ['g++', 'iverilog', 'apt-get']) await writeFile(join(folder, name), '', { mode: 0o755 });
    const { stdout, stderr } = await call('system-tools.mjs', 'installTools', [], { PATH: folder, VERILATOR: '/no/such' });
    expect([stdout, stderr]).toEqual(['["/no/such"]', 'VERILATOR names /no/such, which is no command here; correct the variable, or unset it to use verilator']);
  });

  it('are asked for with one line to run where apt-get is not', async () => {
    await writeFile(join(folder, 'g++'), '', { mode: 0o755 });
    const { stdout, stderr } = await call('system-tools.mjs', 'installTools', [], { PATH: folder, VERILATOR: '' });
    expect(JSON.parse(stdout)).toEqual(['verilator', 'iverilog']);
    expect(stderr).toMatch(/^verilator, iverilog: missing; to install them run: .+ install .*verilator .*$/);
  });

  it.runIf(process.getuid?.() === 0)('are installed by apt-get for root, lists first; what it cannot install is said', async () => {
    const aptGet = (install: string): string => `#!/bin/sh\ncase "$*" in *update*) echo update >> ${folder}/log;; *install*) ${install};; esac\n`;
    await writeFile(join(folder, 'apt-get'), aptGet(`test -f ${folder}/log && for t in verilator g++ iverilog; do echo > ${folder}/$t; /bin/chmod 755 ${folder}/$t; done`), { mode: 0o755 });
    const installed = await call('system-tools.mjs', 'installTools', [], { PATH: folder, VERILATOR: '' });
    expect([installed.stdout, installed.stderr]).toEqual(['[]', 'verilator, g++, iverilog: missing, installing with apt-get ...\nverilator, g++, iverilog: installed.']);

    for (const name of ['verilator', 'iverilog']) await rm(join(folder, name));
    await writeFile(join(folder, 'apt-get'), aptGet('exit 100'), { mode: 0o755 });
    const failed = await call('system-tools.mjs', 'installTools', [], { PATH: folder, VERILATOR: '' });
    expect([failed.stdout, failed.stderr.split('\n').at(-1)]).toEqual([
      '["verilator","iverilog"]',
      'verilator, iverilog: apt-get could not install them (it says why above); to do it by hand run: apt-get update && apt-get install -y verilator iverilog',
    ]);
  });
});

describe('a command with a time limit', () => {
  it('ends with 124, and its children with it', async () => {
    const started = performance.now();
    const { stdout } = await call('run-command.mjs', 'runCommand', ['/bin/sh', ['-c', 'sleep 30 & sleep 30'], { limitSeconds: 0.2 }]);
    expect([stdout, performance.now() - started < 10_000]).toEqual(['124', true]);
  });

  it('else gives its own status, 127 where it does not exist', async () => {
    expect((await call('run-command.mjs', 'runCommand', ['/bin/sh', ['-c', 'exit 3']])).stdout).toBe('3');
    expect((await call('run-command.mjs', 'runCommand', [join(folder, 'none'), []])).stdout).toBe('127');
  });
});
