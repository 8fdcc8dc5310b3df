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
  const add = (name: string, value: Expression): void => {
    if (value.kind !== 'constant') graph.set(name, referencesIn(value, graph.get(name)));
  };
  module.wires.forEach(({ name, value }) => add(name, value));
  module.outputs.forEach(({ port, value }) => registers.has(port) || add(port, value));
  module.memories.forEach(({ reads }) => reads.forEach(({ name, mode, address }) => mode === 'async' && add(name, address)));
  module.instances.forEach(({ module: child, inputs, outputs }) => {
    const through = combinationalPaths(child);
    outputs.forEach(({ port, name }) => {
      const read = through.get(port);
      if (read && read.size > 0) inputs.forEach((input) => read.has(input.port) && add(name, input.value));
    });
  });
  return graph;
}

/** For each output of a module without loops: the inputs it depends on within the same cycle. */
export function combinationalPaths(module: Module): ReadonlyMap<string, ReadonlySet<string>> {
  let result = paths.get(module);
  if (!result) {
    const reached = inputsReached(module);
    result = new Map(module.outputs.map(({ port }) => [port, reached(port)]));
    paths.set(module, result);
  }
  return result;
}

const none: ReadonlySet<string> = new Set();

/** Finds the inputs behind a net. */
function inputsReached(module: Module): (net: string) => ReadonlySet<string> {
  const graph = dependenciesOf(module);
  const known = new Map<string, ReadonlySet<string>>();
  module.ports.forEach(({ direction, name }) => direction === 'input' && known.set(name, new Set([name])));
  return (net) => {
    // What a net reads first, with a list of open nets: chains of wires may be longer than the call stack is deep.
    const open = [net];
    const wait = (read: string): void => void (known.has(read) || open.push(read));
    for (let name = open.at(-1); name !== undefined; name = open.at(-1)) {
      const before = open.length;
      const next = known.has(name) ? undefined : graph.get(name);
      next?.forEach(wait);
      if (open.length > before) continue;
      open.pop();
      if (known.has(name)) continue;
      const inputs = next && new Set<string>();
      next?.forEach((read) => known.get(read)!.forEach((input) => inputs!.add(input)));
      known.set(name, inputs ?? none);
    }
    return known.get(net)!;
  };
}
