import { typeName } from '../ir/type.js';
import type { Module } from '../ir/module.js';

/** The ports of a module as a Markdown table, for the pages in docs/. A test keeps the pages current. */
export function signalTable(module: Module): string {
  const rows = module.ports.map(({ direction, name, type, doc }) => `| ${direction === 'input' ? 'in' : 'out'} | \`${name}\` | ${typeName(type)} | ${doc} |`);
  return ['| | signal | type | what |', '| --- | --- | --- | --- |', ...rows].join('\n');
}
