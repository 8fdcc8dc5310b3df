import type { LimbOp } from './limb.js';

/** The word that `op` yields on constant operands, as WebAssembly computes it; truth values are 0 and 1. */
export function foldConstants(op: LimbOp, operands: readonly bigint[], parameter: number): bigint {
  const [a = 0n, b = 0n, c = 0n] = operands;
  const [x, y] = [BigInt.asIntN(64, a), BigInt.asIntN(64, b)];
  const amount = b & 63n;
  switch (op) {
    case 'add': return word(a + b);
    case 'subtract': return word(a - b);
    case 'multiply': return word(a * b);
    case 'and': return a & b;
    case 'or': return a | b;
    case 'xor': return a ^ b;
    case 'shiftLeft': return word(a << amount);
    case 'shiftRightUnsigned': return a >> amount;
    case 'shiftRightSigned': return word(x >> amount);
    case 'rotateRight': return word((a >> amount) | (a << (64n - amount)));
    case 'equal': return truth(a === b);
    case 'notEqual': return truth(a !== b);
    case 'lessUnsigned': return truth(a < b);
    case 'lessSigned': return truth(x < y);
    case 'lessEqualUnsigned': return truth(a <= b);
    case 'lessEqualSigned': return truth(x <= y);
    case 'popcount': return BigInt(a.toString(2).replaceAll('0', '').length);
    case 'signExtend': return word(BigInt.asIntN(parameter, a));
    case 'extend': return a;
    case 'wrap': return a & 1n;
    case 'not': return truth(a === 0n);
    case 'select': return a === 1n ? b : c;
    case 'constant':
    case 'state':
    case 'load':
    case 'pick':
    case 'neighbours':
    case 'gather':
    case 'splat':
    case 'splatWord':
    case 'vector':
    case 'vectorShift':
      throw new Error(`a limb of kind '${op}' has no constant value`);
  }
}

const word = (value: bigint): bigint => BigInt.asUintN(64, value);
const truth = (value: boolean): bigint => (value ? 1n : 0n);
