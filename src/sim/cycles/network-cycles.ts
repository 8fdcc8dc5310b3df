import type { Program } from '../../network/lowering/lower-network.js';
import { layerCycles, type LayerCycles } from './layer-cycles.js';

/** The cycles of every layer of a lowered network, by the model: equal to those that a simulator counts. */
export function networkCycles(program: Program, latency: number): LayerCycles[] {
  return program.layers.map(({ layer, load, store, slotsLog }) =>
    layerCycles(layer, layer.weightBits, layer.activationBits, program.parameters, {
      load,
      store: store && (layer.output.kind === 'raw' ? { kind: 'raw' } : { kind: 'codes', bits: layer.output.bits }),
      latency,
      slotsLog,
    }),
  );
}
