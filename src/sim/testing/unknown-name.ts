import type { Module } from '../../hwgen/ir/module.js';
import { netTypes } from '../../hwgen/ir/net-types.js';

/** Names that a message lists; of more it takes the nearest. */
const LISTED = 12;

/** `outer has no signal 'left.m'; left has en, step, n`: where the path breaks off, and what there is. */
export function unknownName(top: Module, name: string): string {
  const steps = name.split('.');
  let module = top;
  let path = '';
  for (const step of steps.slice(0, -1)) {
    const instance = module.instances.find((each) => each.name === step.replace(/\[\d+\]$/, ''));
    if (!instance) return `${top.name} has no signal '${name}'; ${path || top.name} has the instances ${list(step, module.instances.map(instanceName))}`;
    if (!(instance.count === undefined ? step === instance.name : inside(step, instance.count)))
      return `${top.name} has no signal '${name}'; of ${instance.name} there is ${instanceName(instance)}`;
    module = instance.module;
    path = path === '' ? step : `${path}.${step}`;
  }
  return `${top.name} has no signal '${name}'; ${path || top.name} has ${list(steps.at(-1)!, [...netTypes(module).keys()])}`;
}

const instanceName = ({ name, count }: Module['instances'][number]): string => (count === undefined ? name : `${name}[0] to ${name}[${count - 1}]`);

function inside(step: string, count: number): boolean {
  const index = /\[(\d+)\]$/.exec(step)?.[1];
  return index !== undefined && Number(index) < count;
}

function list(name: string, names: readonly string[]): string {
  if (names.length === 0) return 'none';
  if (names.length <= LISTED) return names.join(', ');
  const nearest = names.map((other) => ({ other, distance: distance(name, other) })).sort((a, b) => a.distance - b.distance);
  return `${nearest.slice(0, LISTED).map(({ other }) => other).join(', ')} and ${names.length - LISTED} more`;
}

/** Edits that lead from one name to the other (Levenshtein 1966). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[to.length]!;
}
