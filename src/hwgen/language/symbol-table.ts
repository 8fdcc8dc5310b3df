import { modulesOf } from '../ir/hierarchy.js';
import type { Module } from '../ir/module.js';
import type { Source } from '../ir/source.js';
import { typeName, unsigned, type Type } from '../ir/type.js';
import { locate } from './location.js';

/** Where a net of the generated Verilog comes from. Ports and registers lie where their module is declared. */
export interface NetSymbol {
  readonly net: string;
  readonly kind: 'input' | 'output' | 'wire' | 'register' | 'memory' | 'memory word' | 'instance';
  /** `uint(8)`; of a memory the word's, of an instance the module's name. */
  readonly type: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

export interface SymbolTable {
  readonly format: 'bitloom-symbols';
  readonly version: 1;
  readonly modules: Readonly<Record<string, readonly NetSymbol[]>>;
}

/** The symbol table of a design, to be written beside its Verilog as JSON: for waveform viewers, linters' messages and people. */
export function symbolTable(top: Module): SymbolTable {
  return { format: 'bitloom-symbols', version: 1, modules: Object.fromEntries(modulesOf(top).map((module) => [module.name, symbolsOf(module)])) };
}

function symbolsOf(module: Module): NetSymbol[] {
  const symbol = (kind: NetSymbol['kind'], net: string, type: Type | string, source: Source | undefined): NetSymbol => ({
    net,
    kind,
    type: typeof type === 'string' ? type : typeName(type),
    ...locate(source),
  });
  return [
    ...module.ports.map(({ direction, name, type, source }) => symbol(direction, name, type, source)),
    ...module.registers.map(({ name, type, source }) => symbol('register', name, type, source)),
    ...module.memories.flatMap(({ name, word, source, reads }) => [
      symbol('memory', name, word, source),
      ...reads.map((port) => symbol('memory word', port.name, word, port.source)),
    ]),
    ...module.wires.map(({ name, type, source }) => symbol('wire', name, type, source)),
    ...module.instances.flatMap(({ name, module: child, count, outputs, source }) => [
      symbol('instance', name, child.name, source),
      ...outputs.map(({ port, name: net }) => {
        const { type } = child.ports.find((p) => p.name === port)!;
        return symbol('wire', net, count === undefined ? type : unsigned(type.width * count), source);
      }),
    ]),
  ];
}
