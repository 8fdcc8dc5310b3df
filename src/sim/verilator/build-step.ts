import { appendFile } from 'node:fs/promises';
import { execa } from 'execa';
import { InputError } from '../../errors/input-error.js';
import { SimulationError } from '../simulator.js';

/** Runs the programs of one build, writes all that they say to its log, and stops them when the build's time is over. */
export class BuildSteps {
  private readonly signal: AbortSignal;

  constructor(
    /** Name of the design, for messages. */
    private readonly design: string,
    /** File of the log while the build runs. */
    private readonly log: string,
    /** Where the log lies when the build has failed. */
    private readonly failedLog: string,
    private readonly limitSeconds: number,
  ) {
    this.signal = AbortSignal.timeout(limitSeconds * 1000);
  }

  /**
   * @throws InputError that opens with `failure` and gives the program's first error.
   * @throws SimulationError when the time is over.
   */
  async run(failure: string, program: string, args: readonly string[], folder: string): Promise<void> {
    const result = await execa(program, args, {
      cwd: folder, all: true, reject: false, stdin: 'ignore', cancelSignal: this.signal,
    });
    await appendFile(this.log, `$ ${[program, ...args].join(' ')}\n${result.all}\n`);
    if (result.isCanceled) {
      throw new SimulationError(
        `The Verilator build of ${this.design} was stopped after ${this.limitSeconds} s; ` +
          `raise the option \`buildLimit\` or lower \`optimize\` (log: ${this.failedLog})`,
      );
    }
    if (result.failed) throw new InputError(`${failure}: ${firstError(result.all) ?? result.shortMessage}; correct what the log ${this.failedLog} shows, or leave Verilator out with --no-verilator`);
  }
}

/** The first line of a tool's output that tells of an error, without its `%Error:` mark. */
export function firstError(output: string): string | undefined {
  const lines = output.split('\n').map((line) => line.trim());
  const line = lines.find((text) => text.startsWith('%Error')) ?? lines.find((text) => /\berror\b/i.test(text)) ?? lines.find((text) => text !== '');
  return line?.replace(/^%Error(-\w+)?: */, '');
}
