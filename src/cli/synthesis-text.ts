import type { ModuleSynthesis } from './jobs/synthesise-module.js';
import { textTable } from './text-table.js';

/** What `bitloom synth` prints: the commands, the counts, the table of modules, the placement. `file`: where the bitstream was written. */
export function synthesisText(result: ModuleSynthesis, file: string | undefined): string {
  const { module, target, parameters, definition, command, count, bmac, lutPerBmac, hierarchy, placement } = result;
  const blocks = [
    [
      `${module} for ${target}, array ${parameters.dm}x${parameters.dk}x${parameters.dn}, port ${parameters.portBits} bits, flattened`,
      `command: ${command}`,
      definition,
      ...(bmac === undefined ? [] : [bmacDefinition]),
      '',
      textTable(['LUT', 'as memory', 'FF', 'BRAM', 'DSP', 'carry', ...(bmac === undefined ? [] : ['bMAC', 'LUT/bMAC'])],
        [[count.lut, count.memoryLut, count.ff, count.bram, count.dsp, count.carry, ...(bmac === undefined ? [] : [bmac, lutPerBmac!.toFixed(3)])]]),
    ],
    hierarchy === undefined ? [] : [
      'Every module on its own (nothing is shared across borders, so the sum is more than the flattened whole)',
      `command: ${hierarchy.command}`,
      '',
      textTable(['module', 'instances', 'own LUT', 'with all in it', 'total LUT', 'FF', 'BRAM', 'DSP'],
        [...hierarchy.modules]
          .sort((a, b) => b.instances * b.whole.lut - a.instances * a.whole.lut)
          .map(({ name, instances, own, whole }) => [name, instances, own.lut, whole.lut, instances * whole.lut, instances * whole.ff, instances * whole.bram, instances * whole.dsp])),
    ],
    placement === undefined ? [] : [
      `Placed and routed on ${placement.device}, all ports behind shift registers (${placement.harnessFf} flip-flops more)`,
      ...[placement.command, ...placement.commands].map((line) => `command: ${line}`),
      '',
      textTable(['MHz', 'logic cells', 'of', 'block memories'], [[placement.mhz.toFixed(1), placement.cells, placement.cellsOfDevice, placement.bram]]),
      '',
      `Longest path, ${placement.criticalPath.length} steps:`,
      ...placement.criticalPath.map(({ what, ns }) => `  ${ns.toFixed(2).padStart(6)} ns  ${what}`),
      ...(file === undefined ? [] : [`bitstream: ${file} (${placement.bitstream.length} bytes)`]),
    ],
  ];
  return blocks.filter((block) => block.length > 0).map((block) => block.join('\n')).join('\n\n');
}

/** What a figure per bMAC is a figure of. */
const bmacDefinition = 'bMAC = one AND and its share of the accumulation; LUT/bMAC = LUT / (Dm * Dk * Dn), the bMAC per cycle';
