import { expect, test } from 'vitest';
import { printDesign } from '../../../src/hwgen/verilog/design.js';
import { bitDot } from '../language/examples.js';
import { lanes, packetSum, scratch } from './designs.js';

const designs = [bitDot({ lanes: 32, maxShift: 14, accBits: 32 }), packetSum({ words: 5 }), scratch({ depth: 12 }), lanes()];

test.each(designs.map(({ name, ir }) => ({ name, ir })))('$name', async ({ ir }) => {
  for (const [file, text] of printDesign(ir)) await expect(text).toMatchFileSnapshot(`golden/${file}`);
});
