import { SingleBar } from 'cli-progress';
import type { Output } from './output.js';

/** Progress of a job in parts: each part goes from 0 to 1. */
export interface ShareProgress {
  /** `what` is being done and `share` of it is behind us. A share of 0 announces it, and has no bar. */
  report(what: string, share: number): void;
  /** The job is over or broken off; the terminal is left clean. */
  end(): void;
}

const units = 1000;

/** A bar with the time left where the output has a terminal; else a line per tenth. */
export function shareProgress({ terminal, progress }: Output): ShareProgress {
  return terminal === undefined ? lines(progress) : bar(terminal, progress);
}

function lines(progress: (line: string) => void): ShareProgress {
  let last = '';
  return {
    report(what, share) {
      const line = share === 0 ? `${what} ...` : `${what}: ${10 * Math.floor(10 * share + 1e-9)} %`;
      if (line !== last && !line.endsWith(': 0 %')) progress(line);
      last = line;
    },
    end: () => {},
  };
}

function bar(stream: NodeJS.WriteStream, progress: (line: string) => void): ShareProgress {
  let current: { readonly what: string; readonly bar: SingleBar } | undefined;
  const end = (): void => {
    current?.bar.stop();
    current = undefined;
  };
  return {
    report(what, share) {
      if (share === 0) {
        end();
        progress(`${what} ...`);
        return;
      }
      if (current?.what !== what) {
        end();
        const bar = new SingleBar({ stream, format: '{what} [{bar}] {percentage}% | {eta_formatted} left', hideCursor: true, clearOnComplete: true, barsize: 24 });
        bar.start(units, 0, { what });
        current = { what, bar };
      }
      current.bar.update(Math.round(units * share));
      if (share === 1) end();
    },
    end,
  };
}
