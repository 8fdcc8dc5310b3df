import { runYosys } from '@yowasp/yosys';
import type { Module } from '../../src/hwgen/ir/module.js';
import { printDesign } from '../../src/hwgen/verilog/design.js';

/**
 * Whether yosys proves that a module with a fault is the same circuit: in every state and for every input both have the same outputs
 * and go to the same next state. Registers are matched by name; false also where the fault takes one away, or a proof is not found.
 */
export async function sameCircuit(sound: Module, faulty: Module): Promise<boolean> {
  const files = { ...named(sound, 'sound'), ...named({ ...faulty, name: `${sound.name}_faulty` }, 'faulty') };
  const side = (which: string, top: string): string[] => [
    ...Object.keys(files).filter((name) => name.startsWith(which)).map((name) => `read_verilog ${name}`), `hierarchy -top ${top}`, 'proc', 'flatten', 'memory -nomap',
    // Only what holds state is to be the same; all other names are forgotten.
    'select -set state t:$dff %co1:+$dff[Q] w:* %i', 'rename -hide w:* @state %d', `rename ${top} ${which}`, `design -stash ${which}`,
  ];
  const script = [
    ...side('sound', sound.name), ...side('faulty', `${sound.name}_faulty`),
    'design -copy-from sound sound', 'design -copy-from faulty faulty',
    'equiv_make sound faulty both', 'hierarchy -top both', 'equiv_struct', 'equiv_simple', 'equiv_status -assert',
  ];
  try {
    await runYosys(['-q', '-p', script.join('; ')], files, { stdout: () => {}, stderr: () => {} });
    return true;
  } catch {
    return false;
  }
}

function named(top: Module, which: string): Record<string, string> {
  return Object.fromEntries([...printDesign(top)].map(([name, text]) => [`${which}_${name}`, text]));
}
