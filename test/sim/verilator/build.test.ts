import { chmod, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors/input-error.js';
import { unsigned } from '../../../src/hwgen/ir/type.js';
import { SimulationError } from '../../../src/sim/simulator.js';
import { buildVerilator } from '../../../src/sim/verilator/build.js';
import { createVerilator } from '../../../src/sim/verilator/create-verilator.js';
import type { BuildOptions, VerilatorDesign } from '../../../src/sim/verilator/design.js';
import { findVerilator } from '../../../src/sim/verilator/find-verilator.js';
import { cacheFolder } from '../../../src/sim/verilator/project-folder.js';

let folder: string;
let cache: string;
const environment = { ...process.env };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bitloom-build-'));
  cache = join(folder, 'verilator');
});
afterEach(() => {
  for (const name of ['VERILATOR', 'BITLOOM_CACHE']) {
    if (environment[name] === undefined) delete process.env[name];
    else process.env[name] = environment[name];
  }
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** A buffer of 4 bits; `body` is its Verilog. */
const wires = (body: string): VerilatorDesign => ({
  top: 'wires',
  ports: [
    { direction: 'input', name: 'a', type: unsigned(4) },
    { direction: 'output', name: 'b', type: unsigned(4) },
  ],
  files: new Map([['wires.v', `module wires(input wire clk, input wire [3:0] a, output wire [3:0] b);\n${body}\nendmodule\n`]]),
});
const build = (design: VerilatorDesign, options: BuildOptions = {}) => buildVerilator(design, { cache: folder, optimize: '-O0', ...options });

/** An executable that answers --version with `text`. */
async function fakeVerilator(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\n${text}\n`);
  await chmod(path, 0o755);
  return path;
}

const BUILD_MS = 120_000;

describe('the cache', () => {
  it('two builds of one design at once are one build; a later one is found; another flag is another build', async () => {
    const design = wires('  assign b = a;');
    const [first, second] = await Promise.all([build(design), build(design)]);
    expect([first.fromCache, second.folder]).toEqual([false, first.folder]);

    const program = join(first.folder, 'simulator');
    const before = await stat(program);
    const third = await build(design);
    const after = await stat(program);
    expect(third).toEqual({ ...first, fromCache: true });
    expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs]);

    expect((await readdir(first.folder)).sort()).toEqual(['build.json', 'build.log', 'simulator', 'sources']);
    expect(JSON.parse(await readFile(join(first.folder, 'build.json'), 'utf8'))).toMatchObject({ top: 'wires', compilerFlags: ['-O0'] });

    // Verilator is asked again, and refuses.
    await expect(build(design, { verilatorFlags: ['--no-such-flag'] })).rejects.toThrow("Verilator can't build wires: Invalid option: --no-such-flag");
  }, BUILD_MS);

  it('a build that someone has damaged is made again', async () => {
    const design = wires('  assign b = a;');
    const { folder: made } = await build(design);
    await rm(join(made, 'simulator'));
    expect(await build(design)).toMatchObject({ folder: made, fromCache: false });
  }, BUILD_MS);

  it('lies where the option, the environment or the project says', () => {
    expect(cacheFolder('/some/where')).toBe('/some/where/verilator');
    process.env['BITLOOM_CACHE'] = '/else/where';
    expect(cacheFolder()).toBe('/else/where/verilator');
    delete process.env['BITLOOM_CACHE'];
    expect(cacheFolder()).toBe(join(process.cwd(), '.cache', 'verilator'));
  });
});

describe('a build that fails', () => {
  it("gives Verilator's first error and its log, and leaves nothing else", async () => {
    const before = await readdir(cache);
    const failure = await build(wires('  assign b = a +;')).catch((error: unknown) => error as Error);
    expect(failure).toBeInstanceOf(InputError);
    const [, message, log] = /^(.*); correct what the log (.*) shows, or leave Verilator out with --no-verilator$/.exec((failure as Error).message)!;
    expect(message).toMatch(/^Verilator can't build wires: wires\.v:2:17: syntax error, unexpected ';'/);
    expect(await readFile(log!, 'utf8')).toMatch(/^\$ verilator --cc .*\n%Error: wires\.v:2:17/);
    expect((await readdir(cache)).filter((name) => !before.includes(name)).map((name) => join(cache, name))).toEqual([log]);
  });

  it.each<[string, VerilatorDesign['ports'][number], string]>([
    ['width', { direction: 'output', name: 'b', type: unsigned(5) }, 'Port `b` of wires has 4 bits in the Verilog and 5 in the port list'],
    ['direction', { direction: 'input', name: 'b', type: unsigned(4) }, 'Port `b` of wires is an output in the Verilog and an input in the port list'],
    ['name', { direction: 'output', name: 'c', type: unsigned(4) }, 'Port `c` of wires is in the port list and not in the Verilog'],
  ])('names the port whose %s differs', async (_, port, message) => {
    const design = wires('  assign b = a;');
    await expect(build({ ...design, ports: [design.ports[0]!, port] })).rejects.toThrow(new InputError(message));
  });

  it('names the port that nobody listed', async () => {
    const design = wires('  assign b = a;');
    await expect(build({ ...design, ports: design.ports.slice(1) })).rejects.toThrow('Port `a` of wires is in the Verilog and not in the port list');
  });

  it('refuses what could not work', async () => {
    const design = wires('');
    await expect(build({ ...design, files: new Map([['../x.v', '']]) })).rejects.toThrow('The file name `../x.v` of wires is not plain');
    await expect(build({ ...design, files: new Map([['x.hex', '']]) })).rejects.toThrow('No file of wires ends in .v or .sv');
    await expect(build({ ...design, ports: [{ direction: 'input', name: 'clk', type: unsigned(1) }] })).rejects.toThrow('Port `clk` of wires is implicit');
    await expect(build({ ...design, top: '-x' })).rejects.toThrow("The top module's name `-x` is not a Verilog identifier");
  });

  it('stops at its time limit', async () => {
    const failure = build(wires('  assign b = ~a;'), { buildLimit: 0.001 });
    await expect(failure).rejects.toThrow(SimulationError);
    await expect(failure).rejects.toThrow('The Verilator build of wires was stopped after 0.001 s');
  });
});

describe('a design that hangs', () => {
  it('is stopped at the limit of a request', async () => {
    // Verilator can't tell that this loop never ends, for `a` is not known.
    const design = wires('  reg [3:0] n; assign b = n;\n  always @(posedge clk) begin n = 4\'d0; while (n <= a) n = n + 4\'d1; end');
    const simulator = await createVerilator({ ...design, options: { cache: folder, optimize: '-O0', requestLimit: 0.3 } });
    simulator.poke('a', 14);
    await simulator.run(2);
    expect(await simulator.peek('b')).toBe(15n);
    simulator.poke('a', 15);
    await expect(simulator.run(5)).rejects.toThrow('The Verilator process of wires has not answered run within 0.3 s and was stopped');
    await simulator.close();
  }, BUILD_MS);
});

describe('the tools', () => {
  it('Verilator is found with its version', async () => {
    expect(await findVerilator()).toMatchObject({ kind: 'found', version: expect.stringMatching(/^\d+\.\d{3}$/) });
  });

  it('missing: says so with the install line, as an answer and as an error', async () => {
    process.env['VERILATOR'] = '/nonexistent';
    const search = await findVerilator();
    expect(search).toMatchObject({ kind: 'absent', reason: 'missing' });
    await expect(build(wires('  assign b = a;'))).rejects.toThrow(InputError);
    await expect(build(wires('  assign b = a;'))).rejects.toThrowErrorMatchingInlineSnapshot(`[InputError: Verilator not found: there is no command \`/nonexistent\` (from the environment variable VERILATOR); install it with \`apt-get install -y verilator g++\`, or set VERILATOR to the command of a Verilator 5.006 or newer]`);
  });

  it('too old', async () => {
    process.env['VERILATOR'] = await fakeVerilator('old', 'echo "Verilator 4.228 2022-10-01 rev (Debian)"');
    expect(await findVerilator()).toMatchObject({ kind: 'absent', reason: 'tooOld', message: expect.stringMatching(/^Verilator 4\.228 at `.*old` \(from the environment variable VERILATOR\) is too old; install it with/) });
  });

  it('broken, or something else', async () => {
    process.env['VERILATOR'] = await fakeVerilator('broken', 'echo "cannot load perl" >&2; exit 3');
    expect(await findVerilator()).toMatchObject({ kind: 'absent', reason: 'unusable', message: expect.stringContaining('fails: cannot load perl;') });
    process.env['VERILATOR'] = await fakeVerilator('other', 'echo "Icarus 12"');
    expect(await findVerilator()).toMatchObject({ kind: 'absent', reason: 'unusable', message: expect.stringContaining('is not Verilator: its --version says "Icarus 12"') });
  });

  it('no such compiler', async () => {
    await expect(build(wires('  assign b = a;'), { compiler: 'no-such-g++' })).rejects.toThrow('C++ compiler not found: `no-such-g++ --version` does not run');
  });
});
