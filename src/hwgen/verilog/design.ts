import type { Module } from '../ir/module.js';
import { modulesOf } from '../ir/hierarchy.js';
import { printModule } from './module.js';

/** The whole design below and with `top`, one file per module, children before parents: `bit_dot.v` -> text. */
export function printDesign(top: Module): Map<string, string> {
  return new Map(modulesOf(top).map((module) => [`${module.name}.v`, printModule(module)]));
}
