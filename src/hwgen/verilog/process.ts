import type { Expression } from '../ir/expression.js';
import type { Memory, Module, Register } from '../ir/module.js';
import type { Match, Statement, When, Write } from '../ir/statement.js';
import { atomOf } from '../ir/atom.js';
import { rootsOf, statementsOf } from '../ir/walk.js';
import { bitsRead, coversBits } from './bits-read.js';
import { indent } from './columns.js';
import { below, ExpressionPrinter } from './expression.js';
import { liveStatements } from './live-statements.js';
import type { Scope } from './scope.js';
import { traceless } from './surroundings.js';
import { binding, constant, operand, prefixed, primary, type Text } from './text.js';
import { UnnamedError } from './unnamed.js';

/** Prints what happens at the clock edge: one `always` for the registers, one for each memory (which RAM inference wants apart). */
export class ProcessPrinter {
  /** To see how a condition would print, without a trace of that. */
  private readonly conditions: ExpressionPrinter;

  constructor(
    private readonly module: Module,
    private readonly scope: Scope,
    private readonly expressions: ExpressionPrinter,
  ) {
    this.conditions = new ExpressionPrinter(traceless(scope));
  }

  registers(): string[] {
    const { registers } = this.module;
    if (registers.length === 0) return [];
    const body = this.body(this.part((statement) => statement.kind === 'assign'));
    const reset = registers.filter((register) => register.reset !== undefined);
    const resets = reset.map((register) => `${register.name} <= ${this.resetText(register)};`);
    if (reset.length === 0) return always(body);
    // Reset registers alone: the form everyone writes. Mixed: reset comes last and wins, and leaves the others alone.
    if (reset.length === registers.length) return always(chain([{ condition: primary('rst'), body: resets }], body));
    return always([...body, ...branch('if (rst)', resets), 'end']);
  }

  memory(memory: Memory): string[] {
    const writes = this.body(this.part((statement) => statement.kind === 'write' && statement.memory === memory.name));
    const reads = memory.reads.filter(({ mode }) => mode === 'sync').flatMap((port) => {
      const update = `${port.name} <= ${this.word(memory, port.address)};`;
      return port.enable && this.outcome(port.enable) !== true ? [...branch(`if (${this.expressions.typed(port.enable).text})`, [update]), 'end'] : [update];
    });
    return writes.length + reads.length === 0 ? [] : always([...writes, ...reads]);
  }

  /**
   * The statements of one process, without branches whose condition would print as 0. A register or memory that nothing else drives keeps
   * them, behind the rest: linters report a net without a driver.
   */
  private part(keep: (leaf: Leaf) => boolean): readonly Statement[] {
    const { statements } = this.module;
    const live = project(this.silentlyLive(), keep);
    const driven = new Set(statementsOf(live).map(targetOf));
    const rest = project(statements, (leaf) => keep(leaf) && !driven.has(targetOf(leaf)));
    return [...live, ...rest];
  }

  /** The live statements, if they and the rest of the module read every bit that all statements read: linters report what nothing reads. */
  private silentlyLive(): readonly Statement[] {
    const { statements } = this.module;
    const live = liveStatements(statements, (condition) => this.outcome(condition));
    const kept = new Set(rootsOf({ ...this.module, statements: live }));
    const dropped = rootsOf(this.module).filter((expression) => !kept.has(expression));
    return dropped.length === 0 || coversBits(bitsRead(kept), bitsRead(dropped)) ? live : statements;
  }

  /** `memory[address]`, and 0 where an address can lie past the end. */
  word(memory: Memory, address: Write['address']): string {
    const element = `${memory.name}[${this.index(memory, address)}]`;
    const guard = this.guard(memory, address);
    return guard === undefined ? element : `${guard} ? ${element} : ${constant(0n, memory.word.width, memory.word.sign).text}`;
  }

  /** The outcome of a condition that prints as a constant. */
  private outcome(condition: Expression): boolean | undefined {
    const { constant: printed } = this.conditions.typed(condition);
    // One bit that was signed before is -1 where it is set.
    return printed && printed.value !== 0n;
  }

  private index(memory: Memory, address: Write['address']): string {
    return this.expressions.at(address, Math.max(1, (memory.depth - 1).toString(2).length)).text;
  }

  private guard(memory: Memory, address: Write['address']): string | undefined {
    const highest = (1n << BigInt(address.type.width)) - 1n;
    if (highest < BigInt(memory.depth)) return undefined;
    const known = this.scope.known(address);
    if (known !== undefined) return known < BigInt(memory.depth) ? undefined : "1'd0";
    return below(this.expressions.typed(address), memory.depth, address.type.width);
  }

  private resetText({ name, reset, type }: Register): string {
    return this.scope.stateName(name, reset!) ?? constant(reset!, type.width, type.sign).text;
  }

  private body(statements: readonly Statement[]): string[] {
    return statements.flatMap((statement) => this.statement(statement));
  }

  private statement(statement: Statement): string[] {
    switch (statement.kind) {
      case 'assign': {
        const state = statement.value.kind === 'constant' ? this.scope.stateName(statement.register, statement.value.value) : undefined;
        return [`${statement.register} <= ${state ?? this.expressions.value(statement.value)};`];
      }
      case 'when':
        return this.when(statement);
      case 'match':
        return this.match(statement);
      case 'write':
        return this.write(statement);
    }
  }

  private when({ branches, otherwise }: When): string[] {
    const rest = this.body(otherwise);
    const bodies = branches.map(({ body }) => this.body(body));
    // Behind the last branch that does something no condition is asked for, so nothing reads it.
    const asked = rest.length > 0 ? branches.length : bodies.findLastIndex((body) => body.length > 0) + 1;
    return chain(branches.slice(0, asked).map(({ condition }, index) => ({ condition: this.expressions.typed(condition), body: bodies[index]! })), rest);
  }

  private match({ register, arms }: Match): string[] {
    const { states, type } = this.module.registers.find(({ name }) => name === register)!;
    this.scope.read(register, (1n << BigInt(type.width)) - 1n);
    const lines = arms.flatMap(({ state, body }) => {
      const label = this.scope.stateName(register, BigInt(states!.indexOf(state)))!;
      const inner = this.body(body);
      return inner.length === 0 ? [`${label}: ;`] : [...branch(`${label}:`, inner), 'end'];
    });
    if (states!.length < 2 ** type.width) lines.push('default: ;');
    return [`case (${register})`, ...indent(lines), 'endcase'];
  }

  private write({ memory: name, address, data, mask }: Write): string[] {
    const memory = this.module.memories.find((m) => m.name === name)!;
    const index = this.index(memory, address);
    const lines = mask ? this.maskedWrite(memory, index, data, mask) : [`${name}[${index}] <= ${this.expressions.value(data)};`];
    const guard = this.guard(memory, address);
    return guard === undefined ? lines : [...branch(`if (${guard})`, lines), 'end'];
  }

  /** One write-enabled part per unit: the form in which every synthesis finds byte enables. */
  private maskedWrite({ name, word, maskUnit }: Memory, index: string, data: Write['data'], mask: Write['data']): string[] {
    const dataAtom = atomOf(data);
    const maskAtom = atomOf(mask);
    const units = word.width / maskUnit;
    const always = mask.kind === 'constant' ? mask.value : 0n;
    return Array.from({ length: units }, (_, unit) => unit).flatMap((unit): string[] => {
      const marked = (always >> BigInt(unit)) & 1n;
      if (always !== 0n && !marked) return [];
      const low = unit * maskUnit;
      const lane = maskUnit === 1 ? `${low}` : `${low + maskUnit - 1}:${low}`;
      const enable = marked ? '' : `if (${this.slice(mask, maskAtom, unit, 1)}) `;
      return [`${enable}${name}[${index}][${lane}] <= ${this.slice(data, dataAtom, low, maskUnit)};`];
    });
  }

  private slice(e: Write['data'], atom: ReturnType<typeof atomOf>, low: number, width: number): string {
    if (e.kind === 'constant') return constant(BigInt.asUintN(e.type.width, e.value) >> BigInt(low), width, 'unsigned').text;
    if (!atom) throw new UnnamedError(e, 'masked write');
    return this.expressions.bits({ ...atom, low: atom.low + low, width }, width, 'unsigned').text;
  }
}

type Leaf = Extract<Statement, { readonly kind: 'assign' | 'write' }>;

/** The register or memory that a leaf changes. */
const targetOf = (statement: Statement): string | undefined => (statement.kind === 'assign' ? statement.register : statement.kind === 'write' ? statement.memory : undefined);

const always = (body: readonly string[]): string[] => ['always @(posedge clk) begin', ...indent(body), 'end'];

const branch = (head: string, body: readonly string[]): string[] => [`${head} begin`, ...indent(body)];

interface Branch {
  readonly condition: Text;
  readonly body: readonly string[];
}

/** if / else if / else; a lone `if` in the else part joins the chain. A branch that does nothing turns into a condition of the rest. */
function chain(branches: readonly Branch[], otherwise: readonly string[]): string[] {
  if (branches.length === 0) return [...otherwise];
  const idle = branches.findIndex(({ body }) => body.length === 0);
  if (idle >= 0) return chain([...branches.slice(0, idle), without(branches[idle]!.condition, branches.slice(idle + 1), otherwise)], []);
  const lines = branches.flatMap(({ condition, body }, i) => branch(`${i === 0 ? 'if' : 'end else if'} (${condition.text})`, body));
  if (otherwise.length === 0) return [...lines, 'end'];
  if (isOneIf(otherwise)) return [...lines, `end else ${otherwise[0]}`, ...otherwise.slice(1)];
  return [...lines, ...branch('end else', otherwise), 'end'];
}

/** What runs unless `condition`: one branch of a chain. */
function without(condition: Text, branches: readonly Branch[], otherwise: readonly string[]): Branch {
  const not: Text = { text: prefixed('!', condition), binds: binding.sign, sign: 'unsigned' };
  const [only, more] = branches;
  if (!only || more || otherwise.length > 0 || only.body.length === 0) return { condition: not, body: chain(branches, otherwise) };
  const both = [operand(not, binding.and, 'left'), operand(only.condition, binding.and, 'right')].join(' & ');
  return { condition: { text: both, binds: binding.and, sign: 'unsigned' }, body: only.body };
}

/** One whole if-chain: the only line at the left margin that closes it is the last. */
function isOneIf(lines: readonly string[]): boolean {
  return lines[0]!.startsWith('if (') && lines[0]!.endsWith(' begin') && lines.indexOf('end') === lines.length - 1;
}

/** The statements with only those leaves that `keep` wants, and no empty shells. */
function project(statements: readonly Statement[], keep: (leaf: Leaf) => boolean): Statement[] {
  return statements.flatMap((statement): Statement[] => {
    switch (statement.kind) {
      case 'assign':
      case 'write':
        return keep(statement) ? [statement] : [];
      case 'when': {
        const branches = statement.branches.map(({ condition, body }) => ({ condition, body: project(body, keep) }));
        const otherwise = project(statement.otherwise, keep);
        return otherwise.length === 0 && branches.every(({ body }) => body.length === 0) ? [] : [{ ...statement, branches, otherwise }];
      }
      case 'match': {
        const arms = statement.arms.map(({ state, body }) => ({ state, body: project(body, keep) }));
        return arms.every(({ body }) => body.length === 0) ? [] : [{ ...statement, arms }];
      }
    }
  });
}
