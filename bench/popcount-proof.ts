import { runYosys } from '@yowasp/yosys';
import { blockBits, blocksOf } from '../src/hwgen/verilog/popcount-blocks.js';
import { popcountFunction } from '../src/hwgen/verilog/popcount.js';
import { popcountFiles, popcountModuleName, type PopcountModule } from '../src/hwgen/verilog/popcount-module.js';
import type { Target } from '../src/hwgen/verilog/target.js';

export interface ProofResult {
  readonly proved: boolean;
  /** What yosys said, for a person. */
  readonly log: string;
}

/**
 * Lets yosys prove that popcounts as printed for `target` equal the plain sum of their bits. Popcounts of one block (32 bits) directly: the
 * miter of both collapses to the constant 0 as a binary decision diagram. Wider ones in two steps, because such diagrams grow: that
 * their blocks are right is proved by the first step (ask for widths 1 to 32 as well), and here that the module adds the blocks: in its
 * place each block is its plain sum. All `parts` are proved in one run of yosys; a part that is wrong fails the run.
 */
export async function provePopcounts(parts: readonly PopcountModule[], target: Target): Promise<ProofResult> {
  const gates = new Map<string, string>();
  const golds = new Map<string, string>();
  for (const part of parts) {
    const name = popcountModuleName(part);
    golds.set(name, goldText(part, `gold_${name}`));
    for (const [file, text] of filesOf(part, target)) gates.set(file, text);
    if (part.width > blockBits && target !== 'generic') for (const block of blocksOf(part)) gates.set(`${popcountModuleName(block)}.v`, goldText(block, popcountModuleName(block)));
  }
  const source = [...gates.values(), ...golds.values()].join('\n');
  const script = [
    // The model of LUT6_2 is what a simulator sees, so it must be there.
    'read_verilog -nosynthesis popcounts.v', 'hierarchy -check', 'proc',
    ...[...golds.keys()].map((name) => `miter -equiv -flatten gold_${name} ${name} miter_${name}`),
    'select miter_*', 'techmap', 'opt_expr', 'opt_clean', 'abc -g AND -script +strash;collapse,-B,100000000;strash', 'opt_clean',
    ...[...golds.keys()].map((name) => `sat -verify -prove trigger 0 miter_${name}`),
  ];
  let log = '';
  const listen = (bytes: Uint8Array | null): void => void (log += bytes ? new TextDecoder().decode(bytes) : '');
  try {
    await runYosys(['-q', '-p', script.join('; ')], { 'popcounts.v': source }, { stdout: listen, stderr: listen });
    return { proved: true, log };
  } catch (error) {
    return { proved: false, log: `${log}\n${String(error)}` };
  }
}

/** The modules under proof. The generic construction is a function; a module around it makes it one. */
function filesOf(part: PopcountModule, target: Target): ReadonlyMap<string, string> {
  if (target !== 'generic') return popcountFiles(part, target);
  const name = popcountModuleName(part);
  const { width } = part;
  if (width === 1) return new Map([[name, `module ${name} (input bits, output ones); assign ones = bits; endmodule`]]);
  const text = [
    `module ${name} (input [${width - 1}:0] bits, output [${width.toString(2).length - 1}:0] ones);`,
    ...popcountFunction(width, (local) => local),
    `assign ones = popcount_${width}(bits);`,
    'endmodule',
  ];
  return new Map([[name, text.join('\n')]]);
}

/** The plain sum: bits added in pairs within a block, then the blocks in pairs. Addition of natural numbers in enough bits has no order. */
function goldText(part: PopcountModule, name: string): string {
  const { width, ands } = part;
  const bit = (i: number): string => (width === 1 ? (ands ? 'a & b' : 'bits') : ands ? `a[${i}] & b[${i}]` : `bits[${i}]`);
  const range = width === 1 ? '' : `[${width - 1}:0] `;
  const resultBits = width.toString(2).length;
  const lines: string[] = [];
  const add = (terms: readonly Term[]): Term => {
    if (terms.length === 1) return terms[0]!;
    const above: Term[] = [];
    for (let i = 0; i < terms.length; i += 2) {
      const [left, right] = [terms[i]!, terms[i + 1]];
      if (right === undefined) above.push(left);
      else {
        const sum = { text: `s${lines.length}`, bits: Math.max(left.bits, right.bits) + 1 };
        lines.push(`wire [${sum.bits - 1}:0] ${sum.text} = ${left.text} + ${right.text};`);
        above.push(sum);
      }
    }
    return add(above);
  };
  const blocks = Array.from({ length: Math.ceil(width / blockBits) }, (_, block) => {
    const low = block * blockBits;
    return add(Array.from({ length: Math.min(blockBits, width - low) }, (_unused, i): Term => ({ text: `(${bit(low + i)})`, bits: 1 })));
  });
  const total = add(blocks);
  return [
    `module ${name} (${(ands ? ['a', 'b'] : ['bits']).map((port) => `input ${range}${port}, `).join('')}output [${resultBits - 1}:0] ones);`,
    ...lines,
    `assign ones = ${total.text};`,
    'endmodule',
  ].join('\n');
}

interface Term {
  readonly text: string;
  readonly bits: number;
}
