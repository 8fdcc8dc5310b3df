import { describe, expect, test } from 'vitest';
import { InputError } from '../../../src/errors/input-error.js';
import { countCells } from '../../../src/hwgen/fpga/cell-count.js';
import { harnessName, pinHarness } from '../../../src/hwgen/fpga/pin-harness.js';
import { DoesNotFitError, placeAndRoute } from '../../../src/hwgen/fpga/place-and-route.js';
import { synthesise } from '../../../src/hwgen/fpga/synthesise.js';
import { bool, memory, module, uint, when } from '../../../src/hwgen/language/hardware.js';
import { printDesign } from '../../../src/hwgen/verilog/design.js';

/** Tools in WebAssembly take seconds to start, more on a busy machine. */
const timeout = 240_000;

const counter = module('counter',
  ({ bits }: { readonly bits: number }) => ({
    inputs: { go: bool }, outputs: { count: uint(bits) }, state: { count: uint(bits).reset(0) },
  }),
  ({ go, count }, { bits }) => {
    when(go, () => { count.next = count.add(1).wrap(bits); });
    return { count };
  },
);

const pair = module('pair',
  () => ({ inputs: { go: bool }, outputs: { both: uint(16) } }),
  ({ go }) => ({ both: counter({ bits: 8 }).placeArray('counter', 2, { go }).count }),
);

const table = module('small_table',
  () => ({
    inputs: { write: bool, address: uint(6), value: uint(16) }, outputs: { read: uint(16) },
    state: { words: memory(uint(16), 64, { read: 'sync', style: 'distributed' }) },
  }),
  ({ write, address, value, words }) => {
    when(write, () => { words.write(address, value); });
    return { read: words.read(address) };
  },
);

describe('cell counts', () => {
  test('a LUT6_2 counts once, distributed memory its LUTs, other cells none', () => {
    expect(countCells({ LUT2: 3, LUT6_2: 2, RAM32M: 1, MUXF7: 9, CARRY4: 4, FDRE: 5, FDSE: 1, RAMB18E1: 1, RAMB36E1: 2, DSP48E1: 7 }, 'xilinx7'))
      .toEqual({ lut: 9, memoryLut: 4, ff: 6, bram: 2.5, dsp: 7, carry: 4 });
  });

  test('a carry cell of ECP5 takes two LUTs', () => {
    expect(countCells({ LUT4: 10, CCU2C: 3, PFUMX: 2, TRELLIS_FF: 4 }, 'ecp5')).toMatchObject({ lut: 16, ff: 4, carry: 3 });
  });
});

describe('synthesis', () => {
  test('counts a counter of 8 bits, alone and flattened: 8 flip-flops each', async () => {
    const steps: string[] = [];
    const verilog = printDesign(pair().ir);
    const apart = await synthesise(verilog, 'ice40', { top: 'pair', flatten: false }, (step) => steps.push(step));
    expect(apart.count.ff).toBe(16);
    expect(apart.modules.map(({ name, instances, own }) => [name, instances, own.ff])).toEqual([['pair', 1, 0], ['counter', 2, 8]]);
    expect(apart.command).toBe('yosys -p "read_verilog *.v; synth_ice40 -noflatten -top pair; tee -q -o counts.json stat -json"');
    expect(steps.length).toBeGreaterThan(10);
    const flat = await synthesise(verilog, 'ice40', { top: 'pair', flatten: true });
    expect(flat.modules.map(({ name }) => name)).toEqual(['pair']);
    expect(flat.count.ff).toBe(16);
  }, timeout);

  test('takes a distributed memory to LUTs on Xilinx 7 and to a block memory on iCE40, which has no other', async () => {
    const on = async (target: 'xilinx7' | 'ice40') => (await synthesise(printDesign(table().ir, { target }), target, { top: 'small_table', flatten: true })).count;
    const xilinx = await on('xilinx7');
    expect(xilinx.bram).toBe(0);
    // A LUT holds 64 bits.
    expect(xilinx.memoryLut).toBeGreaterThanOrEqual(16);
    expect(await on('ice40')).toMatchObject({ bram: 1, memoryLut: 0 });
  }, timeout);

  test('says in one sentence what yosys complains about', async () => {
    const broken = new Map([['broken.v', 'module broken (input wire a; endmodule']]);
    await expect(synthesise(broken, 'xilinx7', { top: 'broken', flatten: true })).rejects.toMatchObject({ name: 'InputError', message: expect.stringMatching(/^yosys: .*syntax error.*$/) });
  }, timeout);

  test('places and routes a counter on an HX1K behind five pins, and packs a bitstream', async () => {
    const design = counter({ bits: 16 }).ir;
    const verilog = new Map(printDesign(design)).set(`${harnessName}.v`, pinHarness(design, true));
    const { netlist } = await synthesise(verilog, 'ice40', { top: harnessName, flatten: true, netlist: true });
    const placed = await placeAndRoute(netlist!, 'hx1k', { mhz: 100, seed: 1 });
    expect(placed.mhz).toBeGreaterThan(50);
    expect(placed.mhz).toBeLessThan(600);
    // 16 bits each of the counter and the output register, the reset and the input register.
    expect(placed.cells).toBeGreaterThanOrEqual(34);
    expect(placed.cellsOfDevice).toBe(1280);
    // The longest path is as long as the clock's period.
    expect(placed.criticalPath.at(-1)!.ns).toBeCloseTo(1000 / placed.mhz, 1);
    // Every iCE40 bitstream has this preamble.
    expect(Buffer.from(placed.bitstream).includes(Buffer.from([0x7e, 0xaa, 0x99, 0x7e]))).toBe(true);
  }, timeout);
  test.each([
    ['logic cells', 'reg [1499:0] r; always @(posedge clk) r <= {r[1498:0] ^ r[1499:1], d}; assign q = ^r;'],
    ['block memories', 'reg [15:0] m [0:8191]; reg [15:0] r; reg [12:0] a; always @(posedge clk) begin a <= a + d; m[a] <= {m[a], d}; r <= m[a]; end assign q = ^r;'],
  ])('a design of more %s than an HX1K has does not fit; what the placer cannot read is another error', async (_, body) => {
    const verilog = new Map([['large.v', `module large(input clk, input d, output q); ${body} endmodule`]]);
    const { netlist } = await synthesise(verilog, 'ice40', { top: 'large', flatten: true, netlist: true });
    await expect(placeAndRoute(netlist!, 'hx1k', { mhz: 50, seed: 1 })).rejects.toThrow(DoesNotFitError);
    const other = await placeAndRoute('{}', 'hx1k', { mhz: 50, seed: 1 }).catch((error: unknown) => error);
    expect(other).toBeInstanceOf(InputError);
    expect(other).not.toBeInstanceOf(DoesNotFitError);
  }, timeout);
});
