import { axisX, cell, dot, gridY, lineY, ruleY, text } from '@observablehq/plot';
import { type Figure, legendEntry, targetStroke } from './figure.js';
import { fitLayerNames } from './layer-names.js';
import { countText } from './number-format.js';
import { palette } from './palette.js';
import { epochBits, type RunResults } from './run-results.js';

const epochAxis = { label: 'epoch of the search', labelAnchor: 'center', labelArrow: 'none' } as const;

/** Expected and argmax cycles after each epoch against the target. Their gap is the surprise at discretisation. */
export function cyclesHistoryPlot({ history, targetCycles, unit }: RunResults): Figure {
  const counted = unit === 'flops' ? 'FLOPs' : 'cycles';
  const epochs = history.map((record, index) => ({ ...record, epoch: index + 1 }));
  const last = epochs.at(-1)!;
  const most = Math.max(targetCycles, ...epochs.map((epoch) => Math.max(epoch.expectedCycles, epoch.argmaxCycles)));
  return {
    title: `Expected and argmax ${counted}`,
    description: `${unit === 'flops' ? 'FLOPs' : 'Cycles'} after each of ${epochs.length} epochs. At the end: expected ${countText(last.expectedCycles)}, of the network of the greatest strengths ${countText(last.argmaxCycles)}, target ${countText(targetCycles)}.`,
    note: [
      legendEntry('line', palette.searched, 'expected'),
      legendEntry('line', palette.ink, 'argmax, the network of the greatest strengths'),
      legendEntry('dashed', palette.target, 'target'),
    ],
    plot: () => ({
      height: 260,
      marginTop: 30,
      marginLeft: 7.5 * countText(most).length + 18,
      marginBottom: 44,
      x: { domain: [1, Math.max(2, epochs.length)] },
      y: { label: counted, labelArrow: 'none', zero: true, nice: true, ticks: 5, tickFormat: ',d' },
      marks: [
        gridY({ stroke: palette.line, strokeOpacity: 0.7, ticks: 5 }),
        axisX(epochTicks(epochs.length)),
        ruleY([targetCycles], targetStroke),
        lineY(epochs, { x: 'epoch', y: 'argmaxCycles', stroke: palette.ink, strokeWidth: 1.25 }),
        lineY(epochs, { x: 'epoch', y: 'expectedCycles', stroke: palette.searched, strokeWidth: 2.25 }),
        dot(epochs.length > 30 ? [last] : epochs, { x: 'epoch', y: 'expectedCycles', r: 3, fill: palette.searched }),
      ],
    }),
  };
}

/** Mean loss per epoch on the images that train weights and on the fold that trains strengths. */
export function lossHistoryPlot({ history }: RunResults): Figure {
  const epochs = history.map((record, index) => ({ ...record, epoch: index + 1 }));
  // In the warm-up strengths stand still; their loss of 0 is none.
  const stepped = epochs.filter(({ strengthLoss }) => strengthLoss > 0);
  const last = epochs.at(-1)!;
  return {
    title: 'Loss of the search',
    description: `Mean training loss per epoch, from ${epochs[0]!.loss.toFixed(4)} to ${last.loss.toFixed(4)} on the weights' images.`,
    note: [
      legendEntry('line', palette.weights, 'weights, on their images'),
      stepped.length > 0 ? legendEntry('dashed', palette.activations, 'strengths, on their fold of the images') : undefined,
    ],
    plot: () => ({
      height: 260,
      marginTop: 30,
      marginLeft: 58,
      marginBottom: 44,
      x: { domain: [1, Math.max(2, epochs.length)] },
      y: { label: 'loss', labelArrow: 'none', zero: true, nice: true, ticks: 5 },
      marks: [
        gridY({ stroke: palette.line, strokeOpacity: 0.7, ticks: 5 }),
        axisX(epochTicks(epochs.length)),
        lineY(stepped, { x: 'epoch', y: 'strengthLoss', stroke: palette.activations, strokeWidth: 1.75, strokeDasharray: '5,3' }),
        lineY(epochs, { x: 'epoch', y: 'loss', stroke: palette.weights, strokeWidth: 2.25 }),
        dot(epochs.length > 30 ? [last] : epochs, { x: 'epoch', y: 'loss', r: 3, fill: palette.weights }),
      ],
    }),
  };
}

/** Bits of the network of the greatest strengths after each epoch, and of the final one after fitting to the budget. */
export function bitsHistoryPlot({ history, layers }: RunResults): Figure {
  const columns = [...history.map(epochBits), layers];
  const cells = columns.flatMap((column, epoch) => column.map(({ weightBits, activationBits }, layer) => ({
    epoch,
    layer,
    planes: weightBits * activationBits,
    text: `${weightBits}\u00d7${activationBits}`,
  })));
  return {
    title: 'Bits over the epochs',
    spanning: true,
    description: `Weight and activation bits of the greatest strengths after each of ${history.length} epochs, and those that fit the target: ${cells.slice(-layers.length).map(({ layer, text: bits }) => `${layers[layer]!.name} ${bits}`).join(', ')}.`,
    note: 'Weight \u00d7 activation bits of the greatest strengths after each epoch, then \u201cfit\u201d: as fitted to the target. The darker, the more plane pairs.',
    plot: (width) => {
      const { names, margin } = fitLayerNames(layers, width);
      const room = (width - margin - 10) / columns.length;
      const every = Math.ceil(24 / room);
      return {
        height: 50 + 34 * layers.length,
        marginLeft: margin,
        marginTop: 4,
        marginRight: 10,
        marginBottom: 42,
        x: { domain: columns.map((_, index) => index), padding: room > 10 ? 0.06 : 0 },
        y: { label: null, domain: layers.map((_, index) => index), padding: 0.08, tickFormat: (index: number) => names[index]!, tickSize: 0 },
        color: { type: 'sqrt', domain: [0, 64], range: ['#f3f7fb', palette.searched] },
        marks: [
          axisX({
            ...epochAxis,
            ticks: columns.map((_, index) => index).filter((index) => index === history.length || (index % every === 0 && index < history.length - every + 1)),
            tickFormat: (index: number) => (index === history.length ? 'fit' : `${index + 1}`),
            tickSize: 0,
          }),
          cell(cells, { x: 'epoch', y: 'layer', fill: 'planes' }),
          room < 21 ? undefined : text(cells, { x: 'epoch', y: 'layer', text: 'text', fontSize: room < 30 ? 11 : 12.5, fill: ({ planes }) => (planes > 36 ? 'white' : palette.ink) }),
        ],
      };
    },
  };
}

/** The epoch axis with ticks at whole epochs, at most about ten. */
function epochTicks(epochs: number): object {
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((size) => epochs / size <= 10) ?? 1000;
  return { ...epochAxis, ticks: Array.from({ length: epochs }, (_, index) => index + 1).filter((epoch) => epoch === 1 || epoch % step === 0), tickFormat: 'd' };
}
