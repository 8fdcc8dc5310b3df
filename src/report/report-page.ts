import { accuracyPlot } from './accuracy-plot.js';
import { drawFigure } from './figure.js';
import { headline } from './headline.js';
import { bitsHistoryPlot, cyclesHistoryPlot, lossHistoryPlot } from './history-plots.js';
import { layerBitsPlot, layerCyclesPlot } from './layer-plots.js';
import { layerTable } from './layer-table.js';
import { html, type Markup } from './markup.js';
import { networkTable } from './network-table.js';
import { countText } from './number-format.js';
import { provenance } from './provenance.js';
import type { RunResults } from './run-results.js';
import type { RunVerification } from './run-verification.js';
import { strengthsPlot } from './strengths-plot.js';
import { styleSheet } from './style-sheet.js';

export interface ReportContent {
  /** The run's name, for the title. */
  readonly name: string;
  readonly results: RunResults;
  readonly verification: RunVerification | undefined;
}

/**
 * A run as one HTML page that needs nothing else: no scripts, no requests, plots as inline SVG. The same content gives the same bytes.
 */
export function reportPage({ name, results, verification }: ReportContent): string {
  const { parameters, history, images } = results;
  const strengths = strengthsPlot(results);
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${name} \u2013 Bitloom report</title>
<style>${styleSheet}</style>
</head>
<body>
<header>
<h1>${name}</h1>
<p class="lead">Bitwidth search of model ${parameters.model} on ${parameters.data} for ${countText(results.targetCycles)} ${results.unit === 'flops' ? 'FLOPs' : 'cycles'} (${parameters.target}), seed ${parameters.seed}; accuracies on ${countText(images.test)} test images.</p>
</header>
<main>
${headline(results, verification)}
<h2>Networks</h2>
${figures(drawFigure(accuracyPlot(results)), networkTable(results))}
<h2>Layers</h2>
${figures(drawFigure(layerBitsPlot(results)), drawFigure(layerCyclesPlot(results, verification)))}
<section class="after">${layerTable(results, verification)}</section>
${history.length === 0 ? undefined : html`<h2>Search</h2>
${figures(drawFigure(cyclesHistoryPlot(results)), drawFigure(lossHistoryPlot(results)))}
<section class="after">${drawFigure(bitsHistoryPlot(results))}</section>${strengths === undefined ? undefined : html`
<section class="after">${drawFigure(strengths)}</section>`}`}
<h2>To repeat this run</h2>
${provenance(results)}
</main>
</body>
</html>
`.source;
}

function figures(...parts: readonly Markup[]): Markup {
  return html`<div class="figures">
${parts.map((part) => html`<div>${part}</div>
`)}</div>`;
}
