import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import type { LayerFigures } from './layer-figures.js';

/** One column of the cost report. */
export interface CostColumn {
  /** In CSV and JSON. */
  readonly name: string;
  /** In the terminal's table; absent where it is left out there. */
  readonly title?: string;
  readonly unit: 'cycles' | 'bMAC' | 'bytes' | 'share' | 'bMAC/byte';
  readonly definition: string;
  readonly value: (figures: LayerFigures, parameters: AcceleratorParameters) => number;
}

/** bMAC that the array could do in a cycle. */
const peak = ({ dm, dn, dk }: AcceleratorParameters): number => dm * dn * dk;

/**
 * The columns of the cost report with their definitions: table, CSV, JSON, help and docs all show these. A cycle belongs to one part of each
 * group: compute + stall + fill = cycles, and the parts of each of the four stages add up to cycles.
 */
export const costColumns: readonly CostColumn[] = [
  { name: 'cycles', title: 'cycles', unit: 'cycles', definition: 'from the read of the layer\'s descriptor to its end, loads and stores included', value: ({ cycles }) => cycles },
  { name: 'compute', title: 'compute', unit: 'cycles', definition: 'the array counts', value: ({ stages }) => stages.execute.run },
  {
    name: 'stall', title: 'stall', unit: 'cycles', definition: 'the array has begun and is not done with the layer, and does not count: execute.drain + execute.passes + execute.weights',
    value: ({ stages: { execute } }) => execute.drain + execute.passes + execute.weights,
  },
  {
    name: 'fill', title: 'fill', unit: 'cycles', definition: 'before the array\'s first word and after its last: descriptor, input map, first weights, pipeline, last write-back and store',
    value: ({ stages }) => stages.execute.idle,
  },
  {
    name: 'mapping', title: 'mapping', unit: 'share', definition: 'mapping efficiency: useful bMAC / (dm * dn * dk * compute); what channels, pixels and kernel rows that fill no tile or word leave over',
    value: ({ operations, stages }, parameters) => operations / (peak(parameters) * stages.execute.run),
  },
  {
    name: 'utilisation', title: 'utilisation', unit: 'share', definition: 'efficiency of peak: useful bMAC / (dm * dn * dk * cycles) = mapping * compute / cycles',
    value: ({ operations, cycles }, parameters) => operations / (peak(parameters) * cycles),
  },
  { name: 'operations', unit: 'bMAC', definition: 'useful bMAC: output values * kernel positions * input channels of a group * weight bits * activation bits, none of a pool; a bMAC is one AND and its share of the sum, two binary operations', value: ({ operations }) => operations },
  { name: 'fetch.run', unit: 'cycles', definition: 'a beat comes from memory', value: ({ stages }) => stages.fetch.run },
  { name: 'fetch.memory', unit: 'cycles', definition: 'a read is asked for and no beat comes', value: ({ stages }) => stages.fetch.memory },
  { name: 'fetch.buffers', unit: 'cycles', definition: 'weights are to be read and both weight buffers are in use', value: ({ stages }) => stages.fetch.buffers },
  { name: 'fetch.idle', unit: 'cycles', definition: 'nothing is to be read', value: ({ stages }) => stages.fetch.idle },
  { name: 'execute.run', unit: 'cycles', definition: 'the array counts (= compute; the hardware\'s ARRAY_STEPS)', value: ({ stages }) => stages.execute.run },
  { name: 'execute.drain', unit: 'cycles', definition: 'the pipeline stands still: a tile is complete and the one before it not yet drained (DRAIN_STALLS)', value: ({ stages }) => stages.execute.drain },
  { name: 'execute.passes', unit: 'cycles', definition: 'an operand needs a further read of the activation memory before it can count', value: ({ stages }) => stages.execute.passes },
  { name: 'execute.weights', unit: 'cycles', definition: 'the array has nothing, between its first and its last word: the next weights were not there', value: ({ stages }) => stages.execute.weights },
  { name: 'execute.idle', unit: 'cycles', definition: 'before the first word of the layer or after the last (= fill)', value: ({ stages }) => stages.execute.idle },
  { name: 'writeBack.run', unit: 'cycles', definition: 'the sums of a tile go through the requantisers', value: ({ stages }) => stages.writeBack.run },
  { name: 'writeBack.wait', unit: 'cycles', definition: 'the sums of a tile wait: for room on the way to memory, or for the map that is added to them', value: ({ stages }) => stages.writeBack.wait },
  { name: 'writeBack.idle', unit: 'cycles', definition: 'no complete tile is there', value: ({ stages }) => stages.writeBack.idle },
  { name: 'store.run', unit: 'cycles', definition: 'a beat goes to memory', value: ({ stages }) => stages.store.run },
  { name: 'store.wait', unit: 'cycles', definition: 'output is to be stored and no beat goes: not computed, burst not full, or memory has not answered', value: ({ stages }) => stages.store.wait },
  { name: 'store.idle', unit: 'cycles', definition: 'nothing is to be stored', value: ({ stages }) => stages.store.idle },
  { name: 'offChip.read', title: 'read', unit: 'bytes', definition: 'over the data port: descriptor, input map, weights, constants, padded to whole beats', value: ({ offChip }) => offChip.read },
  { name: 'offChip.written', title: 'written', unit: 'bytes', definition: 'over the data port, padded to whole beats', value: ({ offChip }) => offChip.written },
  { name: 'onChip.read', title: 'on-chip read', unit: 'bytes', definition: 'out of activation and weight memory: (dn + dm) words of dk bits for every step of the array, counting or not, and eight times dn words per tile of a map that is added', value: ({ onChip }) => onChip.read },
  { name: 'onChip.written', title: 'on-chip written', unit: 'bytes', definition: 'into activation and weight memory: input map, weights, output map', value: ({ onChip }) => onChip.written },
  {
    name: 'intensity', title: 'bMAC/byte', unit: 'bMAC/byte', definition: 'operational intensity: useful bMAC / (offChip.read + offChip.written)',
    value: ({ operations, offChip }) => operations / (offChip.read + offChip.written),
  },
];
