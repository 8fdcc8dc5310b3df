import type { Expression, Unary } from './expression.js';
import type { Finding } from './finding.js';
import type { Module } from './module.js';
import { netTypes } from './net-types.js';
import type { Source } from './source.js';
import { signed, typeName, unsigned, valueRange, type Type } from './type.js';
import { nodesOf, statementsOf } from './walk.js';

/** Every node has the type that its operands give it, every driver the type of what it drives. The surface builds nothing else. */
export function checkTypes(module: Module): Finding[] {
  const findings: Finding[] = [];
  const report = (rule: string, found: Type, wanted: Type, source: Source | undefined, expression?: Expression): void => {
    if (found.sign !== wanted.sign || found.width !== wanted.width)
      findings.push({ kind: 'type', rule, found: typeName(found), wanted: typeName(wanted), expression, source });
  };
  const nets = netTypes(module);
  for (const e of nodesOf(module)) checkNode(e, nets, report);
  for (const { name, type, value, source } of module.wires) report(`wire ${name}`, value.type, type, source);
  for (const { port, value } of module.outputs) report(`output ${port}`, value.type, nets.get(port) ?? value.type, module.source);
  for (const { condition, name, source } of module.assertions) report(name, condition.type, bit, source);
  for (const statement of statementsOf(module.statements)) {
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
      const type = instance.module.ports.find(({ name }) => name === port)?.type;
      if (type) report(`${instance.name}.${port}`, value.type, mode === 'each' ? unsigned(type.width * instance.count!) : type, instance.source);
    }
  return findings;
}

type Report = (rule: string, found: Type, wanted: Type, source: Source | undefined, expression: Expression) => void;

const bit = unsigned(1);

function checkNode(e: Expression, nets: ReadonlyMap<string, Type>, report: Report): void {
  const { type } = e;
  const rule = (name: string, found: Type, wanted: Type): void => report(name, found, wanted, e.source, e);
  switch (e.kind) {
    case 'constant': {
      const { min, max } = valueRange(type);
      if (e.value < min || e.value > max) rule('constant', type, { ...type, width: type.width + 1 });
      return;
    }
    case 'reference':
      return rule(e.name, type, nets.get(e.name) ?? type);
    case 'unary':
      return rule(e.op, type, unaryType(e));
    case 'binary': {
      const left = e.left.type;
      const right = e.right.type;
      if (e.op === 'and' || e.op === 'or' || e.op === 'xor') {
        rule(e.op, right, left);
        return rule(e.op, type, left);
      }
      rule(e.op, right, { sign: left.sign, width: right.width });
      const grown = Math.max(left.width, right.width) + 1;
      switch (e.op) {
        case 'add':
          return rule(e.op, type, { sign: left.sign, width: grown });
        case 'subtract':
          return rule(e.op, type, signed(grown));
        case 'multiply':
          return rule(e.op, type, { sign: left.sign, width: left.width + right.width });
        default:
          return rule(e.op, type, bit);
      }
    }
    case 'shift': {
      const of = e.operand.type;
      if (e.op === 'right') return rule('right shift', type, of);
      const growth = e.amount.kind === 'constant' ? Number(e.amount.value) : 2 ** e.amount.type.width - 1;
      return rule('left shift', type, { sign: of.sign, width: of.width + growth });
    }
    case 'mux':
      rule('mux condition', e.condition.type, bit);
      rule('mux', e.whenTrue.type, type);
      return rule('mux', e.whenFalse.type, type);
    case 'concatenate': {
      let width = 0;
      for (const part of e.parts) width += part.type.width;
      return rule('cat', type, unsigned(width));
    }
    case 'slice':
      return rule('slice', type, unsigned(e.high - e.low + 1));
    case 'pick':
      return e.operand.type.width % type.width === 0 ? undefined : rule('pick', e.operand.type, unsigned(type.width));
    case 'resize':
      return rule('resize', type, { sign: e.operand.type.sign, width: type.width });
    case 'reinterpret':
      return rule('reinterpret', type, { sign: type.sign, width: e.operand.type.width });
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
