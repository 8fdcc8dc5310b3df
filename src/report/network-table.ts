import { dataTable } from './data-table.js';
import type { Markup } from './markup.js';
import { countText, percentText, secondsText } from './number-format.js';
import type { RunResults } from './run-results.js';

/** The searched network, those that it is compared with and the float one, with every accuracy that was measured. */
export function networkTable({ accuracy, cycles, seconds }: RunResults): Markup {
  const training = ['search', 'retrain'].reduce((sum, stage) => sum + (seconds[stage] ?? 0), 0);
  return dataTable({
    name: 'Networks',
    columns: [
      { title: 'network', kind: 'name' },
      { title: 'cycles' },
      { title: 'integer' },
      { title: 'quantized' },
      { title: 'same class' },
      { title: 'training' },
    ],
    rows: [
      ['searched', countText(cycles), ...accuracies(accuracy), secondsText(training)],
      ...accuracy.uniform.map((uniform) => [uniform.name, countText(uniform.cycles), ...accuracies(uniform), secondsText(uniform.seconds)]),
      ...accuracy.rivals.map((rival) => [rival.name, countText(rival.cycles), ...accuracies(rival), secondsText(rival.seconds)]),
      ['float', '\u2013', '\u2013', percentText(accuracy.float), '\u2013', secondsText(seconds['float'] ?? 0)],
    ],
  });
}

function accuracies({ integer, quantized, agreement }: { integer: number; quantized: number; agreement: number }): string[] {
  return [integer, quantized, agreement].map(percentText);
}
