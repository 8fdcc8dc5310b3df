import { SingleBar } from 'cli-progress';

/** Where a search reports what it does. Never stdout: results go there. */
export interface ProgressSink {
  /** A stage begins that takes `steps` steps, of which `done` lie behind it (a resumed one). */
  stage(name: string, steps: number, done: number): void;
  step(): void;
  /** One line about what just ended: an epoch, a decision. */
  line(text: string): void;
  /** The stage is over or broken off; the terminal is left clean. */
  end(): void;
}

/** Bars with the time left where `stream` is a terminal, else plain lines. */
export function streamProgress(stream: NodeJS.WriteStream): ProgressSink {
  return stream.isTTY ? barProgress(stream) : lineProgress((text) => stream.write(`${text}\n`));
}

/** One line per stage and epoch. */
export function lineProgress(write: (text: string) => void): ProgressSink {
  return {
    stage: (name, steps, done) => write(done > 0 ? `${name}: goes on at step ${done} of ${steps}` : `${name}: ${steps} steps`),
    step: () => {},
    line: write,
    end: () => {},
  };
}

function barProgress(stream: NodeJS.WriteStream): ProgressSink {
  let bar: SingleBar | undefined;
  const end = (): void => {
    bar?.stop();
    bar = undefined;
  };
  return {
    stage(name, steps, done) {
      end();
      bar = new SingleBar({ stream, format: '{title} [{bar}] {percentage}% | {value}/{total} | {eta_formatted} left', hideCursor: true, clearOnComplete: true, stopOnComplete: false, barsize: 24, etaBuffer: 50 });
      bar.start(steps, done, { title: name });
    },
    step: () => bar?.increment(),
    line(text) {
      // The bar is drawn again below the line by its own timer.
      if (bar) stream.write('\r\x1b[K');
      stream.write(`${text}\n`);
    },
    end,
  };
}

/** A share as it is printed: 0.9765 as `97.65 %`. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
