import { expect, test } from 'vitest';
import { module, uint } from '../../../src/hwgen/language/hardware.js';
import { axiReadMaster } from '../../../src/hwgen/library/axi-read-master.js';
import { axiWriteMaster } from '../../../src/hwgen/library/axi-write-master.js';
import { dualPortRam } from '../../../src/hwgen/library/dual-port-ram.js';
import { fifo } from '../../../src/hwgen/library/fifo.js';
import { popcountPipeline } from '../../../src/hwgen/library/popcount-pipeline.js';
import { registerSlice } from '../../../src/hwgen/library/register-slice.js';
import { divideRounded } from '../../../src/hwgen/library/rounding.js';
import { roundRobinArbiter } from '../../../src/hwgen/library/round-robin-arbiter.js';
import { skidBuffer } from '../../../src/hwgen/library/skid-buffer.js';
import { narrow, widen } from '../../../src/hwgen/library/width-converter.js';
import { refusalOf } from './refusal.js';

const divided = (shift: number) => module('divided', () => ({ inputs: { a: uint(8) }, outputs: { b: uint(8) } }), ({ a }) => ({ b: divideRounded(a, shift, 'down', 'x').extend(8) }));

test.each<[string, () => unknown]>([
  ['fifo width', () => fifo({ width: 0, depth: 1 })],
  ['fifo depth', () => fifo({ width: 8, depth: 2.5 })],
  ['skid buffer width', () => skidBuffer({ width: -1 })],
  ['register slice width', () => registerSlice({ width: NaN })],
  ['arbiter of one', () => roundRobinArbiter({ requesters: 1 })],
  ['arbiter of many', () => roundRobinArbiter({ requesters: 65 })],
  ['widen ratio', () => widen({ narrow: 8, ratio: 1 })],
  ['narrow width', () => narrow({ narrow: 0, ratio: 2 })],
  ['ram depth', () => dualPortRam({ width: 8, depth: 1 })],
  ['ram unit', () => dualPortRam({ width: 8, depth: 4, unit: 3 })],
  ['ram contents', () => dualPortRam({ width: 8, depth: 2, initial: [1, 2, 3] })],
  ['popcount width', () => popcountPipeline({ width: 0 })],
  ['popcount chunk', () => popcountPipeline({ width: 8, chunk: 9 })],
  ['rounding shift', () => divided(8)()],
  ['rounding by nothing', () => divided(0)()],
  ['AXI data bits', () => axiReadMaster({ dataBits: 48 })],
  ['AXI address bits', () => axiReadMaster({ dataBits: 64, addressBits: 12 })],
  ['AXI burst', () => axiWriteMaster({ dataBits: 64, maxBurst: 24 })],
  ['AXI burst beyond 4 KiB', () => axiWriteMaster({ dataBits: 512, maxBurst: 128 })],
  ['AXI bursts under way', () => axiReadMaster({ dataBits: 64, outstanding: 0 })],
  ['AXI length', () => axiWriteMaster({ dataBits: 64, lengthBits: 4 })],
])('%s', (_, build) => {
  expect(refusalOf(build, 'test/hwgen/library/parameters.test.ts')).toMatchSnapshot();
});
