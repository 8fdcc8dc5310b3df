import type { Port } from './module.js';
import { oncePerModule } from './once-per-module.js';

/** The ports of a module by name. */
export const portsOf = oncePerModule((module): ReadonlyMap<string, Port> => {
  const ports = new Map<string, Port>();
  module.ports.forEach((port) => ports.set(port.name, port));
  return ports;
});
