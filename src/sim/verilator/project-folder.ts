import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The files of testbench/ that make up the harness, in the order in which they read best. */
export const HARNESS_FILES = ['harness.cpp', 'design.h', 'port.h', 'channel.h'] as const;

/** Bitloom's own folder: the nearest one above this file that holds the harness, be it run from the sources or from dist/. */
export function projectFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'testbench', HARNESS_FILES[0]))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`testbench/${HARNESS_FILES[0]} is missing from the Bitloom installation`);
    folder = parent;
  }
  return folder;
}

/** Where builds are kept: `option`, else BITLOOM_CACHE, else `.cache` in Bitloom's folder; below it `verilator`. */
export function cacheFolder(option?: string): string {
  return join(option ?? (process.env['BITLOOM_CACHE'] || join(projectFolder(), '.cache')), 'verilator');
}
