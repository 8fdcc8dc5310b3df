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
  const report = (rule: string, found: Type, wanted: Type, source: Source | undefined, expression?: Expression): void => {
    if (found.sign !== wanted.sign || found.width !== wanted.width)
      findings.push({ kind: 'type', rule, found: typeName(found), wanted: typeName(wanted), expression, source });
  };
  const nets = netTypes(module);
  const rule: Rule = (e, name, found, sign, width) => {
    if (found.sign !== sign || found.width !== width) report(name, found, { sign, width }, e.source, e);
  };
  nodesOf(module).forEach((e) => checkNode(e, nets, rule));
  for (const { name, type, value, source } of module.wires) report(`wire ${name}`, value.type, type, source);
  for (const { port, value } of module.outputs) report(`output ${port}`, value.type, nets.get(port) ?? value.type, module.source);
  for (const { condition, name, source } of module.assertions) report(name, condition.type, bit, source);
  for (const statement of allStatements(module)) {
    if (statement.kind === 'assign') report(statement.register, statement.value.type, nets.get(statement.register) ?? statement.value.type, statement.source);
    if (statement.kind === 'when') for (const { condition } of statement.branches) report('when', condition.type, bit, statement.source);
    if (statement.kind === 'write') {
      const memory = module.memories.find(({ name }) => name === statement.memory);
      if (!memory) continue;
      report(`data of ${memory.name}`, statement.data.type, memory.word, statement.source);
      if (statement.mask) report(`mask of ${memory.name}`, statement.mask.type, unsigned(memory.word.width / memory.maskUnit), statement.source);
    }
  }
  for (const instance of module.instances)
    for (const { port, mode, value } of instance.inputs) {
      const type = portsOf(instance.module).get(port)?.type;
      if (type) report(`${instance.name}.${port}`, value.type, mode === 'each' ? unsigned(type.width * instance.count!) : type, instance.source);
    }
  return findings;
}

/** Reports a node `e` of which `found` is not of this sign and width. */
type Rule = (e: Expression, rule: string, found: Type, sign: Sign, width: number) => void;

const same = (rule: Rule, e: Expression, name: string, found: Type, wanted: Type): void => rule(e, name, found, wanted.sign, wanted.width);

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
