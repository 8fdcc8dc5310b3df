import { expect, test } from 'vitest';
import { fifo } from '../../src/hwgen/library/fifo.js';
import { printDesign } from '../../src/hwgen/verilog/design.js';
import { createEngine } from '../../src/sim/engine/engine.js';
import { lockstep } from '../../src/sim/lockstep.js';
import { createVerilator } from '../../src/sim/verilator/create-verilator.js';
import { Draws } from './engine/random-module.js';

test('the own engine and Verilator agree on the hash of every block: a FIFO of 70-bit words under random pressure and resets', async () => {
  const module = fifo({ width: 70, depth: 5 }).ir;
  const draws = new Draws(5, 100_000);
  const rows = Array.from({ length: 3000 }, (_, cycle) => {
    const rst = cycle < 2 || draws.below(50) === 0 ? 1 : 0;
    return [rst, draws.below(2), draws.bits(70), draws.below(2)];
  });
  const result = await lockstep(
    async () => createEngine(module),
    () => createVerilator({ top: module.name, ports: module.ports, files: printDesign(module) }),
    { cycles: rows.length, names: ['rst', 'in_valid', 'in_data', 'out_ready'], row: (cycle) => rows[cycle]! },
    { block: 500 },
  );
  expect(result).toEqual({ equal: true, cycles: 3000 });
}, 120_000);
