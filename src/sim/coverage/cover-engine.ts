import type { Module } from '../../hwgen/ir/module.js';
import { locate, type Location } from '../../hwgen/language/location.js';
import type { Source } from '../../hwgen/ir/source.js';
import { statementsOf } from '../../hwgen/ir/walk.js';
import { WatchedEngine } from '../debug/watched-engine.js';
import { createEngine } from '../engine/engine.js';
import type { FlatDesign, Signal } from '../engine/flat-design.js';
import { flatten } from '../engine/flatten.js';
import { resolve } from '../engine/flat-design.js';
import type { Simulator } from '../simulator.js';
import type { Coverage } from './coverage.js';
import { ToggleWatcher } from './toggle-watcher.js';
import { allowedTransitions } from './transitions.js';

/** A simulator of a design, and what its run has covered so far. */
export interface CoveredSimulator {
  readonly simulator: Simulator;
  coverage(): Coverage;
}

/**
 * An engine that counts coverage: which bits of which named signals rose and fell from one cycle to the next, which states and transitions its
 * machines took, how often cover points held. Cycles with `rst` count for toggles; a step taken under `rst` is no transition. The
 * loops that record are compiled for this engine only.
 */
export function coverEngine(module: Module): CoveredSimulator {
  const design = flatten(module);
  // Two names for one value are watched once.
  const sources = new Map([...design.signals.values()].map((signal) => [signal.name, canonical(signal)]));
  const watched = [...new Set(sources.values())];
  const widths = [1, ...watched.map(({ type }) => type.width)];
  const index = new Map(watched.map((signal, at) => [signal, at + 1]));
  const registers = design.registers.filter(({ states, signal }) => states && signal.type.width <= 32);
  const machines = registers.map(({ signal, states }) => ({ signal: index.get(signal)!, states: states!.length }));
  const watcher = new ToggleWatcher(['rst', ...watched.map(({ name }) => name)], widths, machines);
  const engine = createEngine(module);
  const width = new Map(watcher.names.map((name, at) => [name, widths[at]!]));
  const simulator = new WatchedEngine(engine, watcher, (name) => width.get(name) ?? design.signals.get(name)!.type.width);
  return {
    simulator,
    coverage: () => {
      const places = new Places(design);
      const hex = (words: Int32Array, signal: Signal): string => watcher.mask(words, index.get(sources.get(signal.name)!)!, signal.type.width).toString(16);
      const modules = new Map(design.scopes.map(({ path, module: { name } }) => [path, name]));
      const moduleOf = (name: string): string => modules.get(name.slice(0, Math.max(0, name.lastIndexOf('.'))))!;
      const counts = engine.covers();
      return {
        format: 'bitloom-coverage',
        version: 1,
        design: design.name,
        cycles: watcher.cycles,
        signals: [...design.signals.values()].map((signal) => ({
          name: signal.name, module: moduleOf(signal.name), width: signal.type.width,
          rose: hex(watcher.rose, signal), fell: hex(watcher.fell, signal), places: places.of(signal),
        })),
        machines: registers.map(({ signal, states: names, scope, declaration }, machine) => {
          const states = names!;
          const allowed = new Set(allowedTransitions(scope.module, declaration!).map(([from, to]) => from * states.length + to));
          return {
            name: signal.name, module: scope.module.name,
            states: states.map((name, code) => ({ name, cycles: watcher.visits[machine]![code]! })),
            transitions: watcher.steps[machine]!.flatMap((count, at) => (count === 0 && !allowed.has(at) ? []
              : [{ from: states[Math.floor(at / states.length)]!, to: states[at % states.length]!, allowed: allowed.has(at), count }])),
            places: places.of(signal),
          };
        }),
        covers: design.assertions.flatMap(({ name, scope, assertion }) => (assertion.kind !== 'cover' ? []
          : [{ name, title: assertion.name, module: scope.module.name, count: counts.get(name) ?? 0, places: places.list(assertion.source) }])),
      };
    },
  };
}

/** The signal whose value this is under another name: an instance's port that is tied to a net of its parent, or the other way round. */
function canonical(signal: Signal): Signal {
  const { definition } = signal;
  if (definition.kind === 'alias') return canonical(definition.signal);
  if (definition.kind === 'expression' && definition.value.kind === 'reference') {
    const source = resolve(definition.scope, definition.value.name);
    // The same bits read with another sign are sampled differently above the width.
    return source.type.sign === signal.type.sign && source.type.width === signal.type.width ? canonical(source) : signal;
  }
  return signal;
}

/** Places in the source, each formatted once: equal elements share their sources. */
class Places {
  private readonly located = new WeakMap<Source, readonly Location[]>();
  private readonly assignments = new WeakMap<Module, Map<string, Location[]>>();
  private readonly registers: ReadonlyMap<Signal, FlatDesign['registers'][number]>;

  constructor(design: FlatDesign) {
    this.registers = new Map(design.registers.map((register) => [register.signal, register]));
  }

  list(source: Source | undefined): readonly Location[] {
    if (!source) return [];
    let places = this.located.get(source);
    if (!places) {
      const place = locate(source);
      places = place ? [place] : [];
      this.located.set(source, places);
    }
    return places;
  }

  /** Where a signal is driven, else where it is declared. */
  of(signal: Signal): readonly Location[] {
    const { definition } = signal;
    const driven = definition.kind === 'expression' || definition.kind === 'bits' ? this.list(definition.value.source) : this.assigned(signal);
    const [declared] = this.list(signal.source);
    // What the language makes itself when a module ends has the place of who elaborated it.
    const own = driven.filter(({ file }) => !declared || file === declared.file);
    return own.length > 0 ? own : this.list(signal.source);
  }

  private assigned(signal: Signal): readonly Location[] {
    const register = this.registers.get(signal);
    if (!register?.declaration) return [];
    const { module } = register.scope;
    let byName = this.assignments.get(module);
    if (!byName) {
      byName = new Map();
      for (const statement of statementsOf(module.statements)) {
        if (statement.kind !== 'assign') continue;
        const list = byName.get(statement.register) ?? [];
        for (const place of this.list(statement.source ?? statement.value.source)) if (!list.some((each) => each.file === place.file && each.line === place.line)) list.push(place);
        byName.set(statement.register, list);
      }
      this.assignments.set(module, byName);
    }
    return byName.get(register.declaration.name) ?? [];
  }
}
