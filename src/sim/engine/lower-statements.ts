import type { Match, Statement, Write } from '../../hwgen/ir/statement.js';
import type { Action, Body } from './action.js';
import { body } from './action.js';
import { byteMask, saturatedIndex } from './bit-fields.js';
import type { FlatMemory, FlatRegister, Scope } from './flat-design.js';
import type { Limb } from './limb.js';
import type { ExpressionLowering } from './lower-expression.js';
import { limbCount, plainBits } from './value.js';

/** Index of a register or memory of the design. */
export interface Numbering {
  register(scope: Scope, name: string): { index: number; register: FlatRegister };
  memory(scope: Scope, name: string): { index: number; memory: FlatMemory };
}

/**
 * Statements to actions, keeping their branches: V8 then skips what a condition rules out. Register updates and memory writes are lowered
 * by separate calls (`part`), because all reads of a cycle come before its first write.
 */
export function lowerStatements(
  statements: readonly Statement[], scope: Scope, part: 'registers' | 'memories', lowering: ExpressionLowering, numbering: Numbering,
): Action[] {
  const { graph } = lowering;

  const sequence = (list: readonly Statement[]): Action[] => list.flatMap(one);

  const one = (statement: Statement): Action[] => {
    switch (statement.kind) {
      case 'assign': {
        if (part !== 'registers') return [];
        const { index } = numbering.register(scope, statement.register);
        return [{ kind: 'set', register: index, limbs: lowering.lower(statement.value, scope).limbs }];
      }
      case 'when':
        return statement.branches.reduceRight<Action[]>((otherwise, branch) => {
          return branchOn(lowering.lower(branch.condition, scope).limbs[0]!, sequence(branch.body), otherwise);
        }, sequence(statement.otherwise));
      case 'match':
        return match(statement);
      case 'write':
        return part === 'memories' ? write(statement) : [];
    }
  };

  const match = (statement: Match): Action[] => {
    const { register } = numbering.register(scope, statement.register);
    const states = register.states ?? [];
    const cases: Body[] = states.map((state) => body(sequence(statement.arms.find((arm) => arm.state === state)?.body ?? [])));
    while (cases.at(-1)?.actions.length === 0) cases.pop();
    const value = lowering.lower({ kind: 'reference', name: statement.register, type: register.signal.type }, scope);
    const selector = graph.word(saturatedIndex(graph, value.limbs, BigInt(states.length)));
    if (cases.length > 3) return [{ kind: 'switch', selector, cases }];
    // A jump table for two or three cases is slower than comparing.
    return cases.reduceRight<Action[]>((otherwise, { actions }, code) => {
      return branchOn(graph.equal(selector, graph.constant(BigInt(code))), actions, otherwise);
    }, []);
  };

  const write = ({ memory: name, address, data, mask }: Write): Action[] => {
    const { index, memory } = numbering.memory(scope, name);
    const { word, depth, maskUnit } = memory.declaration;
    const limbs = lowering.lower(address, scope).limbs;
    const at = saturatedIndex(graph, limbs, BigInt(depth));
    const inside = graph.less(at, graph.constant(BigInt(depth)), false);
    const bits = mask && expandMask(plainBits(graph, lowering.lower(mask, scope)), word, maskUnit);
    return branchOn(inside, [{ kind: 'store', memory: index, address: at, data: lowering.lower(data, scope).limbs, mask: bits }], []);
  };

  /** One mask bit per unit to one per bit; the topmost unit also covers the sign copies above a word. */
  const expandMask = (units: readonly Limb[], word: { sign: string; width: number }, unit: number): Limb[] => {
    const count = limbCount(word.width);
    if (unit === 1 && word.width % 64 === 0) return units.map((limb) => graph.word(limb));
    if (unit === 8 && word.width % 64 === 0) {
      return Array.from({ length: count }, (_, limb) => {
        const byte = graph.shiftRightUnsigned(units[Math.floor(limb / 8)]!, graph.constant(BigInt(8 * (limb % 8))));
        return byteMask(graph, graph.and(byte, graph.constant(0xffn)));
      });
    }
    const expanded = Array.from({ length: count }, () => graph.constant(0n));
    for (let low = 0; low < word.width; low += unit) {
      const chosen = graph.bit(units[Math.floor(low / unit / 64)]!, (low / unit) % 64);
      const end = low + unit === word.width ? count * 64 : low + unit;
      const ones = ((1n << BigInt(end - low)) - 1n) << BigInt(low);
      for (let limb = Math.floor(low / 64); limb * 64 < end; limb++) {
        const part = graph.constant(ones >> BigInt(64 * limb));
        expanded[limb] = graph.or(expanded[limb]!, graph.select(chosen, part, graph.constant(0n)));
      }
    }
    return expanded;
  };

  const branchOn = (condition: Limb, whenTrue: Action[], whenFalse: Action[]): Action[] => {
    if (condition.op === 'constant') return condition.value === 1n ? whenTrue : whenFalse;
    if (whenTrue.length === 0 && whenFalse.length === 0) return [];
    if (condition.op === 'not') return branchOn(condition.operands[0]!, whenFalse, whenTrue);
    return [{ kind: 'branch', condition, whenTrue: body(whenTrue), whenFalse: body(whenFalse) }];
  };

  return sequence(statements);
}
