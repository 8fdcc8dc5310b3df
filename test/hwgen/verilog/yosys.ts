import { runYosys } from '@yowasp/yosys';
import type { Module } from '../../../src/hwgen/ir/module.js';
import { printDesign } from '../../../src/hwgen/verilog/design.js';

/**
 * What yosys says while it reads the designs one after another and turns their processes into registers: nothing, if all is as it should
 * be. The modules of all designs need different names. `flags` of `read_verilog`: `-formal` for the assertions.
 */
export async function yosysRemarks(designs: readonly Module[], flags = ''): Promise<string> {
  const files: Record<string, string> = {};
  const script: string[] = [];
  for (const design of designs) {
    const printed = printDesign(design);
    for (const [name, text] of printed) files[name] = text;
    script.push(`read_verilog ${flags} ${[...printed.keys()].join(' ')}`, `hierarchy -check -top ${design.name}`, 'proc', 'design -reset');
  }
  let said = '';
  const hear = (bytes: Uint8Array | null): void => {
    if (bytes) said += new TextDecoder().decode(bytes);
  };
  try {
    await runYosys(['-q', '-s', 'read.ys'], { ...files, 'read.ys': script.join('\n') }, { stdout: hear, stderr: hear });
  } catch (error) {
    said += String(error);
  }
  return said;
}
