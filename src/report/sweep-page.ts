import { dataTable } from './data-table.js';
import { drawFigure } from './figure.js';
import { frontPlot } from './front-plot.js';
import { html, type Markup } from './markup.js';
import { countText, percentText } from './number-format.js';
import { styleSheet } from './style-sheet.js';
import type { SweepFile } from './sweep-results.js';

/** A sweep as one HTML page that needs nothing else: the front, and every network. The same content gives the same bytes. */
export function sweepPage(name: string, results: SweepFile): string {
  const { points, data, model, images } = results;
  const [targets, seeds] = [new Set(points.map(({ target }) => target)), new Set(points.map(({ seed }) => seed))];
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${name} \u2013 Bitloom sweep</title>
<style>${styleSheet}</style>
</head>
<body>
<header>
<h1>${name}</h1>
<p class="lead">Bitwidth searches of model ${model} on ${data} at ${targets.size} ${targets.size === 1 ? 'target' : 'targets'} and ${seeds.size} ${seeds.size === 1 ? 'seed' : 'seeds'}; accuracies on ${countText(images.test)} test images.</p>
</header>
<main>
<h2>Networks</h2>
${drawFigure(frontPlot(results))}
<section class="after">${networkTable(results)}</section>
</main>
</body>
</html>
`.source;
}

function networkTable({ points }: SweepFile): Markup {
  const verdict = (verified: boolean | null): string => (verified === null ? '\u2013' : verified ? 'yes' : 'differs');
  return dataTable({
    name: 'Networks',
    columns: [{ title: 'network', kind: 'name' }, { title: 'target' }, { title: 'seed' }, { title: 'cycles' }, { title: 'integer' }, { title: 'quantized' }, { title: 'verified' }, { title: 'front' }],
    rows: [...points].sort((a, b) => a.cycles - b.cycles || b.accuracy - a.accuracy).map((point) =>
      [point.name, point.target, String(point.seed), countText(point.cycles), percentText(point.accuracy), percentText(point.quantized), verdict(point.verified), point.onFront ? 'yes' : '']),
  });
}
