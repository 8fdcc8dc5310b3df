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

function cyclesTile({ cycles, unit, cost = cycles, targetCycles, parameters }: RunResults): Tile {
  const met = cost <= targetCycles;
  return {
    title: 'Cycles per image',
    value: countText(cycles),
    detail: `${met ? 'within' : 'over'} the target of ${countText(targetCycles)}${unit === 'flops' ? ' FLOPs' : ''} (${parameters.target}): ${percentText(cost / targetCycles)} of it`,
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
  const ran = [['simulator', mismatches.simulator], ['Verilator', mismatches.verilator]].filter(([, found]) => found !== null) as [string, number][];
  if (ran.length === 0) return { title, value: 'not run', detail: 'the verification ran on no engine' };
  const count = ran.reduce((sum, [, found]) => sum + found, 0);
  const missing = ran.length === 2 ? '' : `; ${mismatches.verilator === null ? 'Verilator' : 'the simulator'} did not run`;
  const off = layersOffTable(verification, results);
  if (count === 0 && off.length > 0) return { title, value: 'cycles differ', detail: `from the cost table in ${off.join(', ')}; values are equal ${over}`, verdict: 'bad' };
  if (count === 0 && verification.simulated?.equalCycleByCycle === false) {
    return { title, value: 'signals differ', detail: `between simulator and Verilator in some cycle; values and cycles of layers are equal ${over}`, verdict: 'bad' };
  }
  if (count === 0) return { title, value: 'exact', detail: `${[...ran.map(([engine]) => engine), 'integer network'].join(' = ')}${missing}; values and cycles, ${over}`, verdict: 'good' };
  return {
    title,
    value: `${countText(count)} ${count === 1 ? 'mismatch' : 'mismatches'}`,
    detail: `${ran.map(([engine, found]) => `${countText(found)} by ${engine}`).join(', ')}${missing}; values and cycles, ${over}`,
    verdict: 'bad',
  };
}
