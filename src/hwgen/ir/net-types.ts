import { oncePerModule } from './once-per-module.js';
import { portsOf } from './ports.js';
import { unsigned, type Type } from './type.js';

/** The type of everything that a reference may name: ports, wires, registers, memory words, instance outputs. */
export const netTypes = oncePerModule((module): ReadonlyMap<string, Type> => {
  const types = new Map<string, Type>();
  const enter = ({ name, type }: { readonly name: string; readonly type: Type }): void => void types.set(name, type);
  module.ports.forEach(enter);
  module.wires.forEach(enter);
  module.registers.forEach(enter);
  module.memories.forEach(({ word, reads }) => reads.forEach(({ name }) => types.set(name, word)));
  module.instances.forEach(({ module: child, count, outputs }) => {
    const ports = portsOf(child);
    outputs.forEach(({ port, name }) => {
      const type = ports.get(port)?.type;
      if (type) types.set(name, count === undefined ? type : unsigned(type.width * count));
    });
  });
  return types;
});
