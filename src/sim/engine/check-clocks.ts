import type { Module } from '../../hwgen/ir/module.js';
import { modulesOf } from '../../hwgen/ir/hierarchy.js';
import { locate, locationText } from '../../hwgen/language/location.js';
import { SimulationError } from '../simulator.js';

/**
 * A design has one clock and one reset, both implicit. One that brings a clock or reset of its own, by the name of a port or net, means a
 * second clock domain, which no engine here can run: a SimulationError that says where.
 */
export function checkClocks(top: Module): void {
  for (const module of modulesOf(top)) {
    const nets = [...module.ports, ...module.wires, ...module.registers, ...module.instances.flatMap(({ outputs, source }) => outputs.map(({ name }) => ({ name, source })))];
    for (const { name, source } of nets) {
      if (name !== 'clk' && name !== 'rst') continue;
      const where = locate(source ?? module.source) ? ` (${locationText(source ?? module.source)})` : '';
      throw new SimulationError(
        `${module.name}: '${name}' can't be declared${where}: ${name === 'clk' ? 'the clock' : 'the reset'} is implicit and there is only one; a second clock domain can't be simulated`,
      );
    }
  }
}
