import type { Network } from '../network/network.js';
import type { Verification } from '../sim/device/verify-network.js';
import type { EngineName } from '../sim/simulator.js';
import { planesText } from './planes-text.js';
import { textTable } from './text-table.js';

/** A Verification as JSON can hold it, with the verdict. */
export type PlainVerification = Omit<Verification, 'engines'> & {
  /** No value and no cycle differs, and all engines ran alike. */
  readonly passed: boolean;
  /** Whether all engines gave the same bus signals in every cycle; null with fewer than two engines. */
  readonly equalCycleByCycle: boolean | null;
  readonly engines: { readonly [E in EngineName]?: { readonly cycles: number; readonly hash: string; readonly seconds: number } };
};

export function plainVerification(verification: Verification): PlainVerification {
  const runs = Object.entries(verification.engines);
  const engines = Object.fromEntries(runs.map(([name, { cycles, hash, seconds }]) => [name, { cycles, hash: hash.toString(16).padStart(16, '0'), seconds }]));
  const equalCycleByCycle = runs.length < 2 ? null : new Set(runs.map(([, { hash }]) => hash)).size === 1;
  const passed = equalCycleByCycle !== false && Object.values(verification.mismatches).every((count) => count === 0);
  return { ...verification, passed, equalCycleByCycle, engines };
}

/** The table of a verification, and its verdict in a sentence per engine. */
export function describeVerification({ layers: shapes }: Network, { images, layers, mismatches, engines, equalCycleByCycle }: PlainVerification): string {
  const names = Object.keys(engines) as EngineName[];
  const table = textTable(
    ['layer', 'output', 'w bits', 'a bits', 'cycles: model', ...names, 'utilisation', ...names.map((name) => `${name} differs`)],
    layers.map((layer, i) => [
      layer.name, shapes[i]!.outputShape.join('x'), planesText(shapes[i]!.weightBits, layer.weightPlanes), shapes[i]!.activationBits, layer.cycles.model,
      ...names.map((name) => layer.cycles[name]!), `${(100 * layer.utilisation).toFixed(1)} %`, ...names.map((name) => layer.mismatches[name]!),
    ]),
  );
  const verdicts = names.map((name) => {
    const { cycles, seconds } = engines[name]!;
    return `${name}: ${mismatches[name]} mismatches in values and cycles, ${images} ${images === 1 ? 'image' : 'images'}, ${cycles.toLocaleString('en')} cycles in ${seconds.toFixed(1)} s`;
  });
  const alike = equalCycleByCycle === null ? [] : [equalCycleByCycle ? 'engines: equal cycle by cycle' : 'engines: NOT equal cycle by cycle'];
  return [table, ...verdicts, ...alike].join('\n');
}
