import { dot, gridY, link, type PlotOptions, ruleX, ruleY, text } from '@observablehq/plot';
import { type Figure, legendEntry, targetStroke } from './figure.js';
import { countText, percentText } from './number-format.js';
import { palette } from './palette.js';
import type { RunResults } from './run-results.js';
import { spreadLabels } from './spread-labels.js';

interface Contestant {
  readonly name: string;
  readonly kind: 'searched' | 'uniform' | 'rival';
  readonly cycles: number;
  /** Of the integer network, which is what the hardware computes, and one standard error of it. In percent. */
  readonly accuracy: number;
  readonly error: number;
}

/** Accuracy of the integer networks over their cycles: the searched one, the uniform ones, the float accuracy and the target as lines. */
export function accuracyPlot(results: RunResults): Figure {
  const { accuracy, targetCycles, unit, images } = results;
  const contestants = contestantsOf(results);
  const points = contestants.map(({ name, cycles, accuracy: value }) => `${name} ${percentText(value / 100)} at ${countText(cycles)}`);
  return {
    title: 'Accuracy over cycles',
    description: `Accuracy of the integer networks over cycles by the cost table: ${points.join(', ')}; ${unit === 'cycles' ? `target ${countText(targetCycles)}, ` : ''}float ${percentText(accuracy.float)}.`,
    note: [
      legendEntry('dot', palette.searched, 'searched'),
      accuracy.uniform.length > 0 ? legendEntry('ring', palette.uniform, 'uniform bits, trained as long') : undefined,
      accuracy.rivals.length > 0 ? legendEntry('cross', palette.activations, 'other ways to settle bits, trained as long') : undefined,
      unit === 'cycles' ? legendEntry('dashed', palette.target, `target, ${countText(targetCycles)} cycles`) : undefined,
      legendEntry('line', palette.float, 'float'),
      `Integer networks on ${countText(images.test)} test images; whiskers are one standard error of that many.`,
    ],
    plot: (width) => scatter(contestants, results, width),
  };
}

function scatter(contestants: readonly Contestant[], { accuracy, targetCycles, unit }: RunResults, width: number): PlotOptions {
  const height = 300;
  // A target in FLOPs has no place on the axis of cycles.
  const targets = unit === 'cycles' ? [targetCycles] : [];
  const x = cyclesDomain(contestants, targets);
  const y = accuracyDomain(contestants, 100 * accuracy.float);
  const labelHeight = (18 / (height - 74)) * (y[1] - y[0]);
  const heights = spreadLabels(contestants.map((contestant) => contestant.accuracy), labelHeight, y);
  const reach = 0.03 * (x[1] - x[0]);
  const labelled = contestants.map((contestant, index) => {
    const onLeft = contestant.cycles > x[0] + 0.6 * (x[1] - x[0]);
    return { ...contestant, onLeft, labelX: contestant.cycles + (onLeft ? -reach : reach), labelY: heights[index]! };
  });
  // On a phone a label with its figure would reach over other marks; the figures stand in the table of networks, too.
  const labelText = ({ name, accuracy: value }: Contestant): string => (width < 400 ? name : `${name} ${percentText(value / 100)}`);
  const label = { x: 'labelX', y: 'labelY', text: labelText, fontWeight: 600, fill: colorOf, stroke: 'white', strokeWidth: 4 };

  return {
    height,
    marginTop: 30,
    marginLeft: 52,
    marginBottom: 44,
    x: { domain: x, label: 'cycles per image', labelAnchor: 'center', labelArrow: 'none', ticks: width < 400 ? 4 : 5, tickFormat: ',d' },
    y: { domain: y, label: 'accuracy, %', labelArrow: 'none', ticks: 6 },
    marks: [
      gridY({ stroke: palette.line, strokeOpacity: 0.7, ticks: 6 }),
      ruleY([100 * accuracy.float], { stroke: palette.float, strokeWidth: 1.5 }),
      text([`float ${percentText(accuracy.float)}`], { frameAnchor: 'left', y: () => 100 * accuracy.float, dx: 4, dy: -8, fill: palette.quiet, stroke: 'white', strokeWidth: 4 }),
      ruleX(targets, targetStroke),
      link(labelled, { x1: 'cycles', y1: 'accuracy', x2: 'labelX', y2: 'labelY', stroke: colorOf, strokeWidth: 0.75 }),
      link(labelled, { x: 'cycles', y1: ({ accuracy: value, error }: Contestant) => value - error, y2: ({ accuracy: value, error }: Contestant) => value + error, stroke: colorOf, strokeWidth: 1.25 }),
      text(labelled.filter(({ onLeft }) => !onLeft), { ...label, textAnchor: 'start', dx: 3 }),
      text(labelled.filter(({ onLeft }) => onLeft), { ...label, textAnchor: 'end', dx: -3 }),
      dot(labelled.filter(({ kind }) => kind === 'uniform'), { x: 'cycles', y: 'accuracy', r: 5, stroke: palette.uniform, strokeWidth: 2, fill: 'white' }),
      dot(labelled.filter(({ kind }) => kind === 'rival'), { x: 'cycles', y: 'accuracy', r: 4.5, symbol: 'times', stroke: palette.activations, strokeWidth: 2 }),
      dot(labelled.filter(({ kind }) => kind === 'searched'), { x: 'cycles', y: 'accuracy', r: 6.5, fill: palette.searched, stroke: 'white' }),
    ],
  };
}

function contestantsOf({ accuracy, cycles, images }: RunResults): Contestant[] {
  const contestant = (name: string, kind: Contestant['kind'], own: number, share: number): Contestant => ({
    name,
    kind,
    cycles: own,
    accuracy: 100 * share,
    error: 100 * Math.sqrt((share * (1 - share)) / images.test),
  });
  return [
    contestant('searched', 'searched', cycles, accuracy.integer),
    ...accuracy.uniform.map((uniform) => contestant(uniform.name, 'uniform', uniform.cycles, uniform.integer)),
    ...accuracy.rivals.map((rival) => contestant(rival.name, 'rival', rival.cycles, rival.integer)),
  ];
}

/** All networks and the target, with room at the left for labels, which lie on that side of the right half's marks. */
function cyclesDomain(contestants: readonly Contestant[], targets: readonly number[]): [number, number] {
  const all = [...targets, ...contestants.map(({ cycles }) => cycles)];
  const span = Math.max(Math.max(...all) - Math.min(...all), 0.1 * Math.max(...all));
  return [Math.max(0, Math.min(...all) - 0.3 * span), Math.max(...all) + 0.12 * span];
}

/** All accuracies with their errors, and never less than half a point, in which noise would look like a result. */
function accuracyDomain(contestants: readonly Contestant[], float: number): [number, number] {
  const low = Math.min(float, ...contestants.map(({ accuracy, error }) => accuracy - error));
  const high = Math.max(float, ...contestants.map(({ accuracy, error }) => accuracy + error));
  const margin = Math.max(0.08 * (high - low), 0.25);
  return [Math.max(0, low - margin), Math.min(100, high + margin)];
}

function colorOf({ kind }: Contestant): string {
  return kind === 'searched' ? palette.searched : palette.quiet;
}
