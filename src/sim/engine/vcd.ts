import { closeSync, openSync, writeSync } from 'node:fs';
import type { Type } from '../../hwgen/ir/type.js';
import type { Scope } from './flat-design.js';

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

/** What a VCD says about a design besides values. */
export interface VcdDesign {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly registers: readonly { readonly name: string }[];
  readonly signals: ReadonlyMap<string, { readonly type: Type }>;
}

/**
 * Writes the signals of a design as a value change dump (IEEE 1364-2005, clause 18). The edge of cycle c is at
 * time 10 c + 5; what settled before it is shown from the edge before, at 10 c - 5, to then. Scopes are the instances as the Verilog
 * has them: element 3 of the array `dot` is `element` in the generate block `dot[3]`.
 */
export class VcdWriter {
  private readonly variables: { index: number; code: string; width: number; last?: bigint }[] = [];
  private readonly clock: string;
  private started = false;

  /** `names`: the signals to write, all by default; `cycle` takes their values in this order. */
  constructor(design: VcdDesign, private readonly sink: VcdSink, names: readonly string[] = [...design.signals.keys()]) {
    let codes = 0;
    const next = (): string => identifier(codes++);
    this.clock = next();
    const position = new Map(names.map((name, index) => [name, index]));
    const registers = new Set(design.registers.map(({ name }) => name));
    const members = new Map<string, string[]>();
    for (const name of design.signals.keys()) {
      if (!position.has(name)) continue;
      const scope = name.slice(0, Math.max(0, name.lastIndexOf('.')));
      const list = members.get(scope);
      if (list) list.push(name);
      else members.set(scope, [name]);
    }
    const children = new Map<string, string[]>();
    for (const { path, parent } of design.scopes) {
      if (!parent) continue;
      const list = children.get(parent.path);
      if (list) list.push(path);
      else children.set(parent.path, [path]);
    }
    const describe = (path: string): string[] => {
      const lines = (members.get(path) ?? []).map((name) => {
        const { width } = design.signals.get(name)!.type;
        const code = next();
        this.variables.push({ index: position.get(name)!, code, width });
        const local = name.slice(path === '' ? 0 : path.length + 1);
        return `$var ${registers.has(name) ? 'reg' : 'wire'} ${width} ${code} ${local}${width > 1 ? ` [${width - 1}:0]` : ''} $end`;
      });
      for (const child of children.get(path) ?? []) {
        const inner = describe(child);
        if (inner.length === 0) continue;
        const scopes = child.endsWith(']') ? [child.slice(path === '' ? 0 : path.length + 1), 'element'] : [child.slice(path === '' ? 0 : path.length + 1)];
        lines.push(...scopes.map((scope) => `$scope module ${scope} $end`), ...inner, ...scopes.map(() => '$upscope $end'));
      }
      return lines;
    };
    sink.write([
      '$version Bitloom $end', '$timescale 1ns $end', `$scope module ${design.name} $end`, `$var wire 1 ${this.clock} clk $end`,
      ...describe(''), '$upscope $end', '$enddefinitions $end', '',
    ].join('\n'));
  }

  /** The settled values of one cycle. */
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
