import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { writeNetwork } from '../../src/network/network-file.js';
import { writeNpy } from '../../src/network/npy.js';
import { engineSide } from '../../src/sim/debug/side.js';
import { smallNetwork } from '../network/small-network.js';
import { invertNext, plantFault } from '../sim/debug/plant-fault.js';
import { runCli } from './run-cli.js';

const held = ['core', 'executor', 'array', 'row', 'held'];

// The second simulator of this file is the own engine with a fault in the accelerator, under Verilator's name.
vi.mock('../../src/sim/verilator/find-verilator.js', async (original) => ({ ...(await original<object>()), findVerilator: async () => ({ kind: 'found' }) }));
vi.mock('../../src/sim/device/open-system.js', async (original) => {
  const real = await original<typeof import('../../src/sim/device/open-system.js')>();
  return {
    ...real,
    openSystem: async (name: string, ...rest: [never, number]) => {
      const { createEngine } = await import('../../src/sim/engine/engine.js');
      const design = real.systemDesign(...rest);
      return createEngine(name === 'sim' ? design : plantFault(design, held, invertNext('shadow')));
    },
  };
});
vi.mock('../../src/sim/debug/side.js', async (original) => {
  const real = await original<typeof import('../../src/sim/debug/side.js')>();
  return { ...real, verilatorSide: (design: Parameters<typeof engineSide>[0]) => real.engineSide(plantFault(design, held, invertNext('shadow')), 'verilator') };
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bitloom-verify-'));
  await writeNetwork(join(folder, 'network.json'), smallNetwork());
  await writeNpy(join(folder, 'x.npy'), { dtype: '|u1', shape: [1, 4, 5, 2], data: Uint8Array.from({ length: 40 }, (_, i) => i % 8) });
  await writeFile(join(folder, 'core.json'), JSON.stringify({ dm: 2, dk: 32, dn: 2, activationDepth: 1024, weightDepth: 1024 }));
});
afterEach(async () => { await rm(folder, { recursive: true }); });

it('verify: when the simulators part it names the first signal, leaves traces and ends with status 1', async () => {
  const words = ['verify', '--network', join(folder, 'network.json'), '--input', join(folder, 'x.npy'), '--config', join(folder, 'core.json'), '--debug', join(folder, 'debug')];
  const { status, stdout } = await runCli(...words);
  expect(status).toBe(1);
  expect(stdout).toMatch(/\nengines: NOT equal cycle by cycle\nfirst difference at cycle \d+: core\.executor\.array\.row\[\d\]\.held\[\d\]\.shadow is \d+ in sim, \d+ in verilator\n {2}register of \d+ bits, declared in src\/hwgen\/accelerator\/shadow-register\.ts:\d+:\d+/);
  expect(stdout).toContain(join(folder, 'debug', 'verilator.gtkw'));
  expect((await readdir(join(folder, 'debug'))).sort()).toEqual(['sim.gtkw', 'sim.vcd', 'verilator.gtkw', 'verilator.vcd']);
}, 180_000);
