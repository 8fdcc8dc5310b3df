import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { shareProgress } from '../../src/cli/share-progress.js';

function run(progress: ReturnType<typeof shareProgress>): void {
  progress.report('sim: compiling', 0);
  for (let image = 1; image <= 40; image++) progress.report('sim', image / 40);
  progress.end();
}

describe('the progress of images', () => {
  it('is a line per tenth where there is no terminal', () => {
    const lines: string[] = [];
    run(shareProgress({ result: () => {}, progress: (line) => lines.push(line) }));
    expect(lines).toEqual(['sim: compiling ...', ...Array.from({ length: 10 }, (_, i) => `sim: ${10 * (i + 1)} %`)]);
  });

  it('is a bar with the time left on a terminal, which it leaves clean', () => {
    const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 100 });
    const lines: string[] = [];
    run(shareProgress({ result: () => {}, progress: (line) => lines.push(line), terminal: stream as unknown as NodeJS.WriteStream }));
    const written = String(stream.read());
    expect(lines).toEqual(['sim: compiling ...']);
    expect(written).toMatch(/sim \[.+\] \d+% \| .+ left/);
    expect(written.lastIndexOf('\x1B[?25h')).toBeGreaterThan(written.lastIndexOf('\x1B[?25l'));
  });
});
