import type { FlatDesign, Signal } from './flat-design.js';
import { orderSignals } from './order-signals.js';
import type { Value } from './value.js';

/** Signals inside signals; what is computed from a longer chain waits until its operands are there. */
const deepestRecursion = 100;

/** The values of a design's signals, each computed when it is first asked for. A combinational loop is a SimulationError. */
export class SignalValues {
  /** By the signal's id. */
  private readonly values: (Value | undefined)[];
  /** By the signal's id: 1 while it is being computed. */
  private readonly open: Uint8Array;
  private depth = 0;

  /** `compute` makes the value of a signal that was not set, and may ask for other values. */
  constructor(private readonly design: FlatDesign, private readonly compute: (signal: Signal) => Value) {
    this.values = new Array<Value | undefined>(design.all.length);
    this.open = new Uint8Array(design.all.length);
  }

  set({ id }: Signal, value: Value): void {
    this.values[id] = value;
  }

  /** Whether the signal's value was set or computed. */
  private readonly has = ({ id }: Signal): boolean => this.values[id] !== undefined;

  /** A SimulationError if there is a combinational loop in signals that have no value yet. */
  checkLoops(): void {
    try {
      orderSignals(this.design.all, this.has);
    } catch {
      // The order counts all that an expression names, and constants may leave out a part of that: the values say whether it is a loop.
      this.design.all.forEach((signal) => this.of(signal));
    }
  }

  of(signal: Signal): Value {
    return this.values[signal.id] ?? this.made(signal);
  }

  private made(signal: Signal): Value {
    if (this.open[signal.id] === 1) throw this.loop();
    if (this.depth < deepestRecursion) return this.computed(signal);
    // Chains of wires may be longer than the call stack is deep: operands first.
    for (const each of orderSignals([signal], this.has)) this.computed(each);
    return this.values[signal.id]!;
  }

  private computed(signal: Signal): Value {
    const { id } = signal;
    this.open[id] = 1;
    this.depth++;
    try {
      return (this.values[id] = this.compute(signal));
    } finally {
      this.depth--;
      this.open[id] = 0;
    }
  }

  /** What is wrong with a signal that needs itself: the order of all signals does not exist, and says why. */
  private loop(): Error {
    orderSignals(this.design.all);
    return new Error(`${this.design.name}: a signal needs itself, and no loop is found`);
  }
}

/** A signal's value for those who know its name: lowered when its limbs are looked at. */
export class NamedValue implements Value {
  constructor(private readonly signal: Signal, private readonly values: SignalValues) {}

  get type(): Value['type'] {
    return this.signal.type;
  }

  get limbs(): Value['limbs'] {
    return this.values.of(this.signal).limbs;
  }
}
