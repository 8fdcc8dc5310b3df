import { dot, gridY, lineY, ruleY, text } from '@observablehq/plot';
import { type Figure, legendEntry } from './figure.js';
import { countText, percentText } from './number-format.js';
import { palette } from './palette.js';
import type { SweepFile, SweepNetwork } from './sweep-results.js';

/** Accuracy over cycles of all networks of a sweep, with the front of the searched ones as a line, and the uniform ones by name. */
export function frontPlot({ points, float, images }: SweepFile): Figure {
  const front = points.filter(({ onFront }) => onFront).sort((a, b) => a.cycles - b.cycles);
  const of = (method: (name: string) => boolean): SweepNetwork[] => points.filter((point) => method(point.method));
  const [searched, uniform, rivals] = [of((name) => name === 'searched'), of((name) => name === 'uniform'), of((name) => name !== 'searched' && name !== 'uniform')];
  const meanFloat = float.reduce((sum, { accuracy }) => sum + accuracy, 0) / float.length;
  const rivalNames = [...new Set(rivals.map(({ name }) => name))];
  const percent = { x: 'cycles', y: ({ accuracy }: SweepNetwork) => 100 * accuracy } as const;
  const all = [...points.map(({ accuracy }) => 100 * accuracy), 100 * meanFloat];
  return {
    title: 'Accuracy over cycles',
    spanning: true,
    description: `Accuracy of the integer networks over cycles. On the front: ${front.map(({ cycles, accuracy }) => `${percentText(accuracy)} at ${countText(cycles)}`).join(', ')}; float ${percentText(meanFloat)}.`,
    note: [
      legendEntry('dot', palette.searched, 'searched'),
      legendEntry('line', palette.searched, 'front: verified, and no other searched network has as few cycles and as much accuracy'),
      uniform.length > 0 ? legendEntry('ring', palette.uniform, 'uniform bits') : undefined,
      rivals.length > 0 ? legendEntry('cross', palette.activations, rivalNames.join(', ')) : undefined,
      legendEntry('line', palette.float, `float, mean of ${float.length} ${float.length === 1 ? 'seed' : 'seeds'}`),
      `Integer networks on ${countText(images.test)} test images, one mark per target and seed.`,
    ],
    plot: (width) => ({
      height: width < 400 ? 300 : 380,
      marginTop: 30,
      marginLeft: 52,
      marginRight: 30,
      marginBottom: 44,
      x: { label: 'cycles per image', labelAnchor: 'center', labelArrow: 'none', ticks: width < 400 ? 4 : 8, tickFormat: ',d', nice: true, inset: 12 },
      y: { domain: accuracyDomain(all), label: 'accuracy, %', labelArrow: 'none', ticks: 6 },
      marks: [
        gridY({ stroke: palette.line, strokeOpacity: 0.7, ticks: 6 }),
        ruleY([100 * meanFloat], { stroke: palette.float, strokeWidth: 1.5 }),
        lineY(front, { ...percent, curve: 'step-after', stroke: palette.searched, strokeWidth: 1.75 }),
        text(firstOfName(uniform), { ...percent, text: 'name', dy: 14, fill: palette.quiet, stroke: 'white', strokeWidth: 4 }),
        dot(rivals, { ...percent, r: 4, symbol: 'times', stroke: palette.activations, strokeWidth: 2 }),
        dot(uniform, { ...percent, r: 5, stroke: palette.uniform, strokeWidth: 2, fill: 'white' }),
        dot(searched, { ...percent, r: 5.5, fill: palette.searched, fillOpacity: ({ onFront }: SweepNetwork) => (onFront ? 1 : 0.45), stroke: 'white' }),
      ],
    }),
  };
}

/** Of the networks of one name and cycle count (several seeds) the lowest, under which the name is written once. */
function firstOfName(points: readonly SweepNetwork[]): SweepNetwork[] {
  const lowest = new Map<string, SweepNetwork>();
  for (const point of [...points].sort((a, b) => b.accuracy - a.accuracy)) lowest.set(`${point.name} ${point.cycles}`, point);
  return [...lowest.values()];
}

/** All accuracies, and never less than half a point, in which noise would look like a result. */
function accuracyDomain(all: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const margin = Math.max(0.08 * (high - low), 0.25);
  return [Math.max(0, low - margin), Math.min(100, high + margin)];
}
