/** Where a command's words go. The result is what a pipe should get; everything else is progress. */
export interface Output {
  /** Writes a line, or several, of the result to stdout. */
  result(text: string): void;
  /** Writes a line to stderr. */
  progress(line: string): void;
}

export const standardOutput: Output = {
  result: (text) => void process.stdout.write(`${text}\n`),
  progress: (line) => void process.stderr.write(`${line}\n`),
};
