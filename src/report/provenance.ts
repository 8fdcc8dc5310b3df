import { html, type Markup } from './markup.js';
import { countText, secondsText } from './number-format.js';
import type { RunResults } from './run-results.js';

/** What the run was made from: all that is needed to repeat it and to tell it from another. */
export function provenance({ parameters, versions, images, costTableHash, seconds }: RunResults): Markup {
  return html`<div class="columns">
${facts('Parameters', Object.entries(parameters).map(([name, value]) => [parameterName(name), valueText(value)]))}
<div>${facts('Versions', Object.entries(versions))}
${facts('Data', [['training images', countText(images.train)], ['test images', countText(images.test)]])}
${facts('Time of training', Object.entries(seconds).map(([stage, value]) => [stage, secondsText(value)]))}</div>
</div>
${facts('Cost table', [['SHA-256', html`<code>${costTableHash}</code>`]])}
`;
}

function facts(title: string, entries: readonly (readonly [name: string, value: string | Markup])[]): Markup {
  return html`<div><h3>${title}</h3>
<dl class="facts">${entries.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></div>`;
}

/** `retrainEpochs` reads as `retrain epochs`. */
function parameterName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(valueText).join(', ');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
