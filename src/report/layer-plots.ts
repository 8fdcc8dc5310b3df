import { axisFy, axisX, barX, dot, gridX, text } from '@observablehq/plot';
import { type Figure, legendEntry } from './figure.js';
import { fitLayerNames } from './layer-names.js';
import { countText } from './number-format.js';
import { palette } from './palette.js';
import type { RunLayer, RunResults } from './run-results.js';
import type { RunVerification } from './run-verification.js';

/** Weight and activation bits of every layer. */
export function layerBitsPlot({ layers }: RunResults): Figure {
  const bars = layers.flatMap(({ weightBits, activationBits }, index) => [
    { layer: index, operand: 'w', bits: weightBits, color: palette.weights },
    { layer: index, operand: 'a', bits: activationBits, color: palette.activations },
  ]);
  return {
    title: 'Bits per layer',
    description: `Bits of weights and activations: ${layers.map(({ name, weightBits, activationBits }) => `${name} ${weightBits} and ${activationBits}`).join(', ')}.`,
    note: [legendEntry('bar', palette.weights, 'weights'), legendEntry('bar', palette.activations, 'activations that the layer reads')],
    plot: (width) => {
      const { names, margin } = fitLayerNames(layers, width);
      return {
        height: 46 + 42 * layers.length,
        marginLeft: margin,
        marginTop: 4,
        marginBottom: 40,
        marginRight: 24,
        x: { domain: [0, 8] },
        y: { axis: null, domain: ['w', 'a'], padding: 0.1 },
        fy: { label: null, domain: layers.map((_, index) => index), padding: 0.25 },
        marks: [
          gridX({ ticks: 8, stroke: palette.line, strokeOpacity: 0.7 }),
          axisX({ ticks: 8, tickSize: 0, label: 'bits', labelAnchor: 'center', labelArrow: 'none' }),
          axisFy({ anchor: 'left', tickFormat: (index: number) => names[index]!, tickSize: 0 }),
          barX(bars, { fy: 'layer', y: 'operand', x: 'bits', fill: 'color' }),
          text(bars, { fy: 'layer', y: 'operand', x: 'bits', text: 'bits', dx: 8, fill: palette.ink }),
        ],
      };
    },
  };
}

/** Cycles of every layer by the cost table, with what the engines counted drawn over where the run was verified. */
export function layerCyclesPlot({ layers, cycles }: RunResults, verification: RunVerification | undefined): Figure {
  const counted = (verification?.layers ?? []).flatMap(({ cycles: { simulator, verilator } }, layer) => [
    ...(simulator === null ? [] : [{ layer, cycles: simulator, symbol: 'circle' }]),
    ...(verilator === null ? [] : [{ layer, cycles: verilator, symbol: 'times' }]),
  ]);
  const most = Math.max(...layers.map((layer) => layer.cycles), ...counted.map((mark) => mark.cycles));
  const outermost = (layer: RunLayer, index: number): number => Math.max(layer.cycles, ...counted.filter((mark) => mark.layer === index).map((mark) => mark.cycles));
  const label = (layer: RunLayer): string => `${countText(layer.cycles)}  ${Math.round((100 * layer.cycles) / cycles)} %`;
  const has = (engine: string): boolean => counted.some(({ symbol }) => symbol === engine);
  return {
    title: 'Cycles per layer',
    description: `Cycles per layer by the cost table: ${layers.map((layer) => `${layer.name} ${countText(layer.cycles)}`).join(', ')}.`,
    note: [
      legendEntry('bar', palette.searched, 'cost table'),
      !has('circle') ? undefined : legendEntry('ring', palette.ink, 'simulator'),
      !has('times') ? undefined : legendEntry('cross', palette.target, 'Verilator'),
    ],
    plot: (width) => {
      const { names, margin } = fitLayerNames(layers, width);
      // Of the figures at the bars' ends; ticks of six digits need 60 pixels each.
      const marginRight = 108;
      const ticks = Math.min(4, Math.max(2, Math.floor((width - margin - marginRight) / 60)));
      return {
        height: 46 + 42 * layers.length,
        marginLeft: margin,
        marginTop: 4,
        marginBottom: 40,
        marginRight,
        x: { domain: [0, most] },
        y: { label: null, domain: layers.map((_, index) => index), padding: 0.4, tickFormat: (index: number) => names[index]!, tickSize: 0 },
        marks: [
          gridX({ ticks, stroke: palette.line, strokeOpacity: 0.7 }),
          axisX({ ticks, tickSize: 0, tickFormat: ',d', label: 'cycles per image', labelAnchor: 'center', labelArrow: 'none' }),
          barX(layers, { y: (_, index: number) => index, x: 'cycles', fill: palette.searched, fillOpacity: 0.85 }),
          text(layers, { y: (_, index: number) => index, x: outermost, text: label, textAnchor: 'start', dx: 12, fill: palette.ink }),
          dot(counted.filter(({ symbol }) => symbol === 'circle'), { y: 'layer', x: 'cycles', r: 5, stroke: palette.ink, strokeWidth: 1.75, fill: 'white', fillOpacity: 0.6 }),
          dot(counted.filter(({ symbol }) => symbol === 'times'), { y: 'layer', x: 'cycles', r: 3.5, symbol: 'times', stroke: palette.target, strokeWidth: 1.75 }),
        ],
      };
    },
  };
}
