import type { Expression } from '../../hwgen/ir/expression.js';
import type { Type } from '../../hwgen/ir/type.js';
import { unsigned } from '../../hwgen/ir/type.js';
import type { Action, Body } from './action.js';
import { body } from './action.js';
import type { SourceActions } from './activity-regions.js';
import { instanceOf } from './activity-regions.js';
import { packBits, saturatedIndex } from './bit-fields.js';
import type { FlatDesign, FlatMemory, Scope, Signal } from './flat-design.js';
import { resolve } from './flat-design.js';
import type { Limb } from './limb.js';
import { LimbGraph } from './limb-graph.js';
import { ExpressionLowering } from './lower-expression.js';
import type { Numbering } from './lower-statements.js';
import { lowerStatements } from './lower-statements.js';
import { mergeBranches } from './merge-branches.js';
import { once } from './once.js';
import { orderActions } from './order-actions.js';
import type { Program, RegisterState, Slot, StateSignal } from './program.js';
import { registerVectors } from './register-vectors.js';
import { NamedValue, SignalValues } from './signal-values.js';
import type { Value } from './value.js';
import { constantValue, isTruth, limbCount, normalise, plainBits } from './value.js';

/** Designs with fewer limbs of registers do without regions: they fit the locals, and telling what has changed would cost more than it saves. */
const leastLimbsForRegions = 128;

/**
 * Turns a flat design into limbs and actions. `regions` says whether it can be divided into regions that are skipped while nothing changes (see
 * `divideProgram`); by default large designs can. A combinational loop is a SimulationError.
 */
export function lowerDesign(design: FlatDesign, regions?: boolean): Program {
  const graph = new LimbGraph();
  const slots: Slot[] = [];
  const values: SignalValues = new SignalValues(design, (signal) => combinational(signal, graph, values, lowering, read));
  const valueOf = (signal: Signal): Value => values.of(signal);

  // 1. State: inputs and registers become slots.
  const inputs: StateSignal[] = [];
  for (const { name, type } of [{ name: 'rst', type: unsigned(1) }, ...design.inputs]) {
    inputs.push({ name, type, ...stateValue(graph, slots, type, 'input', inputs.length) });
  }
  const registers: RegisterState[] = design.registers.map(({ signal, scope, reset, states }, index) => {
    const { name, type } = signal;
    const state = stateValue(graph, slots, type, 'register', index);
    values.set(signal, state.value);
    return { name, type, scope, states, reset: reset === undefined ? undefined : constantValue(graph, reset, type).limbs, ...state };
  });
  for (const input of inputs.slice(1)) values.set(resolve(design.scopes[0]!, input.name), input.value);

  // 2. Combinational signals, each when it is first asked for.
  const memoryIndex = new Map(design.memories.map((memory, index) => [memory, index]));
  const lowering = new ExpressionLowering(graph, valueOf);
  const read = (memory: FlatMemory, address: Expression, scope: Scope): Value => {
    const { word, depth } = memory.declaration;
    const at = saturatedIndex(graph, lowering.lower(address, scope).limbs, BigInt(depth));
    const limbs = Array.from({ length: limbCount(word.width) }, (_, limb) => {
      const { unsignedBits, signedBits } = limbRange(word, limb);
      return graph.load(memoryIndex.get(memory)!, limb, at, unsignedBits, signedBits);
    });
    return normalise(graph, limbs, word);
  };

  // 3. What the edge does.
  const registerIndex = new Map(design.registers.map(({ signal }, index) => [signal, index]));
  const memoriesByScope = new Map(design.memories.map((memory) => [memory.name, memory]));
  const numbering: Numbering = {
    register(scope, name) {
      const index = registerIndex.get(resolve(scope, name));
      if (index === undefined) throw new Error(`${scope.module.name}: '${name}' is assigned but is no register`);
      return { index, register: design.registers[index]! };
    },
    memory(scope, name) {
      const memory = memoriesByScope.get(scope.path === '' ? name : `${scope.path}.${name}`);
      if (!memory) throw new Error(`${scope.module.name}: '${name}' is written but is no memory`);
      return { index: memoryIndex.get(memory)!, memory };
    },
  };
  const updates: SourceActions[] = [];
  const writes: SourceActions[] = [];
  for (const memory of design.memories) {
    for (const port of memory.declaration.reads) {
      if (port.mode !== 'sync') continue;
      const { index } = numbering.register(memory.scope, port.name);
      const set: Action = { kind: 'set', register: index, limbs: read(memory, port.address, memory.scope).limbs };
      const enable = port.enable && lowering.lower(port.enable, memory.scope).limbs[0]!;
      const instance = instanceOf(memory.scope);
      const place = `${instance} ${port.name}`;
      if (!enable || (enable.op === 'constant' && enable.value === 1n)) updates.push({ place, instance, actions: [set] });
      else if (enable.op !== 'constant') {
        updates.push({ place, instance, actions: [{ kind: 'branch', condition: enable, whenTrue: body([set]), whenFalse: body() }] });
      }
    }
  }
  for (const scope of design.scopes) {
    const instance = instanceOf(scope);
    scope.module.statements.forEach((statement, index) => {
      const place = `${instance} statement ${index}`;
      updates.push({ place, instance, actions: lowerStatements([statement], scope, 'registers', lowering, numbering) });
      if (scope.module.memories.length > 0) writes.push({ place, instance, actions: lowerStatements([statement], scope, 'memories', lowering, numbering) });
    });
  }

  const divisible = regions ?? slots.filter(({ role }) => role === 'register').length > leastLimbsForRegions;
  const whole = (sources: readonly SourceActions[]): Body => mergeBranches(body(sources.flatMap(({ actions }) => actions)));

  // 4. What is observed.
  const assertions = design.assertions.map(({ name, scope, assertion }) => {
    const { kind, condition, source } = assertion;
    return { kind, name, condition: lowering.lower(condition, scope).limbs[0]!, source };
  });
  const hashed = design.outputs.flatMap(({ name }) => plainBits(graph, valueOf(resolve(design.scopes[0]!, name))));
  // What nothing needs has no value yet. It is lowered when somebody asks for its name, but a loop in it is one all the same.
  values.checkLoops();
  const named = once(() => new Map<string, Value>([['rst', inputs[0]!.value], ...design.all.map((signal) => [signal.name, new NamedValue(signal, values)] as const)]));

  return {
    name: design.name,
    graph,
    inputs,
    registers,
    memories: design.memories.map(({ name, declaration: { word, depth, initial } }) => ({ name, word, depth, initial: initial ?? [] })),
    outputs: design.outputs.map(({ name, type }) => ({ name, type })),
    hashed,
    get signals() {
      return named();
    },
    scopes: design.scopes,
    // A design that is going to be divided is run as it is for a few cycles only, and an order would take longer than it saves.
    updates: divisible ? whole(updates) : orderActions(whole(updates), slots, graph.limbs.length),
    writes: whole(writes),
    sources: divisible ? { updates, writes } : undefined,
    guarded: false,
    vectors: divisible ? registerVectors(registers) : [],
    assertions,
    slots,
  };
}

/** New slots for a value of `type` and the limbs that read them. */
function stateValue(graph: LimbGraph, slots: Slot[], type: Type, role: Slot['role'], index: number): { value: Value; firstSlot: number } {
  const firstSlot = slots.length;
  const kind = isTruth(type) ? 'i32' : 'i64';
  const limbs = new Array<Limb>(limbCount(type.width));
  for (let limb = 0; limb < limbs.length; limb++) {
    slots.push({ role, index, limb });
    const { unsignedBits, signedBits } = limbRange(type, limb);
    limbs[limb] = graph.state(firstSlot + limb, kind, unsignedBits, signedBits);
  }
  return { value: { type, limbs }, firstSlot };
}

/** What the canonical form says about limb `limb` of a value of `type`. */
function limbRange(type: Type, limb: number): { unsignedBits: number; signedBits: number } {
  const width = type.width - limb * 64;
  if (width >= 64) return { unsignedBits: 64, signedBits: 64 };
  return type.sign === 'signed' ? { unsignedBits: 64, signedBits: width } : { unsignedBits: width, signedBits: width + 1 };
}

function combinational(
  signal: Signal, graph: LimbGraph, values: SignalValues, lowering: ExpressionLowering,
  read: (memory: FlatMemory, address: Expression, scope: Scope) => Value,
): Value {
  const { definition, type } = signal;
  switch (definition.kind) {
    case 'expression':
      return lowering.lower(definition.value, definition.scope);
    case 'bits':
      return lowering.lowerBits(definition.value, definition.scope, definition.low, type);
    case 'alias':
      return values.of(definition.signal);
    case 'gather': {
      const fields = definition.elements.map((element) => {
        const value = values.of(element);
        return { limbs: plainBits(graph, value), width: value.type.width };
      });
      return normalise(graph, packBits(graph, fields), type);
    }
    case 'read':
      return read(definition.memory, definition.address, definition.scope);
    case 'input':
    case 'register':
      throw new Error(`${signal.name}: an ${definition.kind} has no combinational value`);
  }
}
