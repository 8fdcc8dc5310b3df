import type { Module } from '../../hwgen/ir/module.js';
import { netTypes } from '../../hwgen/ir/net-types.js';
import { unsigned, type Type } from '../../hwgen/ir/type.js';

/** How a signal is shown to people. */
export interface SignalView {
  readonly name: string;
  readonly type: Type;
  /** The names of a state machine's codes. */
  readonly states?: readonly string[] | undefined;
}

/** The signal of a hierarchical name such as `phase`, `dot0.acc` or `lanes[2].p`; undefined when the design has none. */
export function viewOf(top: Module, name: string): SignalView | undefined {
  const path = name.split('.');
  const local = path.pop()!;
  let module: Module | undefined = top;
  for (const step of path) {
    const [, local, index]: RegExpExecArray | string[] = /^(.*?)(?:\[(\d+)\])?$/.exec(step)!;
    const instance: Module['instances'][number] | undefined = module?.instances.find((each) => each.name === local);
    // `row[2]` of an array, `row` of a single instance.
    module = instance && (instance.count === undefined ? index === undefined : Number(index) < instance.count) ? instance.module : undefined;
  }
  if (!module) return undefined;
  const type = name === 'rst' ? unsigned(1) : netTypes(module).get(local);
  return type && { name, type, states: module.registers.find((each) => each.name === local)?.states };
}

/** Numbers of more bits are shown in hexadecimal: nobody reads them in decimal. */
const DECIMAL_BITS = 32;

/** `5`, `-3`, `0x1f`, `RUN`. `hex`: numbers in hexadecimal, which wide unsigned ones are anyway. */
export function valueText({ states, type }: SignalView, value: bigint, hex = false): string {
  const state = states?.[Number(value)];
  hex ||= type.sign === 'unsigned' && type.width > DECIMAL_BITS;
  if (state !== undefined) return state;
  return hex ? `0x${BigInt.asUintN(type.width, value).toString(16)}` : String(value);
}
