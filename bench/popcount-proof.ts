import { runYosys } from '@yowasp/yosys';
import { blockBits, blocksOf } from '../src/hwgen/verilog/popcount-blocks.js';
import { popcountFunction } from '../src/hwgen/verilog/popcount.js';
import { popcountFiles } from '../src/hwgen/verilog/popcount-module.js';
import { popcountModuleName, type PopcountModule } from '../src/hwgen/verilog/popcount-part.js';
import type { Target } from '../src/hwgen/verilog/target.js';

export interface ProofResult {
  readonly proved: boolean;
  /** What yosys said, for a person. */
  readonly log: string;
}

/** What yosys reads, and what it is to do with it: two texts that decide the outcome. */
export interface ProofTask {
  readonly source: string;
  readonly script: string;
}

/**
 * The proof that popcounts as printed for `target` equal the plain sum of their bits; `parts` are proved in one run of yosys, one that is
 * wrong fails the run. Both sides become one circuit that tells a difference; where it reduces to the constant 0 there is none.
 *
 * Popcounts of one block (32 bits) are proved directly: as binary decision diagrams both sides are the same, because a count does not
 * depend on the order of its bits. Such diagrams grow, so wider popcounts are proved as what they are, sums of the counts of blocks (the
 * blocks themselves are those of one block: ask for 1 to 32 bits as well). In place of each block stands, on both sides, a function of
 * its bits that takes every value of the count's bits and shows each bit: count bit k is the XOR of the block's bits k, k + n, k + 2n, …
 * (n bits in the count). Every value of the counts is met, so the adders are right for all; and another bit at a block's input would be
 * another function. The generic construction has no blocks: its tree of adders and the plain sum have most inner sums in common, which
 * is found by simulation and SAT (fraig) without large diagrams.
 *
 * `change` may plant a fault in the text under proof, to see that it is found.
 */
export function popcountProof(parts: readonly PopcountModule[], target: Target, change: (text: string) => string = (text) => text): ProofTask {
  const gates = new Map<string, string>();
  const golds = new Map<string, string>();
  const narrow: string[] = [];
  const wide: string[] = [];
  for (const part of parts) {
    const name = popcountModuleName(part);
    const blocks = part.width > blockBits && target !== 'generic' ? blocksOf(part) : [];
    golds.set(name, blocks.length > 0 ? sumOfBlocks(part, `gold_${name}`) : goldText(part, `gold_${name}`));
    for (const [file, text] of filesOf(part, target)) gates.set(file, change(text));
    (part.width > blockBits ? wide : narrow).push(`miter_${name}`);
  }
  const stubs = new Map(parts.filter(({ width }) => width > blockBits && target !== 'generic').flatMap((part) => blocksOf(part).map((block) => [popcountModuleName(block), block] as const)));
  if (stubs.size > 0 && narrow.length > 0) throw new Error('popcounts of one block and sums of blocks are two proofs');
  for (const [name, block] of stubs) gates.set(`${name}.v`, stubText(block, name));
  const reduce = (miters: readonly string[], how: string): string[] => (miters.length === 0 ? [] : [`select ${miters.join(' ')}`, `abc -g AND -script +strash;${how}`, 'select *']);
  const script = [
    // The model of LUT6_2 is what a simulator sees, so it must be there.
    'read_verilog -nosynthesis popcounts.v', 'hierarchy -check',
    // Synthesis keeps blocks apart; here they are opened.
    'setattr -mod -unset keep_hierarchy *', 'proc',
    ...[...golds.keys()].map((name) => `miter -equiv -flatten gold_${name} ${name} miter_${name}`),
    'select miter_*', 'techmap', 'opt_expr', 'opt_clean',
    ...reduce(narrow, 'collapse,-B,100000000;strash'),
    ...reduce(wide, 'dfraig'),
    'select miter_*', 'opt_clean',
    ...[...golds.keys()].map((name) => `sat -verify -prove trigger 0 miter_${name}`),
  ];
  return { source: [...gates.values(), ...golds.values()].join('\n'), script: script.join('; ') };
}

export async function runProof({ source, script }: ProofTask): Promise<ProofResult> {
  let log = '';
  const listen = (bytes: Uint8Array | null): void => void (log += bytes ? new TextDecoder().decode(bytes) : '');
  try {
    await runYosys(['-q', '-p', script], { 'popcounts.v': source }, { stdout: listen, stderr: listen });
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
  return moduleText(name, part, resultBits, [...lines, `assign ones = ${total.text};`]);
}

/** In place of a block: a function onto all values of the count's bits that shows every bit of the block. */
function stubText({ width, ands }: PopcountModule, name: string): string {
  const bits = width.toString(2).length;
  const all = ands ? '(a & b)' : 'bits';
  const taps = Array.from({ length: bits }, (_, k) => Array.from({ length: Math.ceil((width - k) / bits) }, (_unused, i) => (width === 1 ? 'hit' : `hit[${k + i * bits}]`)).join(' ^ '));
  return moduleText(name, { width, ands }, bits, [`wire ${range(width)}hit = ${all};`, `assign ones = {${taps.toReversed().join(', ')}};`]);
}

/** The sum of the counts of consecutive blocks, one after the other. */
function sumOfBlocks(part: PopcountModule, name: string): string {
  const blocks = blocksOf(part);
  const bits = part.width.toString(2).length;
  const lines = blocks.flatMap((block, i) => {
    const slice = (port: string): string => `.${port}(${port}[${i * blockBits + block.width - 1}:${i * blockBits}])`;
    return [
      `wire [${block.width.toString(2).length - 1}:0] n${i};`,
      `${popcountModuleName(block)} block${i} (${[...(part.ands ? ['a', 'b'] : ['bits']).map(slice), `.ones(n${i})`].join(', ')});`,
      `wire [${bits - 1}:0] s${i} = ${i === 0 ? `n${i}` : `s${i - 1} + n${i}`};`,
    ];
  });
  return moduleText(name, part, bits, [...lines, `assign ones = s${blocks.length - 1};`]);
}

const range = (width: number): string => (width === 1 ? '' : `[${width - 1}:0] `);

const moduleText = (name: string, { width, ands }: PopcountModule, bits: number, lines: readonly string[]): string =>
  [`module ${name} (${(ands ? ['a', 'b'] : ['bits']).map((port) => `input ${range(width)}${port}, `).join('')}output [${bits - 1}:0] ones);`, ...lines, 'endmodule'].join('\n');

interface Term {
  readonly text: string;
  readonly bits: number;
}
