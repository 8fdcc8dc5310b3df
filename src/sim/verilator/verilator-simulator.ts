import { resolve } from 'node:path';
import { InputError } from '../../errors/input-error.js';
import { unsigned } from '../../hwgen/ir/type.js';
import { waitsText } from '../engine/waits.js';
import { type PortInfo, SimulationError, type Simulator } from '../simulator.js';
import type { VerilatorBuild } from './build.js';
import type { VerilatorDesign } from './design.js';
import type { HarnessProcess } from './harness-process.js';
import { checkValue, readValue } from './port-value.js';
import * as protocol from './protocol.js';
import type { NumberedPort } from './protocol.js';

/** One drive request: small enough to be answered well within the time limit by the slowest design, and to lie in memory twice. */
const ROWS_PER_REQUEST = 4096;
const BYTES_PER_REQUEST = 1 << 20;

/** A design run by Verilator. Made by createVerilator. */
export class VerilatorSimulator implements Simulator {
  readonly engine = 'verilator';
  readonly inputs: readonly PortInfo[];
  readonly outputs: readonly PortInfo[];

  private cycles = 0;
  private readonly ports = new Map<string, NumberedPort & { readonly direction: 'input' | 'output' }>();
  /** Poked since the last request; sent before the next. */
  private readonly poked = new Map<NumberedPort, number | bigint>();

  constructor(private readonly design: VerilatorDesign, readonly build: VerilatorBuild, private readonly harness: HarnessProcess) {
    const info = (direction: 'input' | 'output'): PortInfo[] =>
      design.ports.filter((port) => port.direction === direction).map(({ name, type }) => Object.freeze({ name, type }));
    this.inputs = Object.freeze(info('input'));
    this.outputs = Object.freeze(info('output'));
    for (const [number, { name, type, direction }] of design.ports.entries()) this.ports.set(name, { number, name, type, direction });
    this.ports.set('rst', { number: design.ports.length, name: 'rst', type: unsigned(1), direction: 'input' });
  }

  get cycle(): number {
    return this.cycles;
  }

  async reset(cycles = 1): Promise<void> {
    this.poke('rst', 1);
    await this.run(cycles);
    this.poke('rst', 0);
  }

  poke(input: string, value: number | bigint): void {
    const port = this.input(input);
    checkValue(port, value);
    this.poked.set(port, value);
  }

  async peek(name: string): Promise<bigint> {
    const port = this.port(name);
    return readValue(await this.request(protocol.peek(port)), 0, port.type);
  }

  async run(cycles: number): Promise<void> {
    checkCount('run', cycles);
    for (let rest = cycles; rest > 0; ) {
      const done = Number((await this.request(protocol.run(rest))).readBigUInt64LE(0));
      this.cycles += done;
      rest -= done;
    }
  }

  async runUntil(name: string, value: number | bigint, limit: number): Promise<number> {
    const port = this.port(name);
    checkValue(port, value);
    checkCount('runUntil', limit);
    for (let total = 0; ; ) {
      const reply = await this.request(protocol.runUntil(port, value, limit - total));
      const done = Number(reply.readBigUInt64LE(0));
      this.cycles += done;
      total += done;
      if (reply.readUInt8(8) === 1) return total;
      if (total === limit) {
        throw new SimulationError(
          `${this.design.top}: port \`${name}\` has not become ${value} within ${limit} cycles; ` +
            `it is ${await this.peek(name)} in cycle ${this.cycles}${await this.waits()}`,
        );
      }
    }
  }

  async drive(names: readonly string[], rows: readonly (readonly (number | bigint)[])[], record: readonly string[]): Promise<bigint[][]> {
    const driven = names.map((name) => this.input(name));
    const recorded = record.map((name) => this.port(name));
    for (const [index, row] of rows.entries()) {
      if (row.length !== names.length) throw new InputError(`Row ${index} has ${row.length} values for ${names.length} inputs: ${names.join(', ')}`);
      for (const [column, value] of row.entries()) checkValue(driven[column]!, value);
    }
    const bytesPerRow = Math.max(protocol.rowBytes(driven), protocol.rowBytes(recorded), 1);
    const block = Math.max(1, Math.min(ROWS_PER_REQUEST, Math.floor(BYTES_PER_REQUEST / bytesPerRow)));
    const results: bigint[][] = [];
    for (let start = 0; start < rows.length; start += block) {
      const some = rows.slice(start, start + block);
      const reply = await this.request(protocol.drive(driven, some, recorded));
      this.cycles += some.length;
      let offset = 0;
      for (let row = 0; row < some.length; row++) {
        results.push(recorded.map((port) => {
          const value = readValue(reply, offset, port.type);
          offset += protocol.rowBytes([port]);
          return value;
        }));
      }
    }
    return results;
  }

  async hash(): Promise<bigint> {
    return (await this.request(protocol.hash())).readBigUInt64LE(0);
  }

  /** Writes the cycles from now on to a VCD file, until closeTrace. Needs the build option `trace`. Time 10 per cycle, rising edge at 5. */
  async openTrace(file: string): Promise<void> {
    await this.request(protocol.openTrace(resolve(file)));
  }

  async closeTrace(): Promise<void> {
    await this.request(protocol.closeTrace());
  }

  /** Writes line and toggle coverage of all cycles so far, for `verilator_coverage`. Needs the build option `coverage`. */
  async writeCoverage(file: string): Promise<void> {
    await this.request(protocol.writeCoverage(resolve(file)));
  }

  async close(): Promise<void> {
    await this.harness.close();
  }

  /** What the ports' handshakes wait for; inside Verilator cannot be seen. */
  private async waits(): Promise<string> {
    const names = [...this.ports.keys()].filter((name) => /(valid|ready)$/.test(name));
    const values = new Map(await Promise.all(names.map(async (name) => [name, await this.peek(name)] as const)));
    return waitsText({ names, machines: [], value: (name) => values.get(name)! });
  }

  private request(request: protocol.Request): Promise<Buffer> {
    if (this.poked.size > 0) {
      const values = new Map(this.poked);
      this.poked.clear();
      // No wait between the two: replies come in order, and the second fails as the first does.
      this.harness.request(protocol.poke(values)).catch(() => undefined);
    }
    return this.harness.request(request);
  }

  private port(name: string): NumberedPort & { readonly direction: 'input' | 'output' } {
    const port = this.ports.get(name);
    if (port === undefined) throw new InputError(`${this.design.top} has no port \`${name}\`; it has ${[...this.ports.keys()].join(', ')}`);
    return port;
  }

  private input(name: string): NumberedPort {
    const port = this.port(name);
    if (port.direction === 'output') throw new InputError(`Port \`${name}\` of ${this.design.top} is an output; only inputs can be poked`);
    return port;
  }
}

function checkCount(method: string, cycles: number): void {
  if (!Number.isSafeInteger(cycles) || cycles < 0) throw new InputError(`${method} takes a number of cycles, not ${cycles}`);
}
