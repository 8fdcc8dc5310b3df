import { columns as aligned, indent } from './columns.js';
import { moduleFile } from './module-file.js';
import { popcountModuleName, type PopcountModule } from './popcount-part.js';

/**
 * Bits that one compression takes. Wider popcounts are sums of these: an adder costs as much per bit that it saves as a counter does, the
 * text stays short, and a proof by binary decision diagrams stays small because every sum is one of neighbouring bits.
 */
export const blockBits = 32;

/** The blocks of a popcount wider than one. */
export function blocksOf({ width, ands }: PopcountModule): PopcountModule[] {
  const count = Math.ceil(width / blockBits);
  return Array.from({ length: count }, (_, i) => ({ width: Math.min(blockBits, width - i * blockBits), ands }));
}

/** The module that adds the counts of its blocks, in pairs, level by level. */
export function blockSumText(part: PopcountModule): string {
  const { width, ands } = part;
  const resultBits = bitsOf(width);
  const inputs = ands ? ['a', 'b'] : ['bits'];
  const blocks = blocksOf(part);
  const wires: string[][] = blocks.map((block, i) => [block.width === 1 ? 'wire' : `wire [${bitsOf(block.width) - 1}:0]`, `n${i};`]);
  const instances = blocks.flatMap((block, i) => {
    const low = i * blockBits;
    const range = block.width === 1 ? `[${low}]` : `[${low + block.width - 1}:${low}]`;
    return [`${popcountModuleName(block)} part${i} (${[...inputs.map((name) => `.${name}(${name}${range})`), `.ones(n${i})`].join(', ')});`];
  });
  const sums: string[][] = [];
  let level = blocks.map((block, i) => ({ name: `n${i}`, bits: bitsOf(block.width) }));
  let next = blocks.length;
  while (level.length > 1) {
    const above: typeof level = [];
    for (let i = 0; i < level.length; i += 2) {
      const [left, right] = [level[i]!, level[i + 1]];
      if (right === undefined) above.push(left);
      else {
        const sum = { name: `n${next++}`, bits: Math.max(left.bits, right.bits) + 1 };
        sums.push([`wire [${sum.bits - 1}:0]`, sum.name, `= ${padded(left, sum.bits)} + ${padded(right, sum.bits)};`]);
        above.push(sum);
      }
    }
    level = above;
  }
  const [{ name, bits }] = level as [{ name: string; bits: number }];
  const spare = bits > resultBits;
  const sections = [
    aligned(wires),
    instances,
    aligned(sums),
    [`assign ones = ${spare ? `${name}[${resultBits - 1}:0]` : name};`],
    spare ? ['// Always 0.', `wire _unused = &{1'd0, ${name}[${bits - 1}:${resultBits}]};`] : [],
  ];
  return moduleFile([
    `// The number of ones in ${ands ? `a & b, ${width} bits each` : `${width} bits`}: the sum of the counts of ${blockBits} each.`,
    `module ${popcountModuleName(part)} (`,
    ...indent(aligned([...inputs.map((port) => ['input  wire', `[${width - 1}:0]`, `${port},`]), ['output wire', `[${resultBits - 1}:0]`, 'ones']])),
    ');',
  ], sections);
}

const bitsOf = (width: number): number => width.toString(2).length;
const padded = ({ name, bits }: { name: string; bits: number }, width: number): string => `{${width - bits}'d0, ${name}}`;
