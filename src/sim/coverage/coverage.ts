import type { Location } from '../../hwgen/language/location.js';
import { InputError } from '../../errors/input-error.js';

/** What runs of a design have shown, from one engine or merged over many. */
export interface Coverage {
  readonly format: 'bitloom-coverage';
  readonly version: 1;
  readonly design: string;
  /** Cycles run, over all merged runs. */
  readonly cycles: number;
  readonly signals: readonly SignalCoverage[];
  readonly machines: readonly MachineCoverage[];
  readonly covers: readonly CoverCoverage[];
}

/** Toggles of one named signal of one instance. */
export interface SignalCoverage {
  readonly name: string;
  readonly module: string;
  readonly width: number;
  /** Bits that went from 0 to 1, and from 1 to 0, between two cycles: masks in hexadecimal. */
  readonly rose: string;
  readonly fell: string;
  /** Where it is driven, else where it is declared. */
  readonly places: readonly Location[];
}

/** States and transitions of one state machine of one instance. */
export interface MachineCoverage {
  readonly name: string;
  readonly module: string;
  readonly states: readonly { readonly name: string; readonly cycles: number }[];
  /** Those that the statements allow, and others that were seen; reset and staying in a state are none. */
  readonly transitions: readonly { readonly from: string; readonly to: string; readonly allowed: boolean; readonly count: number }[];
  readonly places: readonly Location[];
}

/** A cover point of one instance. */
export interface CoverCoverage {
  readonly name: string;
  /** Without the instance. */
  readonly title: string;
  readonly module: string;
  readonly count: number;
  readonly places: readonly Location[];
}

/** The sum of runs of one design. @throws InputError when they are of different designs. */
export function mergeCoverage(first: Coverage, ...others: readonly Coverage[]): Coverage {
  return others.reduce((a, b) => {
    const shape = (coverage: Coverage): string => JSON.stringify([
      coverage.design, coverage.signals.map(({ name, width }) => [name, width]), coverage.machines.map(({ name, states }) => [name, states.map((state) => state.name)]),
      coverage.covers.map(({ name }) => name),
    ]);
    if (shape(a) !== shape(b)) {
      throw new InputError(`coverage of ${a.design} (${a.signals.length} signals) and of ${b.design} (${b.signals.length} signals) are of different designs; merge runs of one design only`);
    }
    return {
      ...a,
      cycles: a.cycles + b.cycles,
      signals: a.signals.map((signal, i) => ({ ...signal, rose: union(signal.rose, b.signals[i]!.rose), fell: union(signal.fell, b.signals[i]!.fell) })),
      machines: a.machines.map((machine, i) => ({
        ...machine,
        states: machine.states.map((state, s) => ({ ...state, cycles: state.cycles + b.machines[i]!.states[s]!.cycles })),
        transitions: mergeTransitions(machine.transitions, b.machines[i]!.transitions),
      })),
      covers: a.covers.map((cover, i) => ({ ...cover, count: cover.count + b.covers[i]!.count })),
    };
  }, first);
}

function mergeTransitions(a: MachineCoverage['transitions'], b: MachineCoverage['transitions']): MachineCoverage['transitions'] {
  const merged = new Map(a.map((transition) => [`${transition.from} ${transition.to}`, transition]));
  for (const transition of b) {
    const key = `${transition.from} ${transition.to}`;
    merged.set(key, { ...transition, count: transition.count + (merged.get(key)?.count ?? 0) });
  }
  return [...merged.values()];
}

const union = (a: string, b: string): string => (BigInt(`0x${a}`) | BigInt(`0x${b}`)).toString(16);

/** Reads the text that `JSON.stringify` made of a coverage. @throws InputError that names the file. */
export function parseCoverage(text: string, file: string): Coverage {
  const wrong = (what: string): InputError => new InputError(`${file}: ${what}; give a coverage.json that bitloom coverage wrote`);
  let value: Partial<Coverage> | null;
  try {
    value = JSON.parse(text) as Partial<Coverage> | null;
  } catch {
    throw wrong('not valid JSON');
  }
  if (value?.format !== 'bitloom-coverage' || value.version !== 1) throw wrong(`expected format bitloom-coverage, version 1, found ${JSON.stringify(value?.format ?? null)}`);
  if (!Array.isArray(value.signals) || !Array.isArray(value.machines) || !Array.isArray(value.covers) || typeof value.cycles !== 'number') throw wrong('parts are missing');
  return value as Coverage;
}
