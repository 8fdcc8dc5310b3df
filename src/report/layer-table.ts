import { html, type Markup } from './markup.js';
import { countText, extentText, percentText } from './number-format.js';
import type { RunLayer, RunResults } from './run-results.js';
import type { RunVerification } from './run-verification.js';
import { dataTable } from './data-table.js';

/** One row per layer; what only a verification tells is left out without one. */
export function layerTable({ layers, cycles }: RunResults, verification: RunVerification | undefined): Markup {
  const total = (engine: 'simulator' | 'verilator'): string => {
    const counts = (verification?.layers ?? []).map((layer) => layer.cycles[engine]);
    return counts.includes(null) ? '\u2013' : countText(counts.reduce<number>((sum, count) => sum + count!, 0));
  };
  return dataTable({
    name: 'Layers',
    columns: [
      { title: 'layer', kind: 'name' },
      { title: 'input' },
      { title: 'output' },
      { title: 'kernel' },
      { title: 'w bits' },
      { title: 'a bits' },
      { title: 'cycles, table' },
      ...(verification === undefined ? [] : [{ title: 'simulator' }, { title: 'Verilator' }, { title: 'utilisation' }]),
    ],
    rows: layers.map((layer, index) => {
      const verified = verification?.layers[index];
      return [
        layer.name,
        extentText(layer.shape.inputShape),
        extentText(layer.shape.outputShape),
        kernelText(layer),
        layer.weightBits,
        layer.activationBits,
        countText(layer.cycles),
        ...(verified === undefined ? [] : [
          countedCycles(verified.cycles.simulator, layer.cycles),
          countedCycles(verified.cycles.verilator, layer.cycles),
          percentText(verified.utilisation),
        ]),
      ];
    }),
    total: [
      'all layers', '', '', '', '', '',
      countText(cycles),
      ...(verification === undefined ? [] : [
        total('simulator'),
        total('verilator'),
        '',
      ]),
    ],
  });
}

/** `3 x 3, stride 2, depthwise, residual`: what the layer does besides convolving, or instead of it. */
function kernelText({ shape: { kind, kernel, stride, dilation = [1, 1], groups = 1, residual = false, inputShape } }: RunLayer): string {
  const window = { convolution: extentText(kernel), dense: 'dense', maxpool: `maxpool ${extentText(kernel)}`, averagepool: `averagepool ${extentText(kernel)}` }[kind];
  return [
    window,
    ...(kind === 'dense' ? [] : pairText('stride', stride)),
    ...pairText('dilation', dilation),
    ...(groups === 1 ? [] : [groups === inputShape[2] ? 'depthwise' : `${groups} groups`]),
    ...(residual ? ['residual'] : []),
  ].join(', ');
}

/** A pair [vertical, horizontal] that is not 1 in both: one number where they are equal. */
function pairText(name: string, pair: readonly number[]): readonly string[] {
  if (pair.every((value) => value === 1)) return [];
  return [`${name} ${pair[0] === pair[1] ? pair[0] : extentText(pair)}`];
}

/** An engine's count, marked where it is not the table's. */
function countedCycles(counted: number | null, predicted: number): Markup | string {
  if (counted === null) return '\u2013';
  return counted === predicted ? countText(counted) : html`<span class="bad" title="differs from the cost table">\u2260 ${countText(counted)}</span>`;
}
