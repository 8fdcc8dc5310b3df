import { stat } from 'node:fs/promises';
import { InputError } from '../../errors/input-error.js';
import type { Command } from '../command.js';
import { jsonOption, text } from '../option-values.js';
import { requireWritableFile } from '../writable.js';

export interface ReportOptions {
  readonly run: string;
  readonly out: string | undefined;
  readonly json: boolean;
}

/** `bitloom report`: a run as one self-contained HTML file. */
export const report: Command<ReportOptions> = {
  usage: 'report <run>',
  summary: 'Write one self-contained HTML file about a run',
  examples: [
    ['report runs/digits', 'writes runs/digits/report.html'],
    ['report runs/digits --out digits.html', 'writes it elsewhere'],
    ['report runs/sweep', 'all networks of a sweep, with the front'],
  ],
  options: (parser) => parser
    .positional('run', { type: 'string', demandOption: true, describe: 'run folder, as search, start and sweep leave it' })
    .option('out', text('out', { describe: 'file to write; default report.html in the run folder' }))
    .option('json', jsonOption),

  run: async (options, output) => {
    const folder = await stat(options.run).catch(() => undefined);
    if (folder === undefined) throw new InputError(`${options.run}: no such run folder; name one that search, start or sweep has written`);
    if (!folder.isDirectory()) throw new InputError(`${options.run}: not a folder; name the run folder, not a file in it`);
    if (options.out !== undefined) await requireWritableFile('out', options.out);
    const { writeReport } = await import('../../report/write-report.js');
    const file = await writeReport(options.run, options.out);
    output.result(options.json ? JSON.stringify({ report: file }) : file);
    return 0;
  },
};
