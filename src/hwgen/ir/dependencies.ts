import type { Expression } from './expression.js';
import type { Module } from './module.js';
import { referencesIn } from './operands.js';

/** For each net of a module: the nets it depends on within the same cycle, through instances as well. */
export type Dependencies = ReadonlyMap<string, ReadonlySet<string>>;

const graphs = new WeakMap<Module, Dependencies>();
const paths = new WeakMap<Module, ReadonlyMap<string, ReadonlySet<string>>>();

/**
 * Net by net, not bit by bit: a vector that depends on another bit of itself counts as a loop, as it does for Verilator (UNOPTFLAT).
 * Registers and synchronous words depend on nothing.
 */
export function dependenciesOf(module: Module): Dependencies {
  let graph = graphs.get(module);
  if (!graph) {
    graph = build(module);
    graphs.set(module, graph);
  }
  return graph;
}

function build(module: Module): Dependencies {
  const graph = new Map<string, Set<string>>();
  const registers = new Set(module.registers.map(({ name }) => name));
  const add = (name: string, ...values: Expression[]): void => {
    const names = graph.get(name) ?? new Set<string>();
    for (const value of values) referencesIn(value, names);
    graph.set(name, names);
  };
  for (const { name, value } of module.wires) add(name, value);
  for (const { port, value } of module.outputs) if (!registers.has(port)) add(port, value);
  for (const { reads } of module.memories) for (const { name, mode, address } of reads) if (mode === 'async') add(name, address);
  for (const instance of module.instances) {
    const through = combinationalPaths(instance.module);
    for (const { port, name } of instance.outputs)
      add(name, ...instance.inputs.filter((input) => through.get(port)?.has(input.port)).map(({ value }) => value));
  }
  return graph;
}

/** For each output of a module: the inputs it depends on within the same cycle. */
export function combinationalPaths(module: Module): ReadonlyMap<string, ReadonlySet<string>> {
  let result = paths.get(module);
  if (!result) {
    const graph = dependenciesOf(module);
    const inputs = new Set(module.ports.filter(({ direction }) => direction === 'input').map(({ name }) => name));
    result = new Map(module.outputs.map(({ port }) => [port, reachable(graph, port, inputs)]));
    paths.set(module, result);
  }
  return result;
}

function reachable(graph: Dependencies, from: string, wanted: ReadonlySet<string>): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [from];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    open.push(...(graph.get(name) ?? []));
  }
  return new Set([...seen].filter((name) => wanted.has(name)));
}
