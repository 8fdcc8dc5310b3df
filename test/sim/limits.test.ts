import { describe, expect, it } from 'vitest';
import { defaultParameters } from '../../src/hwgen/accelerator/parameters.js';
import { unsigned } from '../../src/hwgen/ir/type.js';
import { fifo } from '../../src/hwgen/library/fifo.js';
import { lowerNetwork } from '../../src/network/lowering/lower-network.js';
import { Device } from '../../src/sim/device/device.js';
import { openSystem } from '../../src/sim/device/open-system.js';
import { engineSide, verilatorSide } from '../../src/sim/debug/side.js';
import { createEngine } from '../../src/sim/engine/engine.js';
import { smallNetwork } from '../network/small-network.js';
import { itWithVerilator } from '../with-verilator.js';
import { tally } from './debug/tally.js';
import { design, input, output, ref } from './engine/design.js';

const one = unsigned(1);

describe('designs that no engine can run are refused with the place', () => {
  it('a combinational loop', () => {
    const loop = design('loop', {
      ports: [output('y', one)],
      wires: [{ kind: 'wire', name: 'a', type: one, value: ref('b', one) }, { kind: 'wire', name: 'b', type: one, value: ref('a', one) }],
      outputs: [{ port: 'y', value: ref('a', one) }],
    });
    expect(() => createEngine(loop)).toThrowErrorMatchingInlineSnapshot(`[SimulationError: combinational loop: a <- b <- a; put a register into it]`);
  });

  it('a clock of its own, anywhere in the hierarchy', () => {
    const source = { error: new Error('here') };
    const child = design('child', { ports: [{ ...input('clk', one), source }, output('y', one)], outputs: [{ port: 'y', value: ref('clk', one) }] });
    const top = design('top', {
      ports: [input('clk_b', one), output('y', one)],
      instances: [{ kind: 'instance', name: 'c', module: child, inputs: [{ port: 'clk', mode: 'shared', value: ref('clk_b', one) }], outputs: [{ port: 'y', name: 'c_y' }] }],
      outputs: [{ port: 'y', value: ref('c_y', one) }],
    });
    expect(() => createEngine(top)).toThrow(/^child: 'clk' can't be declared \(test\/sim\/limits\.test\.ts:\d+:\d+\): the clock is implicit and there is only one; a second clock domain can't be simulated$/);
  });
});

describe('a run that reaches its limit says what it waited for', () => {
  it('the states of machines', async () => {
    const engine = createEngine(tally().ir);
    await engine.reset();
    await expect(engine.runUntil('done', 1, 50)).rejects.toThrowErrorMatchingInlineSnapshot(`[SimulationError: tally: done was not 1 within 50 cycles (it is 0 at cycle 51); phase is IDLE]`);
  });

  it('handshakes of ports: the same at the limit of every call', async () => {
    const { simulator } = await engineSide(fifo({ width: 8, depth: 2 }).ir).openTraceable();
    await simulator.reset();
    simulator.poke('in_valid', 1);
    await expect(simulator.runUntil('out_data', 7, 10)).rejects.toThrowErrorMatchingInlineSnapshot(`[SimulationError: fifo_w8_d2: out_data was not 7 within 10 cycles (it is 0 at cycle 11); in_valid is high and waits for in_ready, out_valid is high and waits for out_ready]`);
  });

  itWithVerilator('handshakes in Verilator', async () => {
    const simulator = await verilatorSide(fifo({ width: 8, depth: 2 }).ir, { optimize: '-O0' }).open();
    await simulator.reset();
    simulator.poke('in_valid', 1);
    await expect(simulator.runUntil('out_data', 7, 10)).rejects.toThrowErrorMatchingInlineSnapshot(`[SimulationError: fifo_w8_d2: port \`out_data\` has not become 7 within 10 cycles; it is 0 in cycle 11; in_valid is high and waits for in_ready, out_valid is high and waits for out_ready]`);
    await simulator.close();
  }, 60_000);

  it('an accelerator whose memory does not answer: the descriptor, the stages, the bus and the counters', async () => {
    const parameters = { ...defaultParameters, dm: 4, dk: 32, dn: 4, activationDepth: 1024, weightDepth: 1024 };
    const program = lowerNetwork(smallNetwork(), parameters);
    const device = await Device.open(await openSystem('sim', parameters, program.memoryBytes), parameters, { latency: 60_000, seed: 0 });
    await device.writeMemory(0, program.image);
    const message = await device.runChain(program.chainAddress, 2, 1000).then(() => '', (error: Error) => error.message);
    expect(message).toMatch(/^descriptor 0 of 2 \(counted from 0\) did not end: accelerator_system: layer_done was not 1 within 1000 cycles \(it is 0 at cycle \d+\); core\.chain\.phase is \w+/);
    expect(message).toContain('rready is high and waits for rvalid');
    expect(message).toMatch(/; counters: CYCLES \d+, LAYERS 0, .*READ_BEATS 0, WRITE_BEATS 0$/);
  });
});
