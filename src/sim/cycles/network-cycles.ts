import type { LoweredLayer, Program } from '../../network/lowering/lower-network.js';
import { layerCycles, type LayerCycles, type LayerSituation } from './layer-cycles.js';
import { layerFigures, type LayerFigures } from './layer-figures.js';

/** The cycles of every layer of a lowered network, by the model: equal to those that a simulator counts. */
export function networkCycles(program: Program, latency: number): LayerCycles[] {
  return program.layers.map((lowered) =>
    layerCycles(lowered.layer, lowered.layer.weightBits, lowered.layer.activationBits, program.parameters, situationOf(lowered, latency)));
}

/** Everything that the model says of the layers of a lowered network. */
export function networkFigures(program: Program, latency: number): LayerFigures[] {
  const used = new Set(program.layers.flatMap(({ layer }) => [layer.input, layer.skip?.input]));
  return program.layers.map((lowered) => {
    const { name, weightBits, activationBits, output } = lowered.layer;
    const keep = output.kind === 'codes' && used.has(name) ? output.bits : undefined;
    return layerFigures({ shape: lowered.layer, weightBits, activationBits, situation: situationOf(lowered, latency), keep, added: lowered.layer.skip?.bits }, program.parameters);
  });
}

function situationOf({ layer, load, store, slotsLog, mapBits }: LoweredLayer, latency: number): LayerSituation {
  return { load, store: store && (layer.output.kind === 'raw' ? { kind: 'raw' } : { kind: 'codes', bits: layer.output.bits }), latency, slotsLog, mapBits };
}
