import { modulesOf } from '../ir/hierarchy.js';
import type { Module } from '../ir/module.js';
import { printModuleFor } from './module.js';
import { popcountFiles } from './popcount-module.js';
import type { Target } from './target.js';

export interface PrintOptions {
  /** Default `generic`. */
  readonly target?: Target | undefined;
}

/**
 * The whole design below and with `top`, one file per module, children before parents: `bit_dot.v` -> text. With a target, popcounts are
 * modules of their own beside it, and what a simulator needs to know of the target's cells.
 */
export function printDesign(top: Module, { target = 'generic' }: PrintOptions = {}): Map<string, string> {
  const files = new Map<string, string>();
  for (const module of modulesOf(top)) {
    const { text, popcounts } = printModuleFor(module, target);
    if (target !== 'generic') for (const part of popcounts) for (const [name, content] of popcountFiles(part, target)) files.set(name, content);
    files.set(`${module.name}.v`, text);
  }
  return files;
}
