import { axisX, barY, text } from '@observablehq/plot';
import { type Figure, legendEntry } from './figure.js';
import { fitLayerNames } from './layer-names.js';
import type { RunResults } from './run-results.js';

/** Lightest for the fewest bits, darkest for the most: each step tells apart from its neighbours. */
const shades = ['#eef3f8', '#cfdfee', '#a9c6e0', '#7fa9cf', '#558bbb', '#326ea6', '#14599c', '#0b3562'];

/**
 * Shares of the candidate bitwidths of every operand after each epoch: a row per layer, weights at the left, the map that it writes at the
 * right, stacked from few bits to many. Undefined where the run kept none.
 */
export function strengthsPlot({ history, layers }: RunResults): Figure | undefined {
  const kept = history.map(({ strengths }) => strengths ?? []);
  const last = kept.at(-1) ?? [];
  if (last.length === 0) return undefined;
  const rows = layers.filter(({ name }) => last.some(({ layer }) => layer === name));
  const columns = { weights: 'weights', maps: 'output map' } as const;
  const cells = kept.flatMap((strengths, epoch) => strengths.flatMap(({ operand, layer, bits, shares }) =>
    bits.map((b, i) => ({ epoch: epoch + 1, operand: columns[operand], row: rows.findIndex(({ name }) => name === layer), bits: b, share: shares[i]! }))));
  const all = [...new Set(cells.map(({ bits }) => bits))].sort((a, b) => a - b);
  const chosen = last.map(({ operand, layer, bits, shares }) => {
    const most = Math.max(...shares);
    return `${layer} ${columns[operand]} ${bits[shares.indexOf(most)]!} bits (${Math.round(100 * most)} %)`;
  });
  return {
    title: 'Strengths over the epochs',
    spanning: true,
    description: `Shares of the candidate bitwidths after each of ${history.length} epochs. The greatest at the end: ${chosen.join(', ')}.`,
    note: ['Shares of the candidates after each epoch, stacked from few bits at the bottom to many at the top. ', ...all.map((b) => legendEntry('bar', shades[b - 1]!, `${b} bit${b === 1 ? '' : 's'}`))],
    plot: (width) => {
      const { names, margin } = fitLayerNames(rows, width);
      return {
        height: 60 + 44 * rows.length,
        marginLeft: margin,
        marginTop: 26,
        marginRight: 10,
        marginBottom: 42,
        fx: { domain: Object.values(columns), label: null, padding: 0.06 },
        fy: { domain: rows.map((_, index) => index), label: null, axis: null, padding: 0.14 },
        x: { padding: 0 },
        y: { domain: [0, 1], axis: null },
        color: { type: 'ordinal', domain: all, range: all.map((b) => shades[b - 1]!) },
        marks: [
          barY(cells, { x: 'epoch', y: 'share', fx: 'operand', fy: 'row', fill: 'bits', order: 'bits', insetLeft: 0.5, insetRight: 0.5 }),
          axisX({ label: 'epoch of the search', labelAnchor: 'center', labelArrow: 'none', tickSize: 0, tickFormat: 'd', ticks: epochTicks(history.length, width) }),
          text(names.map((name, row) => ({ name, row, operand: columns.weights })), { fx: 'operand', fy: 'row', text: 'name', frameAnchor: 'left', textAnchor: 'end', dx: -8 }),
        ],
      };
    },
  };
}

function epochTicks(epochs: number, width: number): number[] {
  const every = Math.ceil((epochs * 60) / width);
  return Array.from({ length: epochs }, (_, index) => index + 1).filter((epoch) => (epoch - 1) % every === 0);
}
