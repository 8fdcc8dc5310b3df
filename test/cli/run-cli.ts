import { runCommandLine } from '../../src/cli/command-line.js';

export interface CliResult {
  readonly status: 0 | 1 | 2 | 130;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `bitloom` with these words in this process and catches what it prints. */
export async function runCli(...words: string[]): Promise<CliResult> {
  let stdout = '';
  let stderr = '';
  const status = await runCommandLine(words, { result: (text) => { stdout += `${text}\n`; }, progress: (line) => { stderr += `${line}\n`; } });
  return { status, stdout, stderr };
}
