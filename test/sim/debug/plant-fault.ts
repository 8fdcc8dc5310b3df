import type { Expression } from '../../../src/hwgen/ir/expression.js';
import type { Module } from '../../../src/hwgen/ir/module.js';
import type { Statement } from '../../../src/hwgen/ir/statement.js';

/** What a fault makes of a module. */
export type Fault = (module: Module) => Module;

/**
 * The design with a fault in one instance, named by its path, and in all elements of the arrays on the way. The modules on the path
 * get names of their own; everything else is shared with the original.
 */
export function plantFault(top: Module, path: readonly string[], fault: Fault): Module {
  const [next, ...rest] = path;
  if (next === undefined) return fault(top);
  const instances = top.instances.map((instance) => {
    if (instance.name !== next) return instance;
    const child = plantFault(instance.module, rest, fault);
    return { ...instance, module: { ...child, name: `${instance.module.name}_faulty` } };
  });
  if (!top.instances.some(({ name }) => name === next)) throw new Error(`${top.name} has no instance '${next}'`);
  return { ...top, instances };
}

/** The lowest bit of a wire inverted. */
export const invertWire = (name: string): Fault => (module) => {
  if (!module.wires.some((wire) => wire.name === name)) throw new Error(`no wire ${name} in ${module.name}`);
  return { ...module, wires: module.wires.map((wire) => (wire.name === name ? { ...wire, value: invertLowBit(wire.value) } : wire)) };
};

/** A bit of a wire stuck at 1. */
export const stickWire = (name: string, bit: number): Fault => (module) => ({
  ...module,
  wires: module.wires.map((wire) => (wire.name === name
    ? { ...wire, value: { kind: 'binary', op: 'or', left: wire.value, right: { kind: 'constant', value: 1n << BigInt(bit), type: wire.type }, type: wire.type } }
    : wire)),
});

/** What a register takes, its lowest bit inverted, wherever it is assigned. */
export const invertNext = (name: string): Fault => mapStatements((statement) => (
  statement.kind === 'assign' && statement.register === name ? { ...statement, value: invertLowBit(statement.value) } : statement));

/** The `when` that stands `index`-th at the outermost level asks for the opposite. */
export const invertCondition = (index: number): Fault => (module) => {
  let seen = 0;
  return {
    ...module,
    statements: module.statements.map((statement) => (statement.kind === 'when' && seen++ === index
      ? { ...statement, branches: statement.branches.map((branch) => ({ ...branch, condition: invertLowBit(branch.condition) })) }
      : statement)),
  };
};

/** Words are written to the neighbouring address. */
export const wrongAddress = (memory: string): Fault => mapStatements((statement) => (
  statement.kind === 'write' && statement.memory === memory ? { ...statement, address: invertLowBit(statement.address) } : statement));

/** A constant of the statements replaced by another, wherever it stands. */
export const replaceConstant = (from: bigint, to: bigint): Fault => {
  const visit = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(visit);
    if (typeof node !== 'object' || node === null) return node;
    if ((node as Expression).kind === 'constant' && (node as { value: bigint }).value === from) return { ...node, value: to };
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, key === 'source' ? value : visit(value)]));
  };
  return (module) => ({ ...module, statements: visit(module.statements) as typeof module.statements });
};

function mapStatements(change: (statement: Statement) => Statement): Fault {
  const visit = (body: readonly Statement[]): readonly Statement[] => body.map((statement) => {
    const changed = change(statement);
    switch (changed.kind) {
      case 'when': return { ...changed, branches: changed.branches.map((branch) => ({ ...branch, body: visit(branch.body) })), otherwise: visit(changed.otherwise) };
      case 'match': return { ...changed, arms: changed.arms.map((arm) => ({ ...arm, body: visit(arm.body) })) };
      default: return changed;
    }
  });
  return (module) => ({ ...module, statements: visit(module.statements) });
}

function invertLowBit(e: Expression): Expression {
  return { kind: 'binary', op: 'xor', left: e, right: { kind: 'constant', value: e.type.sign === 'signed' && e.type.width === 1 ? -1n : 1n, type: e.type }, type: e.type };
}
