import type { Port } from './module.js';
import { oncePerModule } from './once-per-module.js';

/** The ports of a module by name. */
export const portsOf = oncePerModule((module): ReadonlyMap<string, Port> => new Map(module.ports.map((port) => [port.name, port])));
