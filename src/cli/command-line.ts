import yargs, { type Argv } from 'yargs';
import type { Command, ExitStatus } from './command.js';
import { cost } from './commands/cost.js';
import { coverage } from './commands/coverage.js';
import { generate } from './commands/generate.js';
import { image } from './commands/image.js';
import { report } from './commands/report.js';
import { run } from './commands/run.js';
import { search } from './commands/search.js';
import { start } from './commands/start.js';
import { sweep } from './commands/sweep.js';
import { synth } from './commands/synth.js';
import { trace } from './commands/trace.js';
import { verify } from './commands/verify.js';
import type { Output } from './output.js';
import { usageError } from './usage-error.js';
import { version } from './version.js';

// Options differ from command to command; each is type-checked where it is defined.
export const commands = [start, search, sweep, generate, image, run, verify, trace, coverage, cost, synth, report] as unknown as readonly Command<unknown>[];

/** Errors whose message is the whole story: no stack for them. */
const plainErrors: ReadonlySet<string> = new Set(['InputError', 'HardwareError', 'SimulationError', 'Interrupted']);

/**
 * Runs the command that `words` (process.argv without node and script) say. Resolves to the process's exit status: 0, 1 for a mismatch
 * or missed target, 2 for bad input, 130 when the user broke it off; the sentence that says so has then gone to `output.progress`. Never rejects.
 */
export async function runCommandLine(words: readonly string[], output: Output): Promise<0 | 1 | 2 | 130> {
  try {
    return await dispatch(words, output);
  } catch (error) {
    output.progress(describe(error));
    return error instanceof Error && error.name === 'Interrupted' ? 130 : 2;
  }
}

async function dispatch(words: readonly string[], output: Output): Promise<ExitStatus> {
  let status: ExitStatus = 0;
  const parser = yargs()
    .scriptName('bitloom')
    .locale('en')
    .usage('Usage: $0 <command> [options]\n\nMixed-precision CNN accelerators: search the bitwidths, generate the Verilog, verify it cycle by cycle.')
    .epilogue('Exit status: 0 done, 1 found a mismatch or missed a target, 2 bad input, 130 interrupted.')
    .parserConfiguration({ 'duplicate-arguments-array': false })
    .demandCommand(1, 'name a command')
    .strict()
    .version(version())
    .help()
    // yargs lays out the help of every command that it runs, to have it at hand; to wrap it takes longer than many a command.
    .wrap(words.some((word) => word.includes('help')) ? 110 : null)
    .exitProcess(false)
    .showHelpOnFail(false)
    .fail((message: string, error: Error | undefined) => {
      // A YError is a complaint of yargs' own, or one of an option's coerce function in yargs' wrapping.
      throw error === undefined || error.name === 'YError' ? usageError(error?.message ?? message, words, commands) : error;
    });
  for (const command of commands) {
    const examples = command.examples.map(([line, does]) => `  # ${does}\n  bitloom ${line}`);
    const options = (own: Argv): Argv<unknown> => command.options(own.epilogue(`Examples:\n${examples.join('\n')}`));
    parser.command(command.usage, command.summary, options, async (options) => {
      status = await command.run(options, output);
    });
  }
  const help = await new Promise<string>((resolve, reject) => {
    // With a callback yargs hands over what it would print (help, version) instead of printing it.
    Promise.resolve(parser.parse([...words], {}, (error: Error | undefined, _options: unknown, text: string) => {
      if (error) reject(error);
      else resolve(text);
    })).catch(reject);
  });
  if (help !== '') output.result(help);
  return status;
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return `bitloom: internal error: ${String(error)}`;
  return plainErrors.has(error.name) ? `bitloom: ${error.message}` : `bitloom: internal error, please report it: ${error.stack ?? error.message}`;
}
