import type { Finding } from './finding.js';
import type { Module } from './module.js';
import type { Statement } from './statement.js';
import { allStatements } from './walk.js';

/** A memory that must be block RAM has at most two ports: one write and one read, or two of one kind. */
export function checkMemories(module: Module): Finding[] {
  return module.memories.filter(({ style }) => style === 'block').flatMap(({ name, reads, source }): Finding[] => {
    const writes = allStatements(module).filter((statement) => statement.kind === 'write' && statement.memory === name).length;
    return reads.length > 2 || writes > 2 ? [{ kind: 'memoryPorts', memory: name, reads: reads.length, writes, source }] : [];
  });
}

/** Warnings: memories that nothing writes and that have no contents: every word stays as it was at power-up, unknown. */
export function checkMemoriesWritten(module: Module): Finding[] {
  const written = new Set(allStatements(module).flatMap((statement) => (statement.kind === 'write' ? [statement.memory] : [])));
  return module.memories.filter(({ name, initial }) => !initial && !written.has(name)).map(({ name, source }) => ({ kind: 'neverWritten', memory: name, source }));
}

/** Warnings: memories of which several writes can happen in one cycle. At one address the last wins, in RAM with several ports none may. */
export function checkWritesMeet(module: Module): Finding[] {
  return module.memories.flatMap(({ name, source }): Finding[] => {
    const writes = most(module.statements, name);
    return writes > 1 ? [{ kind: 'writesMeet', memory: name, writes, source }] : [];
  });
}

/** The most writes to `memory` that one cycle can run: of branches and arms only one does. */
function most(body: readonly Statement[], memory: string): number {
  return body.reduce((sum, statement) => {
    switch (statement.kind) {
      case 'assign':
        return sum;
      case 'write':
        return sum + (statement.memory === memory ? 1 : 0);
      case 'when':
        return sum + Math.max(...[...statement.branches.map(({ body: inner }) => inner), statement.otherwise].map((inner) => most(inner, memory)));
      case 'match':
        return sum + Math.max(...statement.arms.map(({ body: inner }) => most(inner, memory)));
    }
  }, 0);
}
