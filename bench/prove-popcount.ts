/**
 * `npm run prove:popcount -- [--to 256]`: yosys proves every popcount construction of every target equal to the plain sum, for 1 bit to
 * `to` bits. Prints a line per target and form; exits with 1 when a proof fails.
 */
import { parseArgs } from 'node:util';
import { blockBits } from '../src/hwgen/verilog/popcount-blocks.js';
import { countsAnds, popcountModuleName } from '../src/hwgen/verilog/popcount-module.js';
import { targets } from '../src/hwgen/verilog/target.js';
import { provePopcounts } from './popcount-proof.js';

/** Widths per run of yosys: a run costs seconds to start, and its memory grows. */
const BATCH = blockBits;

const { values } = parseArgs({ options: { to: { type: 'string', default: '256' } } });
const to = Number(values.to);
if (!Number.isSafeInteger(to) || to < 1) throw new Error(`--to ${values.to}; give a whole number from 1`);

let failures = 0;
for (const target of targets)
  for (const ands of countsAnds(target) ? [false, true] : [false]) {
    const begin = performance.now();
    let proved = 0;
    for (let first = 1; first <= to; first += BATCH) {
      const parts = Array.from({ length: Math.min(BATCH, to - first + 1) }, (_, i) => ({ width: first + i, ands }));
      const result = await provePopcounts(parts, target);
      if (result.proved) {
        proved += parts.length;
        continue;
      }
      failures++;
      console.error(`${target}: not proved, one of ${popcountModuleName(parts[0]!)} to ${popcountModuleName(parts.at(-1)!)}\n${result.log}`);
    }
    console.log(`${target.padEnd(8)} ${ands ? 'of a & b' : 'of bits '} ${proved} of ${to} widths proved equal to the plain sum, ${((performance.now() - begin) / 1000).toFixed(0)} s`);
  }
process.exitCode = failures > 0 ? 1 : 0;
