import type { Memory, Module, Wire } from '../ir/module.js';
import { referencesIn } from '../ir/operands.js';
import { unsigned } from '../ir/type.js';
import { assertionText } from './assertion.js';
import { columns, indent } from './columns.js';
import { constantText } from './constant.js';
import { comment, netText, typeText } from './declaration.js';
import { ExpressionPrinter } from './expression.js';
import { instanceText } from './instance.js';
import { moduleFile } from './module-file.js';
import { needsOf } from './needs.js';
import { popcountFunction } from './popcount.js';
import type { PopcountModule } from './popcount-part.js';
import { popcountPart } from './popcount-nets.js';
import { ProcessPrinter } from './process.js';
import { Scope } from './scope.js';
import { traceless } from './surroundings.js';
import type { Target } from './target.js';

/** A module's text, and the popcounts that it instantiates (none for `generic`). */
export interface PrintedModule {
  readonly text: string;
  readonly popcounts: readonly PopcountModule[];
}

/** One module as a Verilog-2001 file for any tool. Throws UnnamedError where the design lacks a name that the text needs. */
export const printModule = (module: Module): string => printModuleFor(module, 'generic').text;

/** The same for a target. */
export function printModuleFor(module: Module, target: Target): PrintedModule {
  const scope = new Scope(module, target);
  const expressions = new ExpressionPrinter(scope);
  const processes = new ProcessPrinter(module, scope, expressions);

  // 1. Everything that reads nets. The rest of the file depends on what was read: functions, state names, unread bits.
  const always = [processes.registers(), ...module.memories.map((memory) => processes.memory(memory))];
  const wires = wireSection(module, scope, expressions, processes);
  const assigns = columns(
    module.outputs.filter(({ port }) => !isRegister(module, port)).map(({ port, value }) => [`assign ${port}`, `= ${expressions.value(value)};`]),
  );
  const popcounts = popcountSection(scope, expressions);
  for (const { inputs } of module.instances) for (const { value } of inputs) expressions.pin(value);
  const assertions = assertionText(module, expressions, new ExpressionPrinter(traceless(scope)));

  // 2. What follows from it.
  const functions = [...scope.popcounts].sort((a, b) => a - b).map((width) => popcountFunction(width, (base) => scope.free(base)));
  const index = scope.fresh('i');
  const firstArray = module.instances.find(({ count }) => count !== undefined);
  const instances = module.instances.map((instance) => [
    ...(instance === firstArray ? [`genvar ${index};`] : []),
    ...instanceText(instance, index, scope, expressions),
  ]);
  const sections = [
    ...functions,
    stateSection(module, scope),
    declarations(module, scope),
    ...module.memories.flatMap((memory) => [memoryText(memory, target), initialText(memory, index)]),
    wires,
    ...popcounts,
    ...instances,
    assigns,
    ...always,
    unreadSection(module, scope),
    assertions,
  ];
  const doc = module.doc.split('\n').filter(Boolean).map((line) => `// ${line.trim()}`);
  return { text: moduleFile([...doc, ...header(module)], sections), popcounts: [...scope.popcountInstances.values()].map(({ part }) => part) };
}

const isRegister = (module: Module, name: string): boolean => module.registers.some((register) => register.name === name);

function header(module: Module): string[] {
  const needs = needsOf(module);
  const rows = [
    ...(needs.clk ? [{ kind: 'input  wire', type: '', name: 'clk', doc: '' }] : []),
    ...(needs.rst ? [{ kind: 'input  wire', type: '', name: 'rst', doc: '' }] : []),
    ...module.ports.map(({ direction, name, type, doc }) => ({
      kind: direction === 'input' ? 'input  wire' : isRegister(module, name) ? 'output reg ' : 'output wire',
      type: typeText(type),
      name,
      doc,
    })),
  ];
  if (rows.length === 0) return [`module ${module.name};`];
  const lines = columns(rows.map(({ kind, type, name, doc }, i) => [kind, type, `${name}${i < rows.length - 1 ? ',' : ''}`, comment(doc)]));
  return [`module ${module.name} (`, ...indent(lines), ');'];
}

function stateSection(module: Module, scope: Scope): string[] {
  return module.registers.flatMap(({ name, type }) => {
    const named = scope.stateNames(name).map((state, code) => ({ state, code: BigInt(code) }));
    return columns(
      named
        .filter(({ state }) => scope.usedStates.has(state))
        .map(({ state, code }) => [`localparam ${typeText(type)}`.trimEnd(), state, `= ${constantText(code, type.width, 'unsigned')};`]),
    );
  });
}

/** Registers, synchronous words and the nets of instance outputs. */
function declarations(module: Module, scope: Scope): string[] {
  const ports = new Set(module.ports.map(({ name }) => name));
  const rows = module.registers
    .filter(({ name }) => !ports.has(name))
    .map(({ name, type, doc }) => [netText('reg', type), `${name};`, comment(doc)]);
  for (const { word, reads } of module.memories)
    for (const { name, mode } of reads) if (mode === 'sync') rows.push([netText('reg', word), `${name};`, '']);
  for (const { net, part, kept } of scope.popcountInstances.values())
    if (!kept) rows.push([netText('wire', unsigned(part.width.toString(2).length)), `${net};`, '']);
  for (const instance of module.instances)
    for (const { direction, name: port } of instance.module.ports) {
      if (direction === 'input') continue;
      const net = scope.outputNet(instance, port);
      rows.push([netText('wire', scope.types.get(net)!), `${net};`, '']);
    }
  return columns(rows);
}

const STYLE = { auto: '', block: '(* ram_style = "block" *) ', distributed: '(* ram_style = "distributed" *) ' } as const;

function memoryText({ name, word, depth, style, apart, doc }: Memory, target: Target): string[] {
  // iCE40 has no distributed memory, and yosys refuses a style that it cannot give.
  const prefix = target === 'ice40' && style === 'distributed' ? '' : target === 'ice40' && style === 'block' && apart ? '(* no_rw_check, ram_style = "block" *) ' : STYLE[style];
  return columns([[`${prefix}${netText('reg', word)}`, `${name} [0:${depth - 1}];`, comment(doc)]]);
}

function initialText({ name, word, depth, initial }: Memory, index: string): string[] {
  if (!initial) return [];
  const rest = initial.length < depth ? clearing(name, initial.length, depth, constantText(0n, word.width, word.sign), index) : [];
  return [
    ...(rest.length > 0 ? [`integer ${name}_${index};`] : []),
    'initial begin',
    ...indent([...columns(initial.map((value, i) => [`${name}[${i}]`, `= ${constantText(value, word.width, word.sign)};`])), ...rest]),
    'end',
  ];
}

function clearing(name: string, from: number, depth: number, zero: string, index: string): string[] {
  const i = `${name}_${index}`;
  return [`for (${i} = ${from}; ${i} < ${depth}; ${i} = ${i} + 1) ${name}[${i}] = ${zero};`];
}

/** Wires and asynchronous words, each after what it reads (Verilog wants declaration before use), else in the order they were kept. */
function wireSection(module: Module, scope: Scope, expressions: ExpressionPrinter, processes: ProcessPrinter): string[] {
  const pending = new Map<string, { readonly wire: Pick<Wire, 'name' | 'type' | 'value'>; readonly text: () => string }>();
  for (const memory of module.memories)
    for (const { name, mode, address } of memory.reads)
      if (mode === 'async') pending.set(name, { wire: { name, type: memory.word, value: address }, text: () => processes.word(memory, address) });
  for (const wire of module.wires) pending.set(wire.name, { wire, text: () => expressions.value(wire.value) });
  const rows: string[][] = [];
  const visit = (name: string): void => {
    const entry = pending.get(name);
    if (!entry) return;
    pending.delete(name);
    for (const read of referencesIn(entry.wire.value)) visit(read);
    const instance = scope.popcountInstances.get(entry.wire.value);
    rows.push(instance?.kept ? [netText('wire', entry.wire.type), `${name};`] : [netText('wire', entry.wire.type), name, `= ${entry.text()};`]);
  };
  for (const name of [...pending.keys()]) visit(name);
  return columns(rows);
}

/** The popcounts that the target builds as modules of their own. */
function popcountSection(scope: Scope, expressions: ExpressionPrinter): string[][] {
  return [...scope.popcountInstances.values()].map((instance) => {
    const { part, operands, net } = instance;
    const pins = operands.map((operand, i) => [part.ands ? 'ab'[i]! : 'bits', expressions.pin(operand)] as const);
    const rows = columns([...pins, ['ones', net] as const].map(([port, value], i) => [`.${port}`, `(${value})${i < pins.length ? ',' : ''}`]));
    return [`${popcountPart(instance)} ${scope.fresh(`${net}_count`)} (`, ...indent(rows), ');'];
  });
}

/** Bits that nothing reads, gathered in the one net whose name tells linters that this is meant. */
function unreadSection(module: Module, scope: Scope): string[] {
  const outputs = new Set(module.ports.filter(({ direction }) => direction === 'output').map(({ name }) => name));
  const parts: string[] = [];
  for (const [name, { width }] of scope.types) {
    if (outputs.has(name)) continue;
    const unread = scope.unread(name);
    for (let low = 0; low < width; ) {
      const run = runLength(unread, low, width);
      if (run > 0) parts.push(run === width ? name : run === 1 ? `${name}[${low}]` : `${name}[${low + run - 1}:${low}]`);
      low += Math.max(run, 1);
    }
  }
  const net = scope.free('_unused');
  return parts.length === 0 ? [] : ['// Bits that nothing reads.', `wire ${net} = &{1'd0, ${parts.join(', ')}};`];
}

function runLength(mask: bigint, low: number, width: number): number {
  let end = low;
  while (end < width && (mask >> BigInt(end)) & 1n) end++;
  return end - low;
}
