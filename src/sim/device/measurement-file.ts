import { appendFile, readFile, truncate, writeFile } from 'node:fs/promises';
import { InputError } from '../../errors/input-error.js';

const format = 'bitloom-measured-cycles';

/**
 * Measured cycles on disk, one line each, appended as they come: a run that was killed goes on where it was. The first line says what was
 * measured (`identity`, the hash of everything that could change a number); a line that was cut off is dropped.
 */
export class MeasurementFile {
  private constructor(
    private readonly path: string,
    private readonly known: Map<string, number>,
  ) {}

  /** Opens or creates the file. InputError when it is something else, belongs to another identity, or can't be written. */
  static async open(path: string, identity: string): Promise<MeasurementFile> {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw new InputError(`${path}: can't be read (${error.code}); name another file`);
    });
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    try {
      if (whole === '' && !`{"format":"${format}"`.startsWith(text.slice(0, 20))) throw foreign(path);
      if (whole === '') await writeFile(path, `${JSON.stringify({ format, identity })}\n`);
      else if (whole.length < text.length) await truncate(path, Buffer.byteLength(whole));
    } catch (error) {
      if (error instanceof InputError) throw error;
      throw new InputError(`${path}: can't be written (${(error as NodeJS.ErrnoException).code}); name another file`);
    }
    const [head, ...lines] = whole.split('\n').slice(0, -1);
    if (head !== undefined && identityOf(path, head) !== identity) {
      throw new InputError(`${path}: holds cycles of another accelerator, engine or memory latency; name another file, or remove it`);
    }
    const known = new Map<string, number>();
    for (const line of lines) {
      const { entry, cycles } = parse(path, line) as { entry?: unknown; cycles?: unknown };
      if (typeof entry !== 'string' || !Number.isSafeInteger(cycles)) throw foreign(path);
      known.set(entry, cycles as number);
    }
    return new MeasurementFile(path, known);
  }

  cycles(entry: string): number | undefined {
    return this.known.get(entry);
  }

  async add(measured: readonly (readonly [entry: string, cycles: number])[]): Promise<void> {
    await appendFile(this.path, measured.map(([entry, cycles]) => `${JSON.stringify({ entry, cycles })}\n`).join(''));
    for (const [entry, cycles] of measured) this.known.set(entry, cycles);
  }
}

function identityOf(path: string, line: string): unknown {
  const head = parse(path, line) as { format?: unknown; identity?: unknown };
  if (head.format !== format) throw foreign(path);
  return head.identity;
}

function parse(path: string, line: string): object {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Not ours, as below.
  }
  throw foreign(path);
}

const foreign = (path: string): InputError => new InputError(`${path}: is no file of measured cycles; name another file`);
