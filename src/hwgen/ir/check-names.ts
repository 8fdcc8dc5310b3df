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
  const drivers = new Map(module.outputs.map(({ port, value }) => [port, value]));
  plain(module.name, module.source);
  for (const { name, direction, source } of module.ports) claim(direction, name, source);
  for (const { name, states, source } of module.registers) {
    const driver = drivers.get(name);
    if (driver?.kind !== 'reference' || driver.name !== name) claim('register', name, source);
    for (const state of states ?? []) plain(state, source);
  }
  for (const { name, source, reads } of module.memories) {
    claim('memory', name, source);
    for (const port of reads) claim('memory read', port.name, port.source);
  }
  for (const { name, source } of module.wires) claim('wire', name, source);
  for (const { name, source, outputs } of module.instances) {
    claim('instance', name, source);
    for (const output of outputs) claim('instance output', output.name, source);
  }
  return findings;
}
