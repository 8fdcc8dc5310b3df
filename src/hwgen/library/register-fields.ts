import type { BitShape } from '../language/hardware.js';
import type { axiLiteSlavePorts } from './axi-bundles.js';
import type { FieldAccess, FieldContents, RegisterDeclaration, RegisterMap } from './register-map.js';

/** A field with everything about it in one place. */
export interface RegisterField extends FieldContents {
  readonly register: string;
  /** Undefined where the register is one field. */
  readonly field: string | undefined;
  /** `STATUS.BUSY`, or `CYCLES`. */
  readonly label: string;
  /** Its name in hardware: `status_busy`, `cycles`. */
  readonly port: string;
  readonly offset: number;
  readonly low: number;
  readonly bits: number;
}

const known = new WeakMap<RegisterDeclaration, readonly RegisterField[]>();

/** The fields of a register; one that is not split is a field of its own. */
export function fieldsOf(register: RegisterDeclaration): readonly RegisterField[] {
  let fields = known.get(register);
  if (!fields) known.set(register, (fields = describe(register)));
  return fields;
}

function describe(register: RegisterDeclaration): readonly RegisterField[] {
  const { name, offset } = register;
  if (register.fields === undefined)
    return [{ ...register, register: name, field: undefined, label: name, port: name.toLowerCase(), offset, low: 0, bits: register.bits ?? 32 }];
  return register.fields.map((field) => ({
    ...field, register: name, field: field.name, label: `${name}.${field.name}`, port: `${name}_${field.name}`.toLowerCase(), offset, bits: field.bits ?? 1,
  }));
}

export const allFields = ({ registers }: RegisterMap): readonly RegisterField[] => registers.flatMap(fieldsOf);

/** Two words, low and high. */
export const isWide = (register: RegisterDeclaration): boolean => register.fields === undefined && (register.bits ?? 32) > 32;

const written: readonly FieldAccess[] = ['read-write', 'pulse'];

/** Whether a write to the field's register does something to the field. */
export const isWritten = ({ access, clearedBy }: RegisterField): boolean => written.includes(access) || (access === 'flag' && clearedBy === undefined);

type PortOf<R> =
  R extends { readonly name: infer N extends string; readonly fields: readonly (infer F)[] }
    ? F extends { readonly name: infer K extends string; readonly access: infer A } ? { readonly port: `${Lowercase<N>}_${Lowercase<K>}`; readonly access: A } : never
    : R extends { readonly name: infer N extends string; readonly access: infer A } ? { readonly port: Lowercase<N>; readonly access: A } : never;

type PortsWith<M extends RegisterMap, A extends FieldAccess> = Extract<PortOf<M['registers'][number]>, { readonly access: A }>['port'];
type Shapes<K extends string> = { readonly [P in K]: BitShape<'unsigned', any> };

/** The ports of a map's slave, for TypeScript: declare the map where it is used, or `as const satisfies RegisterMap`. */
export interface RegisterInterface<M extends RegisterMap> {
  readonly doc: string;
  readonly inputs: Shapes<PortsWith<M, 'read-only'> | `${PortsWith<M, 'flag'>}_set` | `${PortsWith<M, 'counter'>}_event`>;
  readonly outputs: Shapes<PortsWith<M, 'read-write' | 'pulse' | 'flag'> | (M extends { readonly interrupts: readonly [unknown, ...unknown[]] } ? 'irq' : never)>;
  readonly bundles: { readonly s_axi: ReturnType<typeof axiLiteSlavePorts> };
}
