import type { Instance, Module } from '../../hwgen/ir/module.js';
import { portsOf } from '../../hwgen/ir/ports.js';
import { unsigned } from '../../hwgen/ir/type.js';
import type { Type } from '../../hwgen/ir/type.js';
import { once } from './once.js';
import type {
  Definition, FlatAssertion, FlatDesign, FlatMemory, FlatRegister, Scope, Signal,
} from './flat-design.js';

/**
 * Dissolves the hierarchy: every instance, and every element of an instance array, becomes a scope whose names are signals of one flat
 * design. No expression is copied, so the cost is one entry per declaration and element.
 */
export function flatten(top: Module): FlatDesign {
  const flattening = new Flattening();
  const named = once(() => new Map(flattening.all.map((signal) => [signal.name, signal])));
  const scope = flattening.open('', top);
  for (const port of top.ports) {
    if (port.direction === 'input') flattening.define(scope, port.name, port.type, { kind: 'input' }, port.source);
  }
  flattening.fill(scope);
  return {
    name: top.name,
    inputs: top.ports.filter((port) => port.direction === 'input'),
    outputs: top.ports.filter((port) => port.direction === 'output'),
    scopes: flattening.scopes,
    all: flattening.all,
    get signals() {
      return named();
    },
    registers: flattening.registers,
    memories: flattening.memories,
    assertions: flattening.assertions,
  };
}

class Flattening {
  readonly all: Signal[] = [];
  readonly scopes: Scope[] = [];
  readonly registers: FlatRegister[] = [];
  readonly memories: FlatMemory[] = [];
  readonly assertions: FlatAssertion[] = [];

  open(path: string, module: Module, parent?: Scope, array?: Scope['array']): Scope {
    const scope: Scope = { path, module, parent, array, names: new Map() };
    this.scopes.push(scope);
    return scope;
  }

  define(scope: Scope, local: string, type: Type, definition: Definition, source: Signal['source']): Signal {
    const signal: Signal = { id: this.all.length, name: inside(scope, local), type, definition, source };
    scope.names.set(local, signal);
    this.all.push(signal);
    return signal;
  }

  /** Everything that a module declares besides its inputs, which its parent has connected. */
  fill(scope: Scope): void {
    const { module } = scope;
    for (const register of module.registers) {
      const signal = this.define(scope, register.name, register.type, { kind: 'register' }, register.source);
      this.registers.push({ signal, scope, reset: register.reset, states: register.states, declaration: register });
    }
    for (const declaration of module.memories) {
      const memory: FlatMemory = { name: inside(scope, declaration.name), scope, declaration };
      this.memories.push(memory);
      for (const port of declaration.reads) {
        if (port.mode === 'sync') {
          this.registers.push({ signal: this.define(scope, port.name, declaration.word, { kind: 'register' }, port.source), scope });
        } else {
          this.define(scope, port.name, declaration.word, { kind: 'read', memory, address: port.address, scope }, port.source);
        }
      }
    }
    for (const wire of module.wires) {
      this.define(scope, wire.name, wire.type, { kind: 'expression', value: wire.value, scope }, wire.source);
    }
    for (const instance of module.instances) this.instantiate(scope, instance);
    for (const output of module.outputs) {
      // A register, wire or read port may carry the port's name: then that is the port's driver.
      if (scope.names.has(output.port)) continue;
      const port = portOf(module, output.port);
      this.define(scope, output.port, port.type, { kind: 'expression', value: output.value, scope }, port.source);
    }
    for (const assertion of module.assertions) this.assertions.push({ name: inside(scope, assertion.name), scope, assertion });
  }

  private instantiate(parent: Scope, instance: Instance): void {
    const path = inside(parent, instance.name);
    const children: Scope[] = [];
    for (let index = 0; index < (instance.count ?? 1); index++) {
      const array = instance.count === undefined ? undefined : { path, index, count: instance.count };
      const scope = this.open(array ? `${path}[${index}]` : path, instance.module, parent, array);
      for (const { port, mode, value } of instance.inputs) {
        const { type } = portOf(instance.module, port);
        const definition: Definition = mode === 'each'
          ? { kind: 'bits', value, low: index * type.width, scope: parent }
          : { kind: 'expression', value, scope: parent };
        this.define(scope, port, type, definition, instance.source);
      }
      this.fill(scope);
      children.push(scope);
    }
    for (const { port, name } of instance.outputs) {
      const { type } = portOf(instance.module, port);
      const elements = children.map((child) => child.names.get(port)!);
      const definition: Definition = instance.count === undefined
        ? { kind: 'alias', signal: elements[0]! }
        : { kind: 'gather', elements };
      const shown = instance.count === undefined ? type : unsigned(type.width * instance.count);
      this.define(parent, name, shown, definition, instance.source);
    }
  }
}

function inside(scope: Scope, local: string): string {
  return scope.path === '' ? local : `${scope.path}.${local}`;
}

function portOf(module: Module, name: string): Module['ports'][number] {
  const port = portsOf(module).get(name);
  if (!port) throw new Error(`module '${module.name}' has no port '${name}'`);
  return port;
}
