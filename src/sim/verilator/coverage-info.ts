import { execa } from 'execa';
import { InputError } from '../../errors/input-error.js';
import { requireVerilator } from './find-verilator.js';

/**
 * Merges coverage files of runs of one design (see `writeCoverage`) into lcov's format, by lines of the Verilog.
 * @throws InputError when Verilator's tool for it is missing or refuses a file.
 */
export async function writeCoverageInfo(info: string, files: readonly string[]): Promise<void> {
  const { path } = await requireVerilator();
  const tool = path.replace(/verilator([^/\\]*)$/, 'verilator_coverage$1');
  const answer = await execa(tool, ['--write-info', info, ...files], { reject: false, timeout: 120_000, stdin: 'ignore' });
  if (answer.failed) {
    const said = (answer.stderr || answer.stdout || answer.shortMessage || 'no message').trim().split('\n')[0]!;
    throw new InputError(`${tool} can't make ${info} of ${files.join(', ')}: ${said}`);
  }
}

/** What an lcov file says in sum. */
export interface LineSums {
  readonly lines: { readonly seen: number; readonly all: number };
  readonly files: readonly { readonly name: string; readonly seen: number; readonly all: number }[];
}

/** Counts the lines of an lcov file, per source file and in all. */
export function sumInfo(text: string): LineSums {
  const files: { name: string; seen: number; all: number }[] = [];
  for (const [, key, value] of text.matchAll(/^(SF|DA):(.*)$/gm)) {
    if (key === 'SF') files.push({ name: value!, seen: 0, all: 0 });
    else {
      const file = files.at(-1)!;
      file.all++;
      if (Number(value!.split(',')[1]) > 0) file.seen++;
    }
  }
  const sum = (key: 'seen' | 'all'): number => files.reduce((total, file) => total + file[key], 0);
  return { lines: { seen: sum('seen'), all: sum('all') }, files };
}
