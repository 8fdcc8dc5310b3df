import { expect, test } from 'vitest';
import { fifo } from '../../../src/hwgen/library/fifo.js';
import { skidBuffer } from '../../../src/hwgen/library/skid-buffer.js';
import { printDesign } from '../../../src/hwgen/verilog/design.js';
import { bitDot } from '../language/examples.js';
import { lanes, packetSum, scratch } from './designs.js';

const designs = [fifo({ width: 64, depth: 32 }), skidBuffer({ width: 16 }), bitDot({ lanes: 32, maxShift: 14, accBits: 32 }), packetSum({ words: 5 }), scratch({ depth: 12 }), lanes()];

test.each(designs.map(({ name, ir }) => ({ name, ir })))('$name', async ({ ir }) => {
  for (const [file, text] of printDesign(ir)) await expect(text).toMatchFileSnapshot(`golden/${file}`);
});
