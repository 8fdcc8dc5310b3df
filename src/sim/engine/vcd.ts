import { closeSync, openSync, writeSync } from 'node:fs';
import type { Program } from './program.js';

/** Where the text of a VCD file goes. */
export interface VcdSink {
  write(text: string): void;
  close(): void;
}

/** A file at `to`, or the function itself. */
export function openSink(to: string | ((text: string) => void)): VcdSink {
  if (typeof to === 'function') return { write: to, close: () => undefined };
  const file = openSync(to, 'w');
  return { write: (text) => void writeSync(file, text), close: () => closeSync(file) };
}

/** Nanoseconds of one cycle; its rising edge, which ends it, is in the middle, as in the traces of the Verilator harness. */
const period = 10;

/**
 * Writes the signals of a design as a value change dump (IEEE 1364-2005, clause 18). The edge of cycle c is at
 * time 10 c + 5; what settled before it is shown from the edge before, at 10 c - 5, to then. Scopes are the instances, elements of an
 * array are called `dot[3]` as in a Verilog generate block.
 */
export class VcdWriter {
  private readonly variables: { index: number; code: string; width: number; last?: bigint }[] = [];
  private readonly clock: string;
  private started = false;

  constructor(program: Program, private readonly sink: VcdSink) {
    let codes = 0;
    const next = (): string => identifier(codes++);
    this.clock = next();
    const lines = ['$version Bitloom $end', '$timescale 1ns $end', `$scope module ${program.name} $end`, `$var wire 1 ${this.clock} clk $end`];
    const children = new Map<string, string[]>();
    for (const { path, parent } of program.scopes) {
      if (parent) children.set(parent.path, [...(children.get(parent.path) ?? []), path]);
    }
    const members = new Map<string, string[]>();
    for (const name of program.signals.keys()) {
      const scope = name.slice(0, Math.max(0, name.lastIndexOf('.')));
      const list = members.get(scope);
      if (list) list.push(name);
      else members.set(scope, [name]);
    }
    const position = new Map([...program.signals.keys()].map((name, index) => [name, index]));
    const registers = new Set(program.registers.map(({ name }) => name));
    const describe = (path: string): void => {
      for (const name of members.get(path) ?? []) {
        const { width } = program.signals.get(name)!.type;
        const code = next();
        this.variables.push({ index: position.get(name)!, code, width });
        const local = name.slice(path === '' ? 0 : path.length + 1);
        lines.push(`$var ${registers.has(name) ? 'reg' : 'wire'} ${width} ${code} ${local}${width > 1 ? ` [${width - 1}:0]` : ''} $end`);
      }
      for (const child of children.get(path) ?? []) {
        lines.push(`$scope module ${child.slice(path === '' ? 0 : path.length + 1)} $end`);
        describe(child);
        lines.push('$upscope $end');
      }
    };
    describe('');
    lines.push('$upscope $end', '$enddefinitions $end', '');
    sink.write(lines.join('\n'));
  }

  /** The settled values of one cycle, by the program's order of signals. */
  cycle(cycle: number, values: readonly bigint[]): void {
    const lines = this.started ? [this.risingEdge(cycle)] : [];
    for (const variable of this.variables) {
      const value = values[variable.index]!;
      if (value === variable.last) continue;
      variable.last = value;
      const bits = BigInt.asUintN(variable.width, value).toString(2);
      lines.push(variable.width === 1 ? `${bits}${variable.code}` : `b${bits} ${variable.code}`);
    }
    // The first cycle has no edge before it: its values and the low clock begin together.
    lines[this.started ? 'push' : 'unshift'](`#${cycle * period}`, `0${this.clock}`);
    this.started = true;
    this.sink.write(`${lines.join('\n')}\n`);
  }

  /** The edge that ends the last cycle; `cycle` is the one after it. */
  end(cycle: number): void {
    this.sink.write(`${this.risingEdge(cycle)}\n`);
  }

  private risingEdge(cycle: number): string {
    return `#${cycle * period - period / 2}\n1${this.clock}`;
  }
}

/** The i-th short name: printable characters from '!' to '~'. */
function identifier(index: number): string {
  const digit = String.fromCharCode(33 + (index % 94));
  return index < 94 ? digit : identifier(Math.floor(index / 94) - 1) + digit;
}
