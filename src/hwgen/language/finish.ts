import type { Expression, Reference } from '../ir/expression.js';
import { deepFreeze } from '../ir/freeze.js';
import type { Assertion, Connection, Memory, Module, ReadPort, Wire } from '../ir/module.js';
import { operandsOf, withOperands } from '../ir/operands.js';
import type { Statement, When } from '../ir/statement.js';
import type { Builder, Draft, DraftRead } from './builder.js';
import { HardwareError } from './error.js';
import { messages } from './messages.js';

/**
 * The frozen IR of a module whose logic has run; what the builder holds becomes part of it. `driven`: the value of every output port. No object here
 * is a copy by `...`: V8 gives each such copy, once it is frozen, a hidden class of its own, and every check and walk behind it is slower for that.
 */
export function finish(builder: Builder, driven: ReadonlyMap<string, Expression>): Module {
  nameReads(builder);
  nameOutputs(builder, driven);
  const use = replacer(builder);
  const shownByName = new Set<string>();
  driven.forEach((value, port) => void (builder.kept.get(value) === port && shownByName.add(port)));
  const wires: Wire[] = [];
  builder.wires.forEach(({ name, type, source, value, alias }) => {
    if (shownByName.has(name)) return;
    if (value === undefined) throw new HardwareError(messages.wireUndriven(name), source);
    wires.push({ kind: 'wire', name, type, value: alias ? use.reference(value) : use.definition(value), source });
  });
  const memories = builder.memories.map((memory): Memory => Object.assign(memory, { reads: memory.reads.map((read) => finishRead(read, use.reference)) }));
  builder.instances.forEach(({ inputs }) => inputs.forEach((connection: Draft<Connection>) => void (connection.value = use.reference(connection.value))));
  builder.assertions.forEach((assertion: Draft<Assertion>) => void (assertion.condition = use.reference(assertion.condition)));
  finishStatements(builder.statements, use.reference);
  const outputs: Draft<Module['outputs']> = [];
  builder.ports.forEach(({ direction, name: port }) => {
    if (direction === 'input') return;
    const value = driven.get(port)!;
    outputs.push({ port, value: shownByName.has(port) ? use.definition(value) : use.reference(value) });
  });
  return deepFreeze<Module>({
    kind: 'module',
    name: builder.name,
    doc: builder.doc,
    ports: builder.ports,
    wires,
    registers: builder.registers,
    memories,
    instances: builder.instances,
    statements: builder.statements,
    outputs,
    assertions: builder.assertions,
    source: builder.source,
  });
}

/** Reads that `keep` did not name: `<memory>_read`, `<memory>_read1`, … in the order of the calls. */
function nameReads(builder: Builder): void {
  builder.memories.forEach(({ name: memory, reads }) => {
    let unnamed = 0;
    reads.forEach((read) => {
      read.name ??= `${memory}_read${unnamed++ || ''}`;
      builder.kept.set(read.reference, read.name);
    });
  });
}

/** An expression that is returned and not kept goes by its output's name in the rest of the module. HardwareError where `keep` has given that name to another value. */
function nameOutputs(builder: Builder, driven: ReadonlyMap<string, Expression>): void {
  builder.wires.forEach(({ name, value, source }) => {
    const output = driven.get(name);
    if (output !== undefined && output !== value) throw new HardwareError(messages.keptOutput(name), source);
  });
  driven.forEach((value, port) => {
    if (value.kind !== 'reference' && value.kind !== 'constant' && !builder.kept.has(value)) builder.kept.set(value, port);
  });
}

/** Operations inside operations, without a name in between: the checks and printers that walk them are recursive. */
const DEEPEST = 1500;

/** Replaces kept expressions by references to their names, everywhere but at the top of their own definition. Returns frozen nodes. */
function replacer(builder: Builder): { reference(e: Expression): Expression; definition(e: Expression): Expression } {
  const references = new Map<Expression, Reference>();
  builder.kept.forEach((name, e) => references.set(e, Object.freeze<Reference>({ kind: 'reference', name, type: e.type, source: e.source })));
  const definitions = new Map<Expression, Expression>();
  let depth = 0;
  const reference = (e: Expression): Expression => references.get(e) ?? definition(e);
  const stays = (operand: Expression): boolean => reference(operand) === operand;
  const definition = (e: Expression): Expression => {
    if (e.kind === 'reference' || e.kind === 'constant') return Object.freeze(e);
    let result = definitions.get(e);
    if (!result) {
      if (++depth > DEEPEST) throw new HardwareError(messages.tooDeep(DEEPEST), e.source);
      // Most nodes stay as they are, and with them what is above them.
      result = operandsOf(e).every(stays) ? e : withOperands(e, reference);
      depth--;
      if (result.kind === 'concatenate') Object.freeze(result.parts);
      definitions.set(e, Object.freeze(result));
    }
    return result;
  };
  return { reference, definition };
}

function finishRead({ name, mode, address, enable, source }: DraftRead, use: (e: Expression) => Expression): ReadPort {
  return enable ? { name: name!, mode, address: use(address), enable: use(enable), source } : { name: name!, mode, address: use(address), source };
}

/** Replaces what the statements read, in place, and freezes them. */
function finishStatements(body: readonly Statement[], use: (e: Expression) => Expression): void {
  body.forEach((statement: Draft<Statement>) => {
    switch (statement.kind) {
      case 'assign':
        statement.value = use(statement.value);
        break;
      case 'when':
        statement.branches.forEach((branch: Draft<When['branches'][number]>) => {
          branch.condition = use(branch.condition);
          finishStatements(branch.body, use);
        });
        finishStatements(statement.otherwise, use);
        break;
      case 'match':
        statement.arms.forEach((arm) => finishStatements(arm.body, use));
        break;
      case 'write':
        statement.address = use(statement.address);
        statement.data = use(statement.data);
        if (statement.mask) statement.mask = use(statement.mask);
    }
  });
}
