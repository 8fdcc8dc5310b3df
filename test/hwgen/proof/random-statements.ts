import { match, when, type Fsm, type MemoryState, type Register } from '../../../src/hwgen/language/hardware.js';
import type { MemoryShape } from '../../../src/hwgen/language/shape.js';
import type { ValuePool } from './value-pool.js';

/** What the statements of a module can change. */
export interface Targets {
  readonly registers: readonly Register[];
  readonly machines: readonly Fsm<string>[];
  readonly memories: readonly MemoryTarget[];
}

interface MemoryTarget {
  readonly ram: MemoryState;
  readonly shape: MemoryShape;
  writes: number;
}

/**
 * Random register updates and memory writes under nested `when` and `match`; in the end every register is assigned somewhere and every
 * memory has contents.
 */
export class RandomStatements {
  private readonly assigned = new Set<Register | Fsm<string>>();

  constructor(
    private readonly pool: ValuePool,
    private readonly targets: Targets,
  ) {}

  run(depth: number): void {
    this.body(depth, 2);
    const { pool } = this;
    for (const register of this.targets.registers) if (!this.assigned.has(register)) when(pool.bit(), () => void (register.next = pool.take(register.node.type)));
    for (const machine of this.targets.machines) if (!this.assigned.has(machine)) this.everyState(machine, 0);
    for (const memory of this.targets.memories) if (memory.writes === 0 && !memory.shape.options.initial) this.write(memory);
  }

  private body(depth: number, least: number): void {
    const { random } = this.pool;
    const here = new Set<Register | Fsm<string>>();
    for (let left = least + random.below(3); left > 0; left--) this.statement(depth, here);
  }

  /** `here`: what the body assigns directly, which it may do once. */
  private statement(depth: number, here: Set<Register | Fsm<string>>): void {
    const { pool, targets } = this;
    const { random } = pool;
    const kind = depth === 0 ? random.below(3) : random.below(8);
    if (kind < 2) {
      const free = targets.registers.filter((register) => !here.has(register));
      if (free.length === 0) return;
      const register = this.mark(random.of(free), here);
      register.next = pool.take(register.node.type);
    } else if (kind === 2) {
      const free = targets.machines.filter((machine) => !here.has(machine));
      if (free.length === 0) return;
      const machine = this.mark(random.of(free), here);
      machine.go(random.of(machine.states));
    } else if (kind === 3) {
      this.write(targets.memories.length > 0 ? random.of(targets.memories) : undefined);
    } else if (kind === 4 && targets.machines.length > 0) {
      this.everyState(random.of(targets.machines), depth - 1);
    } else {
      let chain = when(pool.bit(), () => this.body(depth - 1, 1));
      for (let more = random.below(3); more > 0; more--) chain = chain.elseWhen(pool.bit(), () => this.body(depth - 1, 1));
      if (random.below(2) === 0) chain.otherwise(() => this.body(depth - 1, 1));
    }
  }

  private mark<T extends Register | Fsm<string>>(target: T, here: Set<Register | Fsm<string>>): T {
    here.add(target);
    this.assigned.add(target);
    return target;
  }

  private everyState(machine: Fsm<string>, depth: number): void {
    const { random } = this.pool;
    const arms = machine.states.map((state, code) => [
      state,
      () => {
        if (random.below(4) > 0) this.body(depth, 0);
        when(this.pool.bit(), () => this.mark(machine, new Set()).go(machine.states[(code + 1) % machine.states.length]!));
      },
    ] as const);
    match(machine, Object.fromEntries(arms));
  }

  private write(memory: MemoryTarget | undefined): void {
    if (!memory || memory.writes >= 2) return;
    memory.writes++;
    const { pool } = this;
    const { random } = pool;
    const { ram, shape: { word, maskUnit, depth } } = memory;
    const units = word.type.width / maskUnit;
    const address = pool.takeNamed({ sign: 'unsigned', width: addressBits(random.below(3), depth) });
    if (units > 1 && random.below(3) > 0) ram.write(address, pool.takeNamed(word.type), { mask: pool.takeNamed({ sign: 'unsigned', width: units }) });
    else ram.write(address, pool.take(word.type));
  }
}

/** As many bits as the depth asks for, or one more: an address that can lie past the end. */
export const addressBits = (choice: number, depth: number): number => Math.max(1, (depth - 1).toString(2).length) + (choice === 0 ? 1 : 0);
