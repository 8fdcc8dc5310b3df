import { execa } from 'execa';
import { SimulationError } from '../simulator.js';
import { FrameReader, type Request } from './protocol.js';

export interface HarnessOptions {
  /** Name of the design, for messages. */
  readonly design: string;
  readonly program: string;
  readonly arguments: readonly string[];
  /** Working folder: the design's $readmemh files are looked for here. */
  readonly folder: string;
  /** Seconds within which a request must be answered; then the process is killed. */
  readonly requestLimit: number;
  /** What the end of the process means, told from its stderr: a better message than its last words. */
  readonly explain?: ((stderr: string) => string | undefined) | undefined;
}

interface Pending {
  readonly name: string;
  readonly resolve: (payload: Buffer) => void;
  readonly reject: (error: Error) => void;
}

type Harness = ReturnType<typeof launch>;

/** As much of stderr as a message can use: the last lines, in bytes. */
const STDERR_TAIL = 4096;

/**
 * One running harness. Requests are answered in their order and may be sent before the answers to earlier ones are there. When the
 * process dies, hangs or is closed, all waiting and all later requests reject with the same SimulationError.
 */
export class HarnessProcess {
  private readonly process: Harness;
  private readonly frames = new FrameReader();
  private readonly pending: Pending[] = [];
  private timer: NodeJS.Timeout | undefined;
  private stderr = Buffer.alloc(0);
  private failure: SimulationError | undefined;

  constructor(private readonly options: HarnessOptions) {
    this.process = launch(options);
    this.process.stdout.on('data', (piece: Buffer) => this.receive(piece));
    this.process.stderr.on('data', (piece: Buffer) => {
      this.stderr = Buffer.concat([this.stderr, piece]).subarray(-STDERR_TAIL);
    });
    // Writing to a dead process is an error of the stream; the death itself is told below, with its cause.
    this.process.stdin.on('error', () => undefined);
    void this.process.then((result) => {
      this.fail(`The Verilator process of ${options.design} ${howItEnded(result)}`);
    });
  }

  /** Sends a request; gives the payload of its reply. @throws SimulationError also for an error reply. */
  request({ name, frame }: Request): Promise<Buffer> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    return new Promise((resolve, reject) => {
      this.pending.push({ name, resolve, reject });
      if (this.pending.length === 1) this.startTimer();
      this.process.stdin.write(frame);
    });
  }

  /** Ends the process and waits for its end. Requests that still wait are rejected. Closing twice is closing once. */
  async close(): Promise<void> {
    this.fail(`The simulator of ${this.options.design} is closed`, false);
    this.process.stdin.end();
    // It leaves at the end of its input; a hung one is made to.
    const grace = setTimeout(() => this.process.kill(), 1000);
    await this.process;
    clearTimeout(grace);
  }

  private receive(piece: Buffer): void {
    for (const frame of this.frames.push(piece)) {
      const pending = this.pending.shift();
      if (pending === undefined) continue;
      this.startTimer();
      const payload = frame.subarray(1);
      if (frame[0] === 0) pending.resolve(payload);
      else pending.reject(new SimulationError(`Verilator, ${this.options.design}, ${pending.name}: ${payload.toString('utf8')}`));
    }
  }

  /** The limit counts from when a request becomes the first in the line. */
  private startTimer(): void {
    clearTimeout(this.timer);
    const first = this.pending[0];
    if (first === undefined) return;
    this.timer = setTimeout(() => {
      const { design, requestLimit } = this.options;
      this.fail(
        `The Verilator process of ${design} has not answered ${first.name} within ${requestLimit} s and was stopped; ` +
          'raise the option `requestLimit` if the design is that slow',
      );
      this.process.kill('SIGKILL');
    }, this.options.requestLimit * 1000);
  }

  private fail(what: string, withStderr = true): void {
    if (this.failure !== undefined) return;
    clearTimeout(this.timer);
    const said = this.stderr.toString('utf8').trim();
    const meaning = withStderr ? this.options.explain?.(said) : undefined;
    this.failure = new SimulationError(meaning !== undefined ? meaning : withStderr && said !== '' ? `${what}; its last words:\n${said}` : what);
    for (const { reject } of this.pending.splice(0)) reject(this.failure);
  }
}

function launch({ program, arguments: args, folder }: HarnessOptions) {
  return execa(program, args, { cwd: folder, reject: false, buffer: false, encoding: 'buffer', stdin: 'pipe', forceKillAfterDelay: 1000 });
}

function howItEnded(result: Awaited<Harness>): string {
  if (result.signal !== undefined) return `died of ${result.signal}`;
  if (result.exitCode !== undefined) return `ended with status ${result.exitCode}`;
  return `did not start (${result.shortMessage})`;
}
