import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors/input-error.js';
import { SimulationError } from '../../../src/sim/simulator.js';
import { type VerilatorOptions, createVerilator } from '../../../src/sim/verilator/create-verilator.js';
import type { VerilatorDesign } from '../../../src/sim/verilator/design.js';
import type { VerilatorSimulator } from '../../../src/sim/verilator/verilator-simulator.js';
import { adder, counter } from './designs.js';
import { referenceHash } from './reference-hash.js';

// A space in the name: people have folders like this.
let cache: string;
const open: VerilatorSimulator[] = [];

beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'bitloom verilator '));
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((simulator) => simulator.close()));
});
afterAll(async () => {
  await rm(cache, { recursive: true });
});

async function start(design: VerilatorDesign, options: VerilatorOptions = {}): Promise<VerilatorSimulator> {
  const simulator = await createVerilator({ ...design, options: { cache, optimize: '-O0', trace: design === counter, ...options } });
  open.push(simulator);
  return simulator;
}

const BUILD_MS = 120_000;

describe('a clocked design', () => {
  it('starts at zero, applies inputs before the edge and shows outputs after it', async () => {
    const simulator = await start(counter);
    expect(await simulator.peek('count')).toBe(0n);
    simulator.poke('enable', 1);
    expect(await simulator.peek('count')).toBe(0n);
    await simulator.run(3);
    expect(await simulator.peek('count')).toBe(3n);
    expect(await simulator.peek('delete')).toBe(1n);
    expect(await simulator.peek('enable')).toBe(1n);
    expect(simulator.cycle).toBe(3);
  }, BUILD_MS);

  it('reads the files that lie beside the Verilog', async () => {
    const simulator = await start(counter);
    simulator.poke('enable', 1);
    await simulator.run(3);
    expect(await simulator.peek('squares')).toBe(9n);
  });

  it('holds reset for the given cycles, then lets go', async () => {
    const simulator = await start(counter);
    simulator.poke('start__at', 40);
    simulator.poke('enable', 1);
    await simulator.reset(2);
    expect(await simulator.peek('count')).toBe(40n);
    await simulator.run(1);
    expect([await simulator.peek('count'), simulator.cycle]).toEqual([41n, 3]);
  });

  it('runs until a value, 0 cycles when it is there already', async () => {
    const simulator = await start(counter);
    simulator.poke('enable', 1);
    expect(await simulator.runUntil('count', 100, 1000)).toBe(100);
    expect(await simulator.runUntil('count', 100, 0)).toBe(0);
    expect(await simulator.runUntil('count', 110n, 10)).toBe(10);
    expect(simulator.cycle).toBe(110);
  });

  it('says what it waited for when the limit is reached', async () => {
    const simulator = await start(counter);
    simulator.poke('enable', 1);
    await expect(simulator.runUntil('count', 12, 11)).rejects.toThrow(
      new SimulationError('counter: port `count` has not become 12 within 11 cycles; it is 11 in cycle 11'),
    );
  });

  it('drives one row per cycle and records before the edge', async () => {
    const simulator = await start(counter);
    const rows = [[1, 0], [0, 0], [1, 0], [1, 0], [0, 7]];
    const recorded = await simulator.drive(['enable', 'start__at'], rows, ['count', 'delete', 'enable']);
    expect(recorded).toEqual([[0n, 0n, 1n], [1n, 0n, 0n], [1n, 0n, 1n], [2n, 0n, 1n], [3n, 1n, 0n]]);
    expect(await simulator.peek('start__at')).toBe(7n);
    expect(simulator.cycle).toBe(5);
  });

  it('drives more rows than one request holds', async () => {
    const simulator = await start(counter);
    const recorded = await simulator.drive(['enable'], Array.from({ length: 9000 }, (_, row) => [row % 100 === 0 ? 1 : 0]), ['count', 'phase']);
    expect(recorded.length).toBe(9000);
    expect(recorded[8999]).toEqual([90n, 8999n]);
  });

  it('hashes the outputs of every cycle as the definition says', async () => {
    const simulator = await start(counter);
    expect(await simulator.hash()).toBe(0xcbf29ce484222325n);
    const names = simulator.outputs.map(({ name }) => name);
    const cycles = await simulator.drive(['enable'], [[1], [1], [0], [1]], names);
    expect(await simulator.hash()).toBe(referenceHash(simulator.outputs, cycles));

    // The same cycles by other commands give the same hash.
    const other = await start(counter);
    other.poke('enable', 1);
    await other.run(2);
    other.poke('enable', 0);
    await other.run(1);
    other.poke('enable', 1);
    await other.runUntil('count', 3, 10);
    expect(await other.hash()).toBe(await simulator.hash());
  });

  it('can leave the hash out', async () => {
    const simulator = await start(counter, { hash: false });
    await simulator.run(10);
    await expect(simulator.hash()).rejects.toThrow('this simulator was started without the hash');
    expect(await simulator.peek('phase')).toBe(10n);
  });

  it('powers up at random on demand, the same for the same seed', async () => {
    const phaseOf = async (initialSeed?: number) => (await start(counter, { initialSeed })).peek('phase');
    const [zero, one, oneAgain, two] = await Promise.all([phaseOf(), phaseOf(1), phaseOf(1), phaseOf(2)]);
    expect(zero).toBe(0n);
    expect(oneAgain).toBe(one);
    expect(new Set([zero, one, two]).size).toBe(3);
    await expect(phaseOf(0)).rejects.toThrow('initialSeed 0 is not an integer from 1 to 2147483647');
  });

  it('writes a window as VCD, and a second one', async () => {
    const simulator = await start(counter);
    simulator.poke('enable', 1);
    await simulator.run(5);
    const [first, second] = [join(cache, 'first.vcd'), join(cache, 'second.vcd')];
    await simulator.openTrace(first);
    await simulator.run(2);
    await simulator.closeTrace();
    await simulator.run(50);
    await simulator.openTrace(second);
    await simulator.run(1);
    await simulator.closeTrace();

    expect(await countsIn(first)).toEqual([['50', 5], ['55', 6], ['65', 7]]);
    expect(await countsIn(second)).toEqual([['570', 57], ['575', 58]]);
    await expect(simulator.openTrace('/nonexistent/x.vcd')).rejects.toThrow("can't write /nonexistent/x.vcd");
  });
});

describe('a combinational design', () => {
  it('settles without a clock; a cycle is an eval', async () => {
    const simulator = await start(adder);
    simulator.poke('a', -16);
    simulator.poke('b', -2048n);
    simulator.poke('wide', (1n << 199n) | 5n);
    simulator.poke('deep', -(1n << 39n));
    await simulator.reset(3);
    expect(simulator.cycle).toBe(3);
    expect(await simulator.peek('sum')).toBe(-2064n);
    expect(await simulator.peek('inverted')).toBe(((1n << 199n) - 1n) ^ 5n);
    expect(await simulator.peek('negative')).toBe(16n);
    expect(await simulator.peek('negated')).toBe(1n << 39n);
    expect(await simulator.peek('a')).toBe(-16n);
  }, BUILD_MS);

  it('hashes signed and wide outputs limb by limb, without sign extension', async () => {
    const simulator = await start(adder);
    const rows = [[-1, 5, (1n << 200n) - 1n, -1], [15, -6, 0xdeadbeefn << 150n, 12345678901], [0, 0, 0, 0]];
    const cycles = await simulator.drive(['a', 'b', 'wide', 'deep'], rows, simulator.outputs.map(({ name }) => name));
    expect(cycles.map(([sum]) => sum)).toEqual([4n, 9n, 0n]);
    expect(cycles.map((row) => row[2])).toEqual([1n, -15n, 0n]);
    expect(await simulator.hash()).toBe(referenceHash(simulator.outputs, cycles));
  });
});

describe('wrong use', () => {
  it.each<[string, string, number | bigint, string]>([
    ['wider than the port', 'a', 16, 'Value 16 does not fit port `a`, a sint(5): -16 to 15'],
    ['too wide for a wide port', 'wide', 1n << 200n, `Value ${1n << 200n} does not fit port \`wide\`, a uint(200): 0 to ${(1n << 200n) - 1n}`],
    ['negative for an unsigned port', 'wide', -1, `Value -1 does not fit port \`wide\`, a uint(200): 0 to ${(1n << 200n) - 1n}`],
    ['no integer', 'b', 1.5, 'Value 1.5 for port `b` is not an exact integer; use a bigint'],
    ['an output', 'sum', 1, 'Port `sum` of adder is an output; only inputs can be poked'],
    ['unknown', 'c', 1, 'adder has no port `c`; it has a, b, wide, deep, sum, inverted, negative, negated, rst'],
  ])('poke: %s', async (_, port, value, message) => {
    const simulator = await start(adder);
    expect(() => simulator.poke(port, value)).toThrow(new InputError(message));
  });

  it('drive: a row of the wrong length, before anything ran', async () => {
    const simulator = await start(adder);
    await expect(simulator.drive(['a', 'b'], [[1, 2], [3]], ['sum'])).rejects.toThrow('Row 1 has 1 values for 2 inputs: a, b');
    expect(simulator.cycle).toBe(0);
  });

  it('trace: not built in', async () => {
    const simulator = await start(adder);
    await expect(simulator.openTrace(join(cache, 'x.vcd'))).rejects.toThrow('no trace was built in');
  });
});

describe('a process that ends', () => {
  it('$finish is an error, and what the design prints stays out of the protocol', async () => {
    const simulator = await start(counter);
    simulator.poke('start__at', 199);
    await simulator.reset();
    simulator.poke('enable', 1);
    await expect(simulator.run(100)).rejects.toThrow('Verilator, counter, run: the design has called $finish, before cycle 3');
    expect(await simulator.peek('count')).toBe(201n);
  });

  it('$error and $stop: a SimulationError with the last words, for all later calls too', async () => {
    const simulator = await start(counter);
    simulator.poke('start__at', 250);
    await simulator.reset();
    simulator.poke('enable', 1);
    const death = simulator.run(100);
    await expect(death).rejects.toThrow(SimulationError);
    await expect(death).rejects.toThrow(/process of counter died of SIGABRT; its last words:\n[^]*count must stay below 250/);
    await expect(simulator.peek('count')).rejects.toThrow('count must stay below 250');
  });

  it('a closed simulator says so; closing twice is fine', async () => {
    const simulator = await start(adder);
    await simulator.close();
    await simulator.close();
    await expect(simulator.run(1)).rejects.toThrow('The simulator of adder is closed');
  });
});

/** [time, value] of every change of the first signal `count` in a VCD. */
async function countsIn(file: string): Promise<[string, number][]> {
  const text = await readFile(file, 'utf8');
  const code = / (\S+) count \[7:0\]/.exec(text)![1]!;
  let time = '';
  const changes: [string, number][] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('#')) time = line.slice(1);
    if (line.startsWith('b') && line.endsWith(` ${code}`)) changes.push([time, parseInt(line.slice(1), 2)]);
  }
  return changes;
}

describe('what stays', () => {
  it('the cache holds whole builds only', async () => {
    expect((await readdir(cache)).filter((name) => name.startsWith('unfinished-'))).toEqual([]);
  });
});
