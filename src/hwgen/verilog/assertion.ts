import type { Module } from '../ir/module.js';
import { indent } from './columns.js';
import type { ExpressionPrinter } from './expression.js';

/**
 * Assertions: immediate ones for formal tools (`FORMAL`, as yosys defines it), a message and a stop in simulators, nothing in synthesis.
 * Covers are for formal tools and the project's own simulator; `covers` prints them without leaving a trace, because where there is
 * no formal tool nothing reads what they read.
 */
export function assertionText(module: Module, expressions: ExpressionPrinter, covers: ExpressionPrinter): string[] {
  if (module.assertions.length === 0) return [];
  const formal: string[] = [];
  const simulated: string[] = [];
  for (const { kind, name, condition } of module.assertions) {
    const text = (kind === 'cover' ? covers : expressions).typed(condition).text;
    const title = name.replace(/\s+/g, ' ');
    formal.push(`// ${title}`, `${{ check: 'assert', assume: 'assume', cover: 'cover' }[kind]} (${text});`);
    if (kind === 'cover') continue;
    const verdict = kind === 'check' ? 'check failed' : 'assumption broken';
    simulated.push(`if (!(${text})) begin`, `  $display("%m: ${verdict}: ${title.replace(/[\\"%]/g, ' ')}");`, '  $stop;', 'end');
  }
  const process = (body: readonly string[]): string[] => (body.length === 0 ? [] : ['always @(posedge clk) begin', '  if (!rst) begin', ...indent(body, '    '), '  end', 'end']);
  return ['`ifdef FORMAL', ...process(formal), '`else', '`ifndef SYNTHESIS', ...process(simulated), '`endif', '`endif'];
}
