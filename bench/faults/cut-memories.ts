import { modulesOf } from '../../src/hwgen/ir/hierarchy.js';
import type { Instance, Module, Port } from '../../src/hwgen/ir/module.js';
import type { Type } from '../../src/hwgen/ir/type.js';

/**
 * The module without the instances that hold memories: what they take are outputs of its own, what they give inputs. Two modules that are the same circuit so
 * are the same with them: a proof over the words of the memories is not needed, and takes too long.
 */
export function cutMemories(module: Module): Module {
  const cut = module.instances.filter((instance) => modulesOf(instance.module).some(({ memories }) => memories.length > 0));
  if (cut.length === 0) return module;
  const given = cut.flatMap((instance) => instance.outputs.map(({ port, name }) => portOf('input', name, outputType(instance, port))));
  const taken = cut.flatMap(({ name, inputs }) => inputs.map(({ port, value }) => ({ port: portOf('output', `cut_${name}_${port}`, value.type), value })));
  return {
    ...module,
    ports: [...module.ports, ...given, ...taken.map(({ port }) => port)],
    instances: module.instances.filter((instance) => !cut.includes(instance)),
    outputs: [...module.outputs, ...taken.map(({ port, value }) => ({ port: port.name, value }))],
  };
}

const portOf = (direction: Port['direction'], name: string, type: Type): Port => ({ kind: 'port', direction, name, type, doc: '' });

/** Of an array the outputs of all elements, side by side. */
function outputType({ module, count }: Instance, port: string): Type {
  const { type } = module.ports.find(({ name }) => name === port)!;
  return count === undefined ? type : { sign: 'unsigned', width: count * type.width };
}
