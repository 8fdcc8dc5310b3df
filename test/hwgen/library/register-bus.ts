import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { RegisterMap } from '../../../src/hwgen/library/register-map.js';
import { axiLiteRegisters } from '../../../src/hwgen/library/axi-lite-registers.js';
import { simulate } from '../../../src/sim/testing/simulate.js';
import { typeProblems } from '../../doc-blocks.js';

export interface Bus {
  read(offset: number): Promise<number>;
  write(offset: number, value: number): Promise<void>;
}

/** A simulated slave behind the bus of a driver. `each`: hardware's part, before every edge. An error response is an Error. */
export function slaveBus(map: RegisterMap, each: (hardware: { set(values: object): void; get(name: string): bigint }) => void = () => {}) {
  const t = simulate(axiLiteRegisters(map).ir);
  const set = (values: object): void => void t.set(values as never);
  const get = (name: string): bigint => t.get(name as never);
  const edge = (): void => {
    each({ set, get });
    t.tick();
  };
  const until = (name: string): void => {
    for (let cycle = 0; get(name) === 0n; cycle++) {
      if (cycle === 16) throw new Error(`${name} stays low`);
      edge();
    }
    edge();
  };
  const answer = (name: string): void => {
    if (get(name) !== 0n) throw new Error(`${name} is ${get(name)}`);
  };
  const bus: Bus = {
    async write(offset, value) {
      set({ s_axi_awvalid: 1, s_axi_awaddr: offset, s_axi_wvalid: 1, s_axi_wdata: value, s_axi_wstrb: 15 });
      until('s_axi_awready');
      set({ s_axi_awvalid: 0, s_axi_wvalid: 0, s_axi_bready: 1 });
      answer('s_axi_bresp');
      until('s_axi_bvalid');
    },
    async read(offset) {
      set({ s_axi_arvalid: 1, s_axi_araddr: offset });
      until('s_axi_arready');
      set({ s_axi_arvalid: 0, s_axi_rready: 1 });
      answer('s_axi_rresp');
      const word = Number(get('s_axi_rdata'));
      until('s_axi_rvalid');
      return word;
    },
  };
  return { bus, set, get, edge };
}

/** The emitted driver as a module; what the compiler says about it is an Error. */
export async function importDriver(name: string, text: string): Promise<Record<string, any>> {
  const folder = resolve('.cache', 'drivers');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.ts`);
  writeFileSync(file, text);
  const problems = typeProblems([{ title: name, file, code: text, behind: undefined }]);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return (await import(file)) as Record<string, any>;
}

/** The values that a C89 program prints for these macros of the emitted header. gcc's warnings are errors. */
export function macroValues(header: string, macros: readonly string[]): Record<string, number> {
  const folder = mkdtempSync(join(tmpdir(), 'bitloom-header-'));
  try {
    writeFileSync(join(folder, 'registers.h'), header);
    const prints = macros.map((macro) => `  printf("%lu\\n", (unsigned long)(${macro}));`);
    writeFileSync(join(folder, 'main.c'), ['#include <stdio.h>', '#include "registers.h"', '#include "registers.h"', 'int main(void) {', ...prints, '  return 0;', '}', ''].join('\n'));
    execFileSync('gcc', ['-std=c89', '-pedantic', '-Wall', '-Wextra', '-Werror', '-o', 'main', 'main.c'], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    const lines = execFileSync(join(folder, 'main'), { encoding: 'utf8' }).trim().split('\n');
    return Object.fromEntries(macros.map((macro, i) => [macro, Number(lines[i])]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
