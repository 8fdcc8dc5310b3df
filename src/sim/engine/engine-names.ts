import type { PortInfo } from '../simulator.js';
import { SimulationError } from '../simulator.js';
import type { Program, StateSignal } from './program.js';
import { once } from './once.js';
import type { Value } from './value.js';

/** Names listed in a message; more would bury it. */
const mostListed = 20;

/** What the names of a design mean to an engine. A name that it does not have is a SimulationError that lists those it has. */
export class EngineNames {
  private readonly inputs: ReadonlyMap<string, StateSignal>;
  /** A large design has hundreds, and most runs ask for none. */
  private readonly registers: () => ReadonlyMap<string, StateSignal>;
  private readonly names: () => readonly string[];

  constructor(private readonly program: Program) {
    this.inputs = new Map(program.inputs.map((input) => [input.name, input]));
    this.registers = once(() => new Map(program.registers.map((register) => [register.name, register])));
    this.names = once(() => [...program.signals.keys()]);
  }

  /** All, `clk` left aside. */
  get all(): readonly string[] {
    return this.names();
  }

  /** An input, when the name is one. */
  inputOrNone(name: string): StateSignal | undefined {
    return this.inputs.get(name);
  }

  /** An input or register, when the name is one. */
  stateOrNone(name: string): StateSignal | undefined {
    return this.inputs.get(name) ?? this.registers().get(name);
  }

  input(name: string): StateSignal {
    const input = this.inputs.get(name);
    if (!input) throw this.unknown(name, [...this.inputs.keys()], 'input');
    return input;
  }

  output(name: string): PortInfo {
    const { outputs } = this.program;
    const output = outputs.find((port) => port.name === name);
    if (!output) throw this.unknown(name, outputs.map((port) => port.name), 'output');
    return output;
  }

  /** The index of a memory. */
  memory(name: string): number {
    const { memories } = this.program;
    const index = memories.findIndex((memory) => memory.name === name);
    if (index < 0) throw this.unknown(name, memories.map((memory) => memory.name), 'memory');
    return index;
  }

  signal(name: string): Value {
    const signal = this.program.signals.get(name);
    if (!signal) throw this.unknown(name, this.all);
    return signal;
  }

  /** An input or register, to be set. */
  state(name: string): StateSignal {
    const state = this.stateOrNone(name);
    if (state) return state;
    if (!this.program.signals.has(name)) throw this.unknown(name, [...this.registers().keys()]);
    throw new SimulationError(`${this.program.name}: '${name}' is computed from other signals; set the registers or inputs behind it`);
  }

  private unknown(name: string, known: readonly string[], what = 'signal'): SimulationError {
    const some = known.slice(0, mostListed).join(', ') + (known.length > mostListed ? `, and ${known.length - mostListed} more` : '');
    return new SimulationError(`${this.program.name} has no ${what} '${name}'; it has ${some || 'none'}`);
  }
}
