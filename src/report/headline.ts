import { html, type Markup } from './markup.js';
import { countText, percentText, pointsText } from './number-format.js';
import type { RunResults } from './run-results.js';
import { layersOffTable, type RunVerification } from './run-verification.js';

interface Tile {
  readonly title: string;
  readonly value: string;
  /** Below the value; the judgement on it comes first, as a word, not as a colour alone. */
  readonly detail: string;
  readonly verdict?: 'good' | 'bad' | undefined;
}

/** The figures that a reader looks for first. */
export function headline(results: RunResults, verification: RunVerification | undefined): Markup {
  const tiles = [accuracyTile(results), cyclesTile(results), uniformTile(results), verificationTile(results, verification)];
  return html`<dl class="tiles">
${tiles.map(({ title, value, detail, verdict }) => html`<div><dt>${title}</dt><dd><strong class="${verdict ?? 'plain'}">${value}</strong><span>${detail}</span></dd></div>
`)}</dl>
`;
}

function accuracyTile({ accuracy }: RunResults): Tile {
  return {
    title: 'Accuracy of the integer network',
    value: percentText(accuracy.integer),
    detail: `quantized ${percentText(accuracy.quantized)}, float ${percentText(accuracy.float)}`,
  };
}

function cyclesTile({ cycles, targetCycles, parameters }: RunResults): Tile {
  const met = cycles <= targetCycles;
  return {
    title: 'Cycles per image',
    value: countText(cycles),
    detail: `${met ? 'within' : 'over'} the target of ${countText(targetCycles)} (${parameters.target}): ${percentText(cycles / targetCycles)} of it`,
    verdict: met ? undefined : 'bad',
  };
}

function uniformTile({ accuracy }: RunResults): Tile {
  const title = 'Against uniform bits';
  const [best] = [...accuracy.uniform].sort((a, b) => b.integer - a.integer);
  if (best === undefined) return { title, value: '\u2013', detail: 'no uniform network was trained in this run' };
  return {
    title,
    value: pointsText(accuracy.integer - best.integer),
    detail: `${best.name}, the best uniform network: ${percentText(best.integer)} at ${countText(best.cycles)} cycles`,
  };
}

function verificationTile(results: RunResults, verification: RunVerification | undefined): Tile {
  const title = 'Verification';
  if (verification === undefined) return { title, value: 'not run', detail: 'the run folder holds no verification.json' };
  const { images, mismatches } = verification;
  const over = `over ${countText(images)} ${images === 1 ? 'image' : 'images'}`;
  const count = mismatches.simulator + (mismatches.verilator ?? 0);
  const off = layersOffTable(verification, results);
  const engines = mismatches.verilator === null ? 'simulator = integer network; Verilator did not run' : 'simulator = Verilator = integer network';
  if (count === 0 && off.length > 0) return { title, value: 'cycles differ', detail: `from the cost table in ${off.join(', ')}; values are equal ${over}`, verdict: 'bad' };
  if (count === 0) return { title, value: 'exact', detail: `${engines}; values and cycles, ${over}`, verdict: 'good' };
  const verilator = mismatches.verilator === null ? 'Verilator did not run' : `${countText(mismatches.verilator)} in Verilator`;
  return {
    title,
    value: `${countText(count)} ${count === 1 ? 'mismatch' : 'mismatches'}`,
    detail: `${countText(mismatches.simulator)} in the simulator, ${verilator}; values and cycles, ${over}`,
    verdict: 'bad',
  };
}
