import type { Expression } from './expression.js';
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
  for (const e of nodesOf(module)) for (const [rule, found, wanted] of rules(e, nets)) report(rule, found, wanted, e.source, e);
  const bit = unsigned(1);
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

type Rule = readonly [rule: string, found: Type, wanted: Type];

function rules(e: Expression, nets: ReadonlyMap<string, Type>): Rule[] {
  const { type } = e;
  switch (e.kind) {
    case 'constant': {
      const { min, max } = valueRange(type);
      return e.value < min || e.value > max ? [['constant', type, { ...type, width: type.width + 1 }]] : [];
    }
    case 'reference':
      return [[e.name, type, nets.get(e.name) ?? type]];
    case 'unary': {
      const of = e.operand.type;
      const wanted = { not: of, negate: signed(of.width + 1), popcount: unsigned(of.width.toString(2).length), any: unsigned(1), all: unsigned(1), parity: unsigned(1) };
      return [[e.op, type, wanted[e.op]]];
    }
    case 'binary': {
      const left = e.left.type;
      const right = e.right.type;
      const grown = Math.max(left.width, right.width) + 1;
      const sameSign: Rule = [e.op, { ...right, sign: right.sign }, { ...right, sign: left.sign }];
      switch (e.op) {
        case 'add':
          return [sameSign, [e.op, type, { sign: left.sign, width: grown }]];
        case 'subtract':
          return [sameSign, [e.op, type, signed(grown)]];
        case 'multiply':
          return [sameSign, [e.op, type, { sign: left.sign, width: left.width + right.width }]];
        case 'and':
        case 'or':
        case 'xor':
          return [[e.op, right, left], [e.op, type, left]];
        default:
          return [sameSign, [e.op, type, unsigned(1)]];
      }
    }
    case 'shift': {
      const of = e.operand.type;
      if (e.op === 'right') return [['right shift', type, of]];
      const growth = e.amount.kind === 'constant' ? Number(e.amount.value) : 2 ** e.amount.type.width - 1;
      return [['left shift', type, { sign: of.sign, width: of.width + growth }]];
    }
    case 'mux':
      return [['mux condition', e.condition.type, unsigned(1)], ['mux', e.whenTrue.type, type], ['mux', e.whenFalse.type, type]];
    case 'concatenate':
      return [['cat', type, unsigned(e.parts.reduce((sum, part) => sum + part.type.width, 0))]];
    case 'slice':
      return [['slice', type, unsigned(e.high - e.low + 1)]];
    case 'pick':
      return e.operand.type.width % type.width === 0 ? [] : [['pick', e.operand.type, unsigned(type.width)]];
    case 'resize':
      return [['resize', type, { ...type, sign: e.operand.type.sign }]];
    case 'reinterpret':
      return [['reinterpret', type, { ...type, width: e.operand.type.width }]];
  }
}
