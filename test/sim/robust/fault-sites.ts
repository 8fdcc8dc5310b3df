import { createHash } from 'node:crypto';
import { expressionText } from '../../../src/hwgen/ir/dump.js';
import type { Expression } from '../../../src/hwgen/ir/expression.js';
import type { Module } from '../../../src/hwgen/ir/module.js';
import type { Source } from '../../../src/hwgen/ir/source.js';
import type { Fault } from '../debug/plant-fault.js';

/** A fault that can be planted in a module. */
export interface FaultSite {
  /** `swapped operator`, `off by one`, ...: the class of the fault. */
  readonly kind: string;
  /** What is changed, by the names around it: stays the same when lines move. */
  readonly what: string;
  /** What is changed, as the IR has it: `and(busy, not(halt))` for an operand, `level <= 0 when take` for an assignment, the condition of an enable. */
  readonly text: string;
  /** The same for the same change in a wire, statement, output, instance or memory that reads the same: in whatever build. */
  readonly key: string;
  /** Where it is written. */
  readonly source: Source | undefined;
  /** Plants it; a module that is another one, of another build, stays as it is. */
  readonly fault: Fault;
}

const swaps: Readonly<Record<string, string>> = {
  and: 'or', or: 'and', xor: 'or', less: 'lessEqual', lessEqual: 'less', greater: 'greaterEqual', greaterEqual: 'greater', equal: 'notEqual', notEqual: 'equal',
};

type Tree = { readonly [key: string]: unknown };
type Path = readonly (string | number)[];
type Change = readonly [kind: string, what: string, changed: unknown];

const one = (width: number): Expression => ({ kind: 'constant', value: 1n, type: { sign: 'unsigned', width } as never });
const bit = (value: bigint): Expression => ({ ...one(1), value } as Expression);

/** The faults of one node. */
function changesOf(node: Tree): Change[] {
  const type = node['type'] as { width: number; sign: string } | undefined;
  switch (node['kind']) {
    case 'binary': {
      const op = node['op'] as string;
      const left = node['left'] as Tree;
      const right = node['right'] as Tree;
      const found: Change[] = swaps[op] === undefined ? [] : [['swapped operator', `${op} becomes ${swaps[op]}`, { ...node, op: swaps[op] }]];
      const most = (1n << BigInt((right['type'] as { width: number }).width)) - 1n;
      if (right['kind'] === 'constant' && type?.sign === 'unsigned' && (right['value'] as bigint) < most && (right['type'] as { sign: string }).sign === 'unsigned') {
        found.push(['off by one', `${op} ${right['value'] as bigint} becomes ${(right['value'] as bigint) + 1n}`, { ...node, right: { ...right, value: (right['value'] as bigint) + 1n } }]);
      }
      if (op === 'and' || op === 'or') found.push(['lost operand', `${op} loses its right side`, left]);
      return found;
    }
    case 'mux': return [['swapped arms', 'the arms of a mux', { ...node, whenTrue: node['whenFalse'], whenFalse: node['whenTrue'] }]];
    case 'unary': return node['op'] === 'not' ? [['lost inversion', 'not is lost', node['operand']]] : [];
    case 'when': {
      const branches = node['branches'] as Tree[];
      const tied = (value: bigint) => ({ ...node, branches: [{ ...branches[0]!, condition: bit(value) }, ...branches.slice(1)] });
      return [['tied enable', 'the first condition always holds', tied(1n)], ['tied enable', 'the first condition never holds', tied(0n)]];
    }
    case 'assign': return [['lost assignment', `${node['register'] as string} keeps its value`, { kind: 'when', branches: [{ condition: bit(0n), body: [node] }], otherwise: [] }]];
    case 'wire': {
      if (type?.sign !== 'unsigned') return [];
      const value = node['value'] as Expression;
      const mask = (bits: bigint): Expression => ({ kind: 'constant', value: bits, type: value.type });
      const all = (1n << BigInt(type.width)) - 1n;
      return [
        ['stuck bit', 'bit 0 is stuck at 1', { ...node, value: { kind: 'binary', op: 'or', left: value, right: mask(1n), type: value.type } }],
        ['stuck bit', 'bit 0 is stuck at 0', { ...node, value: { kind: 'binary', op: 'and', left: value, right: mask(all - 1n), type: value.type } }],
      ];
    }
    default: return [];
  }
}

/** When the statements below `key` of a statement take place, as words behind them. */
function placeOf(node: Tree, key: string): string | undefined {
  if (key === 'otherwise') return ' otherwise';
  if (key !== 'body') return undefined;
  return typeof node['state'] === 'string' ? ` in ${node['state']}` : ` when ${expressionText(node['condition'] as Expression)}`;
}

/** A node that has faults, as `FaultSite.text` has it. */
function nodeText(node: Tree): string {
  if (node['kind'] === 'when') return expressionText((node['branches'] as { condition: Expression }[])[0]!.condition);
  if (node['kind'] === 'assign') return `${node['register'] as string} <= ${expressionText(node['value'] as Expression)}`;
  return expressionText((node['kind'] === 'wire' ? node['value'] : node) as Expression);
}

/** A module's own logic as text: the same for the same logic, wherever it is written. Of its instances only the names and connections. */
export function ownText(module: Module): string {
  const text = ownTexts.get(module) ?? textOf(module);
  ownTexts.set(module, text);
  return text;
}
const ownTexts = new WeakMap<Module, string>();
const textOf = (node: unknown): string => JSON.stringify(node, (key, value: unknown) => (
  key === 'source' || key === 'doc' ? undefined : key === 'module' ? (value as Module).name : typeof value === 'bigint' ? String(value) : value));

/** Every fault of a module's own logic, in the order of its text. Elements of instances are left alone. */
export function faultSites(module: Module): FaultSite[] {
  const found: FaultSite[] = [];
  const own = ownText(module);
  const faultOf = (path: Path, changed: unknown): Fault => (given) => (ownText(given) === own ? replaceAt(given, path, changed) as Module : given);
  let root = '';
  const visit = (value: unknown, path: Path, name: string, source: Source | undefined, under = ''): void => {
    if (Array.isArray(value)) {
      value.forEach((each, index) => { visit(each, [...path, index], name, source, under); });
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const node = value as Tree;
    const here = (node['source'] as Source | undefined) ?? source;
    const label = node['kind'] === 'assign' ? (node['register'] as string)
      : ['wire', 'instance', 'memory'].includes(node['kind'] as string) ? (node['name'] as string)
      : typeof node['port'] === 'string' ? `${name} ${node['port']}` : node['kind'] === 'match' ? (node['register'] as string)
      : typeof node['state'] === 'string' ? `${name} ${node['state']}` : name;
    for (const [kind, what, changed] of changesOf(node)) {
      const before = found.filter((site) => site.what.startsWith(`${label}: ${what}`)).length;
      const numbered = `${label}: ${what}${before === 0 ? '' : ` (${before + 1})`}`;
      found.push({ kind, what: numbered, text: node['kind'] === 'assign' ? nodeText(node) + under : nodeText(node), key: `${root} ${path.slice(2).join('.')} ${kind} ${what}`, source: here, fault: faultOf(path, changed) });
    }
    for (const [key, child] of Object.entries(node)) {
      if (!['source', 'module', 'type'].includes(key)) visit(child, [...path, key], label, here, placeOf(node, key) ?? under);
    }
  };
  for (const part of ['wires', 'statements', 'outputs', 'instances', 'memories'] as const) {
    for (const [index, each] of module[part].entries()) {
      root = createHash('sha256').update(textOf(each)).digest('hex').slice(0, 16);
      visit(each, [part, index], part, module.source);
    }
  }
  return found;
}

function replaceAt(value: unknown, path: Path, changed: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return changed;
  if (Array.isArray(value)) return value.map((each: unknown, index) => (index === key ? replaceAt(each, rest, changed) : each));
  return { ...(value as Tree), [key]: replaceAt((value as Tree)[key as string], rest, changed) };
}
