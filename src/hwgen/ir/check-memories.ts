import type { Finding } from './finding.js';
import type { Module } from './module.js';
import { statementsOf } from './walk.js';

/** A memory that must be block RAM has at most two ports: one write and one read, or two of one kind. */
export function checkMemories(module: Module): Finding[] {
  return module.memories.filter(({ style }) => style === 'block').flatMap(({ name, reads, source }): Finding[] => {
    const writes = [...statementsOf(module.statements)].filter((statement) => statement.kind === 'write' && statement.memory === name).length;
    return reads.length > 2 || writes > 2 ? [{ kind: 'memoryPorts', memory: name, reads: reads.length, writes, source }] : [];
  });
}
