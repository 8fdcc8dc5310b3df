import type { Expression } from './expression.js';

/** Consecutive bits of a named net: what Verilog can slice and extend in place. */
export interface Atom {
  readonly name: string;
  /** Width of the whole net. */
  readonly of: number;
  readonly low: number;
  readonly width: number;
}

/** The bits of one net that `e` shows unchanged, whatever their sign; undefined when `e` computes something. */
export function atomOf(e: Expression): Atom | undefined {
  switch (e.kind) {
    case 'reference':
      return { name: e.name, of: e.type.width, low: 0, width: e.type.width };
    case 'reinterpret':
      return atomOf(e.operand);
    case 'slice':
      return part(atomOf(e.operand), e.low, e.high - e.low + 1);
    case 'resize':
      return part(atomOf(e.operand), 0, e.type.width);
    case 'pick':
      return e.index.kind === 'constant' ? part(atomOf(e.operand), Number(e.index.value) * e.type.width, e.type.width) : undefined;
    default:
      return undefined;
  }
}

/** Has `e` an atom? Told from the types, which must be right, without making one. */
export function isAtom(e: Expression): boolean {
  switch (e.kind) {
    case 'reference':
      return true;
    case 'reinterpret':
      return isAtom(e.operand);
    case 'slice':
      return e.high < e.operand.type.width && isAtom(e.operand);
    case 'resize':
      return e.type.width <= e.operand.type.width && isAtom(e.operand);
    case 'pick':
      return e.index.kind === 'constant' && (Number(e.index.value) + 1) * e.type.width <= e.operand.type.width && isAtom(e.operand);
    default:
      return false;
  }
}

/** Bits low.. of an atom, if it has them. */
export function part(atom: Atom | undefined, low: number, width: number): Atom | undefined {
  return atom && low + width <= atom.width ? { ...atom, low: atom.low + low, width } : undefined;
}
