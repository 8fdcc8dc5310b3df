import { indent } from './columns.js';

/**
 * The function `popcount_<width>`: neighbouring sums are added in pairs, level by level, so that synthesis gets a tree of adders of
 * log2(width) levels, each as narrow as its sums. The locals carry a prefix because Verilator warns of any that hide a name of a
 * module above; `local` makes them free in this one.
 */
export function popcountFunction(width: number, local: (base: string) => string): string[] {
  const resultBits = width.toString(2).length;
  const levels = Math.ceil(Math.log2(width));
  const full = 2 ** levels;
  const input = local('pc_bits');
  const index = local('pc_i');
  const sums = (level: number): string => (level === 0 ? (full === width ? input : local('pc_padded')) : local(`pc_sums_${2 ** level}`));
  const loops = levels > 1;
  const declarations = [`input [${width - 1}:0] ${input};`];
  if (loops) declarations.push(`integer ${index};`);
  if (full !== width) declarations.push(`reg [${full - 1}:0] ${sums(0)};`);
  const steps = full === width ? [] : [`${sums(0)} = {${full - width}'d0, ${input}};`];
  for (let level = 1; level < levels; level++) {
    const count = full / 2 ** level;
    declarations.push(`reg [${count * (level + 1) - 1}:0] ${sums(level)};`);
    const left = partSelect(sums(level - 1), `${index}*${2 * level}`, level);
    const right = partSelect(sums(level - 1), `${index}*${2 * level} + ${level}`, level);
    steps.push(`for (${index} = 0; ${index} < ${count}; ${index} = ${index} + 1)`);
    steps.push(`  ${sums(level)}[${index}*${level + 1} +: ${level + 1}] = {1'd0, ${left}} + {1'd0, ${right}};`);
  }
  const last = sums(levels - 1);
  const half = (low: number): string => {
    const part = levels === 1 ? `${last}[${low}]` : `${last}[${low + levels - 1}:${low}]`;
    return resultBits > levels ? `{1'd0, ${part}}` : part;
  };
  steps.push(`popcount_${width} = ${half(0)} + ${half(levels)};`);
  return [
    `// The number of ones in ${width} bits.`,
    `function [${resultBits - 1}:0] popcount_${width};`,
    ...indent([...declarations, 'begin', ...indent(steps), 'end']),
    'endfunction',
  ];
}

const partSelect = (name: string, position: string, width: number): string => (width === 1 ? `${name}[${position}]` : `${name}[${position} +: ${width}]`);
