import type { Expression } from '../ir/expression.js';
import { deepFreeze } from '../ir/freeze.js';
import type { Instance, Memory, Module, Wire } from '../ir/module.js';
import { operandsOf, withOperands } from '../ir/operands.js';
import type { Statement } from '../ir/statement.js';
import type { Builder } from './builder.js';
import { HardwareError } from './error.js';
import { messages } from './messages.js';

/** The frozen IR of a module whose logic has run. `driven`: the value of every output port. */
export function finish(builder: Builder, driven: ReadonlyMap<string, Expression>): Module {
  nameReads(builder);
  nameOutputs(builder, driven);
  const use = replacer(builder);
  const shownByName = new Set([...driven].filter(([port, value]) => builder.kept.get(value) === port).map(([port]) => port));
  const wires = builder.wires.filter(({ name }) => !shownByName.has(name)).map((draft): Wire => {
    const { name, type, source, value, alias } = draft;
    if (value === undefined) throw new HardwareError(messages.wireUndriven(name), source);
    return { kind: 'wire', name, type, value: alias ? use.reference(value) : use.definition(value), source };
  });
  const memories = builder.memories.map(({ writes: _, reads, ...memory }): Memory => ({
    ...memory,
    reads: reads.map(({ name, mode, address, enable, source }) => ({
      name: name!, mode, address: use.reference(address), ...(enable && { enable: use.reference(enable) }), source,
    })),
  }));
  const module: Module = {
    kind: 'module',
    name: builder.name,
    doc: builder.doc,
    ports: builder.ports,
    wires,
    registers: builder.registers,
    memories,
    instances: builder.instances.map((instance): Instance => ({
      ...instance,
      inputs: instance.inputs.map((connection) => ({ ...connection, value: use.reference(connection.value) })),
    })),
    statements: builder.statements.map((statement) => rewrite(statement, use.reference)),
    outputs: builder.ports.filter(({ direction }) => direction === 'output').map(({ name: port }) => {
      const value = driven.get(port)!;
      return { port, value: shownByName.has(port) ? use.definition(value) : use.reference(value) };
    }),
    assertions: builder.assertions.map((assertion) => ({ ...assertion, condition: use.reference(assertion.condition) })),
    source: builder.source,
  };
  return deepFreeze(module);
}

/** Reads that `keep` did not name: `<memory>_read`, `<memory>_read1`, … in the order of the calls. */
function nameReads(builder: Builder): void {
  for (const { name: memory, reads } of builder.memories) {
    let unnamed = 0;
    for (const read of reads) read.name ??= `${memory}_read${unnamed++ || ''}`;
    for (const read of reads) builder.kept.set(read.reference, read.name!);
  }
}

/** An expression that is returned and not kept goes by its output's name in the rest of the module. HardwareError where `keep` has given that name to another value. */
function nameOutputs(builder: Builder, driven: ReadonlyMap<string, Expression>): void {
  for (const { name, value, source } of builder.wires) {
    const output = driven.get(name);
    if (output !== undefined && output !== value) throw new HardwareError(messages.keptOutput(name), source);
  }
  for (const [port, value] of driven)
    if (value.kind !== 'reference' && value.kind !== 'constant' && !builder.kept.has(value)) builder.kept.set(value, port);
}

/** Replaces kept expressions by references to their names, everywhere but at the top of their own definition. */
function replacer(builder: Builder): { reference(e: Expression): Expression; definition(e: Expression): Expression } {
  const done = new Map<Expression, Expression>();
  const reference = (e: Expression): Expression => {
    let result = done.get(e);
    if (!result) {
      const name = builder.kept.get(e);
      result = name === undefined ? definition(e) : { kind: 'reference', name, type: e.type, source: e.source };
      done.set(e, result);
    }
    return result;
  };
  // Most nodes stay as they are, and with them what is above them.
  const definition = (e: Expression): Expression => (operandsOf(e).every((operand) => reference(operand) === operand) ? e : withOperands(e, reference));
  return { reference, definition };
}

function rewrite(statement: Statement, use: (e: Expression) => Expression): Statement {
  const body = (statements: readonly Statement[]): readonly Statement[] => statements.map((inner) => rewrite(inner, use));
  switch (statement.kind) {
    case 'assign':
      return { ...statement, value: use(statement.value) };
    case 'when':
      return {
        ...statement,
        branches: statement.branches.map((branch) => ({ condition: use(branch.condition), body: body(branch.body) })),
        otherwise: body(statement.otherwise),
      };
    case 'match':
      return { ...statement, arms: statement.arms.map(({ state, body: arm }) => ({ state, body: body(arm) })) };
    case 'write':
      return { ...statement, address: use(statement.address), data: use(statement.data), ...(statement.mask && { mask: use(statement.mask) }) };
  }
}
