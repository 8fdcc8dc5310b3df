import type { Finding } from './finding.js';
import type { Module } from './module.js';
import { isReserved } from './reserved-words.js';
import type { Source } from './source.js';

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Names are identifiers, not reserved, and each means one thing; a register may share the name of the output that shows it. */
export function checkNames(module: Module): Finding[] {
  const findings: Finding[] = [];
  // Verilog would let a net share its module's name; Verilator would not (VARHIDDEN).
  const owners = new Map<string, string>([[module.name, 'module']]);
  const plain = (name: string, source: Source | undefined, port = false): void => {
    if (!IDENTIFIER.test(name)) findings.push({ kind: 'badName', name, source });
    else if (isReserved(name, port)) findings.push({ kind: 'reservedName', name, source });
  };
  const claim = (what: string, name: string, source: Source | undefined): void => {
    plain(name, source, what === 'input' || what === 'output');
    const first = owners.get(name);
    if (first === undefined) owners.set(name, what);
    else if (first === 'output') findings.push({ kind: 'outputRegister', name, source });
    else findings.push({ kind: 'nameTwice', name, first, second: what, source });
  };
  const shown = new Set<string>();
  module.outputs.forEach(({ port, value }) => void (value.kind === 'reference' && value.name === port && shown.add(port)));
  plain(module.name, module.source);
  module.ports.forEach(({ name, direction, source }) => claim(direction, name, source));
  module.registers.forEach(({ name, states, source }) => {
    if (!shown.has(name)) claim('register', name, source);
    states?.forEach((state) => plain(state, source));
  });
  module.memories.forEach(({ name, source, reads }) => {
    claim('memory', name, source);
    reads.forEach((port) => claim('memory read', port.name, port.source));
  });
  module.wires.forEach(({ name, source }) => claim('wire', name, source));
  module.instances.forEach(({ name, source, outputs }) => {
    claim('instance', name, source);
    outputs.forEach((output) => claim('instance output', output.name, source));
  });
  return findings;
}
