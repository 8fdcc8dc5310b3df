import type { AcceleratorParameters } from '../../hwgen/accelerator/parameters.js';
import type { Module } from '../../hwgen/ir/module.js';
import { coneOfInfluence } from '../cycles/cone-of-influence.js';
import { system } from './system.js';

/** Outputs of the system that carry data. All others say when something happens, and where. */
export const dataOutputs: readonly string[] = ['host_read', 'wdata'];

/**
 * The accelerator system without its data path: of the very RTL that is shipped, the logic that decides when things happen. The memory takes
 * zeros in place of output data; then array, activation memory and requantisers are outside the cone of every output but the data's, so
 * what they compute can't change a cycle. All other outputs are those of the whole system, cycle by cycle, as long as no output
 * is stored over descriptors.
 */
export function timingSystem(parameters: AcceleratorParameters, memoryBeats: number): Module {
  const whole = system({ accelerator: parameters, memoryBeats }).ir;
  const blind: Module = {
    ...whole,
    instances: whole.instances.map((instance) => (instance.name !== 'ram' ? instance : {
      ...instance,
      inputs: instance.inputs.map((input) => (input.port !== 'wdata' ? input : { ...input, value: { kind: 'constant', type: input.value.type, value: 0n } })),
    })),
  };
  const outputs = blind.ports.filter(({ direction, name }) => direction === 'output' && !dataOutputs.includes(name));
  return coneOfInfluence(blind, new Set(outputs.map(({ name }) => name)));
}
