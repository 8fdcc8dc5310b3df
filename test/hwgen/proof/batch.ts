import type { Module, Port } from '../../../src/hwgen/ir/module.js';
import { Random } from '../verilog/random-expression.js';
import type { Row } from '../verilog/icarus.js';

/** Random modules that share one clock, one reset and one run of a simulator, with the vectors for all of them. */
export interface Batch {
  readonly modules: readonly Module[];
  /** All modules side by side, ports named `m<index>_<port>`: one build instead of many. */
  readonly top: Module;
  /** The inputs of `top`, and `rst`, for every cycle. */
  readonly rows: readonly Row[];
}

/**
 * `cycles` of random and corner values, with resets now and then, and inputs that stay as they are: one alone or all together, for what
 * is skipped while nothing changes. The vectors are those of `seed`.
 */
export function batchOf(modules: readonly Module[], seed: number, cycles: number): Batch {
  const top = sideBySide(`batch_${seed}`, modules);
  const random = new Random(seed);
  const inputs = inputsOf(top);
  const rows: Row[] = [];
  for (let cycle = 0; cycle < cycles; cycle++) {
    const last = rows.at(-1);
    const still = random.below(4) === 0;
    const next = (name: string, fresh: () => bigint): bigint => (last && (still || random.below(4) === 0) ? last[name]! : fresh());
    rows.push({
      rst: random.below(12) === 0 ? 1n : 0n,
      ...Object.fromEntries(inputs.map(({ name, type }) => [name, next(name, () => random.value(type))])),
    });
  }
  return { modules, top, rows };
}

/** The rows of module `index` alone, by its own names. */
export function rowsOf({ modules, rows }: Batch, index: number): Row[] {
  const inputs = inputsOf(modules[index]!);
  return rows.map((row) => ({ rst: row['rst']!, ...Object.fromEntries(inputs.map(({ name }) => [name, row[portOf(index, name)]!])) }));
}

export const portOf = (index: number, port: string): string => `m${index}_${port}`;

export const inputsOf = ({ ports }: Module): readonly Port[] => ports.filter(({ direction }) => direction === 'input');

export const outputsOf = ({ ports }: Module): readonly Port[] => ports.filter(({ direction }) => direction === 'output');

function sideBySide(name: string, modules: readonly Module[]): Module {
  const outer = (index: number, port: Port): Port => ({ ...port, name: portOf(index, port.name) });
  const net = (index: number, port: string): string => `u${index}_${port}`;
  return {
    kind: 'module', name, doc: '', wires: [], registers: [], memories: [], statements: [], assertions: [],
    ports: modules.flatMap((module, index) => module.ports.map((port) => outer(index, port))),
    instances: modules.map((module, index) => ({
      kind: 'instance',
      name: `u${index}`,
      module,
      inputs: inputsOf(module).map(({ name: port, type }) => ({ port, mode: 'shared', value: { kind: 'reference', name: portOf(index, port), type } })),
      outputs: outputsOf(module).map(({ name: port }) => ({ port, name: net(index, port) })),
    })),
    outputs: modules.flatMap((module, index) =>
      outputsOf(module).map(({ name: port, type }) => ({ port: portOf(index, port), value: { kind: 'reference', name: net(index, port), type } as const })),
    ),
  };
}
