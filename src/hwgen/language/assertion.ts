import type { Assertion } from '../ir/module.js';
import type { Source } from '../ir/source.js';
import { current } from './builder.js';
import type { Literal } from './literal.js';
import { capture } from './location.js';
import { conditionNode } from './operand.js';
import type { Bool } from './signal.js';

/** `condition` must hold at every edge with `rst` low: `check('no overflow', level.le(depth))`. */
export const check = (name: string, condition: Bool | Literal): void => assertion('check', name, condition, capture());

/** The environment promises that `condition` holds at every edge with `rst` low. */
export const assume = (name: string, condition: Bool | Literal): void => assertion('assume', name, condition, capture());

/** Counts the edges at which `condition` holds: a test can ask whether it ever happened. */
export const cover = (name: string, condition: Bool | Literal): void => assertion('cover', name, condition, capture());

function assertion(kind: Assertion['kind'], name: string, condition: Bool | Literal, source: Source): void {
  const builder = current(kind);
  builder.assertions.push({ kind, name, condition: conditionNode(`${kind} '${name}'`, condition, builder), source });
}
