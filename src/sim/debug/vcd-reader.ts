import { closeSync, openSync, readSync } from 'node:fs';
import { SimulationError } from '../simulator.js';
import { hierarchicalName } from './verilog-path.js';

/** A variable of a VCD file. Several may share a code: names for one value. */
export interface VcdVariable {
  /** Below the top module, as the engine calls it: `lanes[2].p`. */
  readonly name: string;
  readonly width: number;
  readonly code: string;
}

/** What changed from one cycle to the next. */
export interface VcdCycle {
  readonly cycle: number;
  /** Code -> bits without leading zeros (`0` for zero), as settled before the cycle's rising edge. */
  readonly changes: ReadonlyMap<string, string>;
}

/** Nanoseconds of a cycle; its rising edge is in the middle. Both simulators write so. */
const period = 10;

/**
 * Reads a VCD file of either simulator: the engine's, or Verilator's with its scope TOP around the top module. `variables` is known
 * after construction; `cycles` gives the rest once. Throws SimulationError on a text that is no VCD.
 */
export class VcdReader {
  readonly variables: readonly VcdVariable[];
  private readonly lines: Generator<string>;

  constructor(private readonly file: string) {
    this.lines = linesOf(file);
    this.variables = this.header();
  }

  private header(): VcdVariable[] {
    const variables: VcdVariable[] = [];
    const scopes: string[] = [];
    for (let next = this.lines.next(); !next.done; next = this.lines.next()) {
      const words = next.value.trim().split(/\s+/);
      if (words[0] === '$scope') scopes.push(words[2]!);
      else if (words[0] === '$upscope') scopes.pop();
      else if (words[0] === '$var') {
        // Verilator's outer scope repeats the top's ports.
        const path = scopes[0] === 'TOP' ? scopes.slice(2) : scopes.slice(1);
        if (scopes.length > (scopes[0] === 'TOP' ? 1 : 0)) variables.push({ name: hierarchicalName([...path, words[4]].join('.')), width: Number(words[2]), code: words[3]! });
      } else if (words[0] === '$enddefinitions') return variables;
    }
    throw new SimulationError(`${this.file}: no VCD; its header does not end`);
  }

  /** Cycle after cycle, those without changes too, as far as the file goes. */
  *cycles(): Generator<VcdCycle> {
    let cycle: number | undefined;
    let changes = new Map<string, string>();
    for (const line of { [Symbol.iterator]: () => this.lines }) {
      const first = line[0];
      if (first === '#') {
        // What an edge changes is there at the same time: it belongs to the cycle after it.
        const at = Math.floor((Number(line.slice(1)) + period / 2) / period);
        for (; cycle !== undefined && cycle < at; cycle++) {
          yield { cycle, changes };
          changes = new Map();
        }
        cycle = at;
      } else if (first === 'b') {
        const space = line.indexOf(' ');
        changes.set(line.slice(space + 1).trim(), line.slice(1, space).replace(/^0+(?=.)/, ''));
      } else if (first === '0' || first === '1' || first === 'x' || first === 'z') changes.set(line.slice(1).trim(), first);
    }
    if (cycle !== undefined) yield { cycle, changes };
  }
}

/** The lines of a file, without their ends. */
export function* linesOf(file: string): Generator<string> {
  const handle = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(1 << 20);
    let rest = '';
    for (let size = readSync(handle, buffer); size > 0; size = readSync(handle, buffer)) {
      const lines = (rest + buffer.toString('latin1', 0, size)).split('\n');
      rest = lines.pop()!;
      yield* lines;
    }
    if (rest !== '') yield rest;
  } finally {
    closeSync(handle);
  }
}
