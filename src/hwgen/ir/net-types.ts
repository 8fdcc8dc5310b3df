import { oncePerModule } from './once-per-module.js';
import { portsOf } from './ports.js';
import { unsigned, type Type } from './type.js';

/** The type of everything that a reference may name: ports, wires, registers, memory words, instance outputs. */
export const netTypes = oncePerModule((module): ReadonlyMap<string, Type> => {
  const types = new Map<string, Type>();
  for (const nets of [module.ports, module.wires, module.registers]) nets.forEach(({ name, type }) => types.set(name, type));
  for (const { word, reads } of module.memories) for (const { name } of reads) types.set(name, word);
  for (const { module: child, count, outputs } of module.instances)
    for (const { port, name } of outputs) {
      const type = portsOf(child).get(port)?.type;
      if (type) types.set(name, count === undefined ? type : unsigned(type.width * count));
    }
  return types;
});
