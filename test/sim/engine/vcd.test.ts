import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { unsigned } from '../../../src/hwgen/ir/type.js';
import { createEngine } from '../../../src/sim/engine/engine.js';
import { counter } from './counter.js';
import { compare, constant, design, output, ref } from './design.js';

test('a trace shows every signal from the present cycle on, scoped like the Verilog', async () => {
  const engine = createEngine(design('top', {
    ports: [output('counts', unsigned(6))],
    instances: [{
      kind: 'instance', name: 'c', module: counter(3), count: 2,
      inputs: [{ port: 'enable', mode: 'each', value: constant(0b10, unsigned(2)) }], outputs: [{ port: 'count', name: 'counts' }],
    }],
    outputs: [{ port: 'counts', value: ref('counts', unsigned(6)) }],
  }));
  await engine.run(1);
  let text = '';
  engine.trace((part) => (text += part), 2);
  expect(engine.cycle).toBe(3);
  expect(text).toMatchInlineSnapshot(`
    "$version Bitloom $end
    $timescale 1ns $end
    $scope module top $end
    $var wire 1 ! clk $end
    $var wire 1 " rst $end
    $var wire 6 # counts [5:0] $end
    $scope module c[0] $end
    $scope module element $end
    $var wire 1 $ enable $end
    $var reg 3 % count [2:0] $end
    $var wire 1 & wrapped $end
    $upscope $end
    $upscope $end
    $scope module c[1] $end
    $scope module element $end
    $var wire 1 ' enable $end
    $var reg 3 ( count [2:0] $end
    $var wire 1 ) wrapped $end
    $upscope $end
    $upscope $end
    $upscope $end
    $enddefinitions $end
    #10
    0!
    0"
    b1000 #
    0$
    b0 %
    0&
    1'
    b1 (
    0)
    #15
    1!
    b10000 #
    b10 (
    #20
    0!
    #25
    1!
    "
  `);
});

test('tracing does not change the run: same state and hash as without', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bitloom-vcd-'));
  try {
    const [plain, traced] = [createEngine(counter()), createEngine(counter())];
    for (const engine of [plain, traced]) engine.poke('enable', 1);
    await plain.run(3000);
    await traced.run(500);
    traced.trace(join(folder, 'window.vcd'), 2000);
    await traced.run(500);
    expect(await traced.hash()).toBe(await plain.hash());
    expect(await traced.peek('count')).toBe(await plain.peek('count'));
    expect(readFileSync(join(folder, 'window.vcd'), 'utf8')).toContain('#24990\n0!\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a window that a check ends still shows the cycles before it and its own', async () => {
  const type = unsigned(8);
  const engine = createEngine({ ...counter(), assertions: [
    { kind: 'check', name: 'below 3', condition: compare('less', ref('count', type), constant(3, type)) },
  ] });
  engine.poke('enable', 1);
  let text = '';
  expect(() => engine.trace((part) => (text += part), 100)).toThrow("check 'below 3' does not hold at cycle 3");
  expect(text.match(/^b\d+ /gm)).toEqual(['b0 ', 'b1 ', 'b10 ', 'b11 ']);
  expect(text).toMatch(/#35\n1!\n$/);
});
