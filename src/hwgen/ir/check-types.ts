import type { Expression, Unary } from './expression.js';
import type { Finding } from './finding.js';
import type { Module } from './module.js';
import { netTypes } from './net-types.js';
import { portsOf } from './ports.js';
import type { Source } from './source.js';
import { fits, signed, typeName, unsigned, type Sign, type Type } from './type.js';
import { allStatements, nodesOf } from './walk.js';

/** Every node has the type that its operands give it, every driver the type of what it drives. The surface builds nothing else. */
export function checkTypes(module: Module): Finding[] {
  const findings: Finding[] = [];
  const nets = netTypes(module);
  const rule: Rule = (e, name, found, sign, width) => {
    if (found.sign !== sign || found.width !== width) findings.push(mismatch(name, found, { sign, width }, e.source, e));
  };
  nodesOf(module).forEach((_, e) => checkNode(e, nets, rule));
  const wants = (value: Expression, type: Type | undefined, what: () => string, source: Source | undefined): void => {
    if (type && (value.type.sign !== type.sign || value.type.width !== type.width)) findings.push(mismatch(what(), value.type, type, source));
  };
  module.wires.forEach(({ name, type, value, source }) => wants(value, type, () => `wire ${name}`, source));
  module.outputs.forEach(({ port, value }) => wants(value, nets.get(port), () => `output ${port}`, module.source));
  module.assertions.forEach(({ condition, name, source }) => wants(condition, bit, () => name, source));
  allStatements(module).forEach((statement) => {
    const { source } = statement;
    switch (statement.kind) {
      case 'assign':
        return wants(statement.value, nets.get(statement.register), () => statement.register, source);
      case 'when':
        return statement.branches.forEach(({ condition }) => wants(condition, bit, () => 'when', source));
      case 'write': {
        const memory = module.memories.find(({ name }) => name === statement.memory);
        if (!memory) return;
        wants(statement.data, memory.word, () => `data of ${memory.name}`, source);
        if (statement.mask) wants(statement.mask, unsigned(memory.word.width / memory.maskUnit), () => `mask of ${memory.name}`, source);
        return;
      }
      case 'match':
        return;
    }
  });
  module.instances.forEach((instance) => {
    const ports = portsOf(instance.module);
    instance.inputs.forEach(({ port, mode, value }) => {
      const type = ports.get(port)?.type;
      wants(value, type && mode === 'each' ? unsigned(type.width * instance.count!) : type, () => `${instance.name}.${port}`, instance.source);
    });
  });
  return findings;
}

const mismatch = (rule: string, found: Type, wanted: Type, source: Source | undefined, expression?: Expression): Finding => ({
  kind: 'type', rule, found: typeName(found), wanted: typeName(wanted), expression, source,
});

/** Reports a node `e` of which `found` is not of this sign and width. */
type Rule = (e: Expression, rule: string, found: Type, sign: Sign, width: number) => void;

function same(rule: Rule, e: Expression, name: string, found: Type, wanted: Type): void {
  // Equal types are mostly one object.
  if (found !== wanted) rule(e, name, found, wanted.sign, wanted.width);
}

const bit = unsigned(1);

function checkNode(e: Expression, nets: ReadonlyMap<string, Type>, rule: Rule): void {
  const { type } = e;
  switch (e.kind) {
    case 'constant':
      return fits(e.value, type) ? undefined : rule(e, 'constant', type, type.sign, type.width + 1);
    case 'reference':
      return same(rule, e, e.name, type, nets.get(e.name) ?? type);
    case 'unary':
      return same(rule, e, e.op, type, unaryType(e));
    case 'binary': {
      const left = e.left.type;
      const right = e.right.type;
      if (e.op === 'and' || e.op === 'or' || e.op === 'xor') {
        same(rule, e, e.op, right, left);
        return same(rule, e, e.op, type, left);
      }
      rule(e, e.op, right, left.sign, right.width);
      const grown = Math.max(left.width, right.width) + 1;
      switch (e.op) {
        case 'add':
          return rule(e, e.op, type, left.sign, grown);
        case 'subtract':
          return rule(e, e.op, type, 'signed', grown);
        case 'multiply':
          return rule(e, e.op, type, left.sign, left.width + right.width);
        default:
          return rule(e, e.op, type, 'unsigned', 1);
      }
    }
    case 'shift': {
      const of = e.operand.type;
      if (e.op === 'right') return same(rule, e, 'right shift', type, of);
      const growth = e.amount.kind === 'constant' ? Number(e.amount.value) : 2 ** e.amount.type.width - 1;
      return rule(e, 'left shift', type, of.sign, of.width + growth);
    }
    case 'mux':
      rule(e, 'mux condition', e.condition.type, 'unsigned', 1);
      same(rule, e, 'mux', e.whenTrue.type, type);
      return same(rule, e, 'mux', e.whenFalse.type, type);
    case 'concatenate': {
      let width = 0;
      for (const part of e.parts) width += part.type.width;
      return rule(e, 'cat', type, 'unsigned', width);
    }
    case 'slice':
      return rule(e, 'slice', type, 'unsigned', e.high - e.low + 1);
    case 'pick':
      return e.operand.type.width % type.width === 0 ? undefined : rule(e, 'pick', e.operand.type, 'unsigned', type.width);
    case 'resize':
      return rule(e, 'resize', type, e.operand.type.sign, type.width);
    case 'reinterpret':
      return rule(e, 'reinterpret', type, type.sign, e.operand.type.width);
  }
}

function unaryType({ op, operand: { type: of } }: Unary): Type {
  switch (op) {
    case 'not':
      return of;
    case 'negate':
      return signed(of.width + 1);
    case 'popcount':
      return unsigned(of.width.toString(2).length);
    default:
      return bit;
  }
}
