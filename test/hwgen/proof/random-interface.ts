import type { Type } from '../../../src/hwgen/ir/type.js';
import { bool, memory, sint, states, stream, uint, type Interface } from '../../../src/hwgen/language/hardware.js';
import { WIDTHS, shape, type Random } from '../verilog/random-expression.js';

export interface InterfaceLimits {
  /** Widths of the ports; below that of plain values where elements of arrays are dealt from one vector. */
  readonly widest: number;
  /** How many of everything, from 0 (a handful of values) to 2. */
  readonly size: number;
  /** Width of the signed input that every module has; random when absent. */
  readonly signedWidth?: number;
}

/** A random interface: ports, streams, registers with and without reset, state machines, memories of every kind, forward wires. */
export function randomInterface(random: Random, { widest, size, signedWidth }: InterfaceLimits) {
  const type = (): Type => ({ sign: random.of(['unsigned', 'signed']), width: random.of([...WIDTHS, 100, 128, 1 + random.below(130)].filter((width) => width <= widest)) });
  const some = <T>(prefix: string, least: number, most: number, make: (index: number) => T): Record<string, T> =>
    Object.fromEntries(Array.from({ length: least + random.below(most - least + 1) }, (_, i) => [`${prefix}${i}`, make(i)]));
  const register = () => {
    const t = type();
    return random.below(3) === 0 ? shape(t) : shape(t).reset(random.value(t));
  };
  const ram = () => {
    const read = random.of(['sync', 'async'] as const);
    const unit = random.of([1, 3, 8, 16, 33].filter((width) => width <= widest));
    const masked = random.below(2) === 0;
    const word = masked
      ? random.of([uint, sint])(unit * (1 + random.below(Math.min(random.of([8, 8, 130]), Math.floor(Math.min(widest, 130) / unit)))))
      : shape(type());
    const depth = random.of([1, 2, 3, 4, 7, 8, 16, 20]);
    return memory(word, depth, {
      read,
      style: random.of(read === 'sync' ? ['auto', 'block', 'distributed'] : ['auto', 'distributed']),
      ...(masked && { mask: unit }),
      ...(random.below(2) === 0 && { initial: Array.from({ length: 1 + random.below(depth) }, () => random.value(word.type)) }),
    });
  };
  const held = some('q', 0, 1, register);
  return {
    inputs: { x0: uint(1), x1: sint(signedWidth ?? type().width), ...some('a', 1, 2 + size, () => shape(type())) },
    outputs: { digest: uint(64), ...some('y', 1, 2 + size, () => shape(type())), ...Object.fromEntries(Object.entries(held).map(([name, { type: t }]) => [name, shape(t)])) },
    sinks: some('in', 0, Math.min(1, size), () => stream(shape(type()))),
    sources: some('out', 0, Math.min(1, size), () => stream(shape(type()))),
    state: {
      ...held,
      ...some('r', size === 0 ? 0 : 1, 1 + size, register),
      ...some('flag', 0, 1, () => bool.reset(0)),
      ...some('phase', 0, Math.min(2, size), (i) => states(...['IDLE', 'LOAD', `RUN${i}`, 'DRAIN', 'DONE'].slice(0, 2 + random.below(4)))),
      ...some('m', 0, size, ram),
    },
    wires: some('w', 0, size, () => shape(type())),
  } satisfies Interface;
}

export type RandomInterface = ReturnType<typeof randomInterface>;
