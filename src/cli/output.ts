/** Where a command's words go. The result is what a pipe should get; everything else is progress. */
export interface Output {
  /** Writes a line, or several, of the result to stdout. */
  result(text: string): void;
  /** Writes a line to stderr. */
  progress(line: string): void;
  /** The terminal behind `progress`, for bars; absent where there is none. */
  readonly terminal?: NodeJS.WriteStream;
}

export const standardOutput: Output = {
  result: (text) => void process.stdout.write(`${text}\n`),
  progress: (line) => void process.stderr.write(`${line}\n`),
  ...(process.stderr.isTTY && { terminal: process.stderr }),
};
