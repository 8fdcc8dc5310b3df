import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { huntDifference } from '../../../src/cli/jobs/hunt-difference.js';
import { defaultParameters } from '../../../src/hwgen/accelerator/parameters.js';
import { engineSide } from '../../../src/sim/debug/side.js';
import { smallNetwork } from '../../network/small-network.js';
import { invertNext, plantFault } from '../debug/plant-fault.js';

const parameters = { ...defaultParameters, dm: 2, dk: 32, dn: 2, activationDepth: 1024, weightDepth: 1024 };
const image = Uint8Array.from({ length: 40 }, (_, i) => i % 8);

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'bitloom-hunt-')); });
afterEach(() => { rmSync(folder, { recursive: true }); });

test('a fault four levels deep in the accelerator: the report of a verification names it', async () => {
  const { text, json } = await huntDifference(smallNetwork(), [image], {
    parameters, memory: { latency: 20, seed: 0 }, folder,
    sides: (design) => [engineSide(design), engineSide(plantFault(design, ['core', 'executor', 'array', 'row', 'held'], invertNext('shadow')), 'faulty')],
  });
  // Cycle and lines move with the accelerator; the signal and its file do not.
  expect(text).toMatch(new RegExp(
    '^first difference at cycle \\d+: core\\.executor\\.array\\.row\\[\\d\\]\\.held\\[\\d\\]\\.shadow is \\d+ in sim, \\d+ in faulty\n'
    + '  register of \\d+ bits, declared in src/hwgen/accelerator/shadow-register\\.ts:\\d+:\\d+, driven in src/hwgen/accelerator/shadow-register\\.ts:\\d+:\\d+; ',
  ));
  expect(json).toMatchObject({ sides: ['sim', 'faulty'] });
  expect(readdirSync(folder).sort()).toEqual(['faulty.gtkw', 'faulty.vcd', 'sim.gtkw', 'sim.vcd']);
}, 180_000);

test('simulators that are equal after all are said to be', async () => {
  const { text, json } = await huntDifference(smallNetwork(), [image], {
    parameters, memory: { latency: 20, seed: 0 }, folder: join(folder, 'none'), sides: (design) => [engineSide(design), engineSide(design, 'again')],
  });
  expect([text, json]).toEqual(['a second run of both simulators shows no difference: one of them does not repeat itself', null]);
  expect(readdirSync(folder)).toEqual([]);
}, 180_000);
