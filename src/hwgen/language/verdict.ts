import type { Module } from '../ir/module.js';

/** Throws the first error that the checks of `ir/check-*.ts` find in a finished module. */
export function checkModule(_module: Module): void {}
