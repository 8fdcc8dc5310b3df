import { columns as aligned, indent } from './columns.js';
import { Compressor, type Counter } from './compressor.js';
import { fold } from './fold.js';
import { lut6Model, lutOfSix, lutPair } from './lut6-2.js';
import { moduleFile } from './module-file.js';
import { blockBits, blockSumText, blocksOf } from './popcount-blocks.js';
import { popcountModuleName, type PopcountModule } from './popcount-part.js';
import type { Target } from './target.js';

/** Up to here a popcount is a handful of gates on any target, and stays a function. */
export const smallestModule = 4;

/** Does the target have cells that count ANDs at no more than bits? */
export const countsAnds = (target: Target): boolean => target === 'xilinx7';

/**
 * The files of a popcount for `target`, which is not `generic`. What yosys makes of a 64-bit AND-popcount decides the construction:
 * xilinx7 LUT6_2 as adders that swallow ANDs, then 6:3 counters; ice40 6:3 counters written as sums (157 LUT4; tree of adders 163);
 * ecp5 full adders (223 LUT4; tree of adders 358).
 */
export function popcountFiles(part: PopcountModule, target: Exclude<Target, 'generic'>): Map<string, string> {
  const { width, ands } = part;
  if (width > blockBits) {
    const files = new Map(blocksOf(part).flatMap((block) => [...popcountFiles(block, target)]));
    return files.set(`${popcountModuleName(part)}.v`, blockSumText(part));
  }
  const compressor = new Compressor({ six: target !== 'ecp5', pad: target === 'ice40' });
  const bits = width === 1 ? ['bits'] : Array.from({ length: width }, (_, i) => `bits[${i}]`);
  const { counters, columns } = ands ? compressor.ofAnds(width) : compressor.ofBits(bits);
  const resultBits = width.toString(2).length;
  const kinds = new Set(counters.map(({ kind }) => kind));
  const row = (k: 0 | 1): string => `{${Array.from({ length: resultBits }, (_, i) => columns[resultBits - 1 - i]?.[k] ?? "1'd0").join(', ')}}`;
  const top = columns.slice(resultBits).flat();
  // A carry out of the top bit, and that of a lone AND, are always 0; nobody reads them.
  const read = new Set([...counters.flatMap(({ inputs }) => inputs), ...columns.slice(0, resultBits).flat()]);
  const spare = [...top, ...counters.flatMap(({ name, bits: n }) => Array.from({ length: n }, (_, k) => `${name}[${k}]`))].filter((bit) => !read.has(bit));
  if (target === 'xilinx7') spare.push(...counters.filter(({ kind }) => kind === 'ones of 6').map(({ name }) => openOf(name)));
  const body = [
    ...(target === 'xilinx7' ? tables(kinds) : functions(kinds)),
    counters.flatMap((counter) => (target === 'xilinx7' ? cells(counter) : [statement(counter)])),
    [`assign ones = ${row(0)}`, `            + ${row(1)};`],
    spare.length > 0 ? ['// Nothing reads these.', `wire _unused = &{1'd0, ${[...new Set(spare)].join(', ')}};`] : [],
  ];
  const inputs = ands ? ['a', 'b'] : ['bits'];
  const ports = aligned([
    ...inputs.map((name) => ['input  wire', width === 1 ? '' : `[${width - 1}:0]`, `${name},`]),
    ['output wire', resultBits === 1 ? '' : `[${resultBits - 1}:0]`, 'ones'],
  ]);
  const name = popcountModuleName(part);
  const text = moduleFile([
    `// The number of ones in ${ands ? `a & b, ${width} bits each` : `${width} bits`}: counters until two rows are left, which an adder adds.`,
    // Tools would merge the last adders of the blocks into one of four rows, which takes more.
    ...(target === 'xilinx7' ? ['(* keep_hierarchy = "yes" *)'] : []),
    `module ${name} (`,
    ...indent(ports),
    ');',
  ], body);
  return new Map([...(target === 'xilinx7' ? [['LUT6_2.v', lut6Model] as const] : []), [`${name}.v`, text]]);
}

function functions(kinds: ReadonlySet<Counter['kind']>): string[][] {
  const sum = (from: number): string => [0, 1, 2].map((i) => `{2'd0, x[${from + i}]}`).join(' + ');
  return [
    kinds.has('ones of 6')
      ? ['function [2:0] ones_of_6;', '  input [5:0] x;', `  ones_of_6 = (${sum(0)})`, `            + (${sum(3)});`, 'endfunction']
      : [],
    kinds.has('full adder')
      ? ['function [1:0] full_add;', '  input [2:0] x;', '  full_add = {(x[0] & x[1]) | (x[2] & (x[0] ^ x[1])), x[0] ^ x[1] ^ x[2]};', 'endfunction']
      : [],
  ];
}

const statement = ({ kind, inputs, name, bits }: Counter): string =>
  `wire [${bits - 1}:0] ${name} = ${kind === 'ones of 6' ? 'ones_of_6' : 'full_add'}({${inputs.toReversed().join(', ')}});`;

const ones = (value: number): number => value.toString(2).replaceAll('0', '').length;
const bit = (value: number, k: number): number => (value >> k) & 1;

/** (I0 & I1) + (I2 & I3), and with I4 for the full adder. */
const andCount = (x: number): number => (bit(x, 0) & bit(x, 1)) + (bit(x, 2) & bit(x, 3));

const TABLES: Record<Counter['kind'], readonly (readonly [name: string, doc: string, init: bigint])[]> = {
  'half adder of ANDs': [['HALF_ADD_ANDS', '(I0 & I1) + (I2 & I3): carry O5, sum O6', lutPair((x) => andCount(x & 15) & 1, (x) => andCount(x & 15) >> 1)]],
  'full adder of ANDs': [['FULL_ADD_ANDS', '(I0 & I1) + (I2 & I3) + I4', lutPair((x) => (andCount(x) + bit(x, 4)) & 1, (x) => (andCount(x) + bit(x, 4)) >> 1)]],
  'full adder': [['FULL_ADD', 'I0 + I1 + I2', lutPair((x) => ones(x & 7) & 1, (x) => ones(x & 7) >> 1)]],
  'ones of 6': [0, 1, 2].map((k) => [`ONES_OF_6_${k}`, `bit ${k} of I0 + .. + I5, at O6`, lutOfSix((x) => bit(ones(x), k))]),
};

function tables(kinds: ReadonlySet<Counter['kind']>): string[][] {
  const rows = Object.entries(TABLES).filter(([kind]) => kinds.has(kind as Counter['kind'])).flatMap(([, entries]) => entries);
  return [aligned(rows.map(([name, doc, init]) => ['localparam [63:0]', name, `= 64'h${init.toString(16).padStart(16, '0')};`, ` // ${doc}`]))];
}

/** The net of outputs O5 that count nothing. */
const openOf = (counter: string): string => `${counter}_o5`;

function cells({ kind, inputs, name, bits }: Counter): string[] {
  const lut = (table: string, instance: string, o5: string, o6: string): string[] => {
    const pins = Array.from({ length: 6 }, (_, i) => `.I${i}(${inputs[i] ?? (i === 5 ? "1'd1" : "1'd0")})`);
    return fold(`LUT6_2 #(.INIT(${table})) ${instance} (${[...pins, `.O5(${o5})`, `.O6(${o6})`].join(', ')});`);
  };
  const wire = `wire [${bits - 1}:0] ${name};`;
  if (kind === 'ones of 6') {
    const luts = TABLES[kind].flatMap(([table], k) => lut(table, `${name}_lut${k}`, `${openOf(name)}[${k}]`, `${name}[${k}]`));
    return [wire, `wire [2:0] ${openOf(name)};`, ...luts];
  }
  return [wire, ...lut(TABLES[kind][0]![0], `${name}_lut`, `${name}[1]`, `${name}[0]`)];
}
