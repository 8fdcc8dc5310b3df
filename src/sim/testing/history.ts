import type { Module } from '../../hwgen/ir/module.js';
import { createEngine } from '../engine/engine.js';
import type { Engine } from '../engine/engine-extras.js';
import { flatten } from '../engine/flatten.js';
import { lowerDesign } from '../engine/lower-design.js';
import { VcdWriter, openSink } from '../engine/vcd.js';
import { runNow } from './run-now.js';

interface Event {
  readonly cycle: number;
  readonly apply: (engine: Engine) => void;
}

/**
 * What was done to an engine from outside, and when. Past cycles are not recorded but run again, on a second engine that goes the same
 * way: looking back costs nothing until someone looks.
 */
export class History {
  private readonly events: Event[] = [];
  /** The second engine, and how many events it has seen. It only goes forward; for earlier cycles there is a new one. */
  private replay: { readonly engine: Engine; next: number } | undefined;

  constructor(private readonly module: Module) {}

  /** Does `apply` to the engine, and will do it again. */
  act(engine: Engine, apply: (engine: Engine) => void): void {
    apply(engine);
    this.events.push({ cycle: engine.cycle, apply });
  }

  /** The settled values of `names` in `count` cycles from `first` on, as they were when the clock's edge came. */
  values(names: readonly string[], first: number, count: number): bigint[][] {
    const replay = this.at(first);
    const values: bigint[][] = [];
    for (let cycle = first; cycle < first + count; cycle++) {
      this.catchUp(replay);
      values.push(names.map((name) => replay.engine.peekInternal(name)));
      if (cycle + 1 < first + count) runNow(replay.engine, 1);
    }
    return values;
  }

  /** Cycles 0 to `last` with every signal, as a VCD file or in pieces to a function. */
  vcd(to: string | ((text: string) => void), last: number): void {
    const design = flatten(this.module);
    const program = lowerDesign(design);
    const sink = openSink(to);
    try {
      const writer = new VcdWriter(program, sink);
      const names = [...program.signals.keys()];
      for (let cycle = 0; cycle <= last; cycle++) writer.cycle(cycle, this.values(names, cycle, 1)[0]!);
      writer.end(last + 1);
    } finally {
      sink.close();
    }
  }

  /** The second engine at the beginning of cycle `first`. */
  private at(first: number): NonNullable<History['replay']> {
    if (!this.replay || this.replay.engine.cycle > first) this.replay = { engine: createEngine(this.module, { hash: false }), next: 0 };
    const { replay } = this;
    while (replay.engine.cycle < first) {
      this.catchUp(replay);
      const until = Math.min(first, this.events[replay.next]?.cycle ?? first);
      runNow(replay.engine, until - replay.engine.cycle);
    }
    return replay;
  }

  private catchUp(replay: NonNullable<History['replay']>): void {
    for (let event = this.events[replay.next]; event && event.cycle <= replay.engine.cycle; event = this.events[++replay.next]) event.apply(replay.engine);
  }
}
