import { execa } from 'execa';
import { InputError } from '../../errors/input-error.js';

export const OLDEST_VERILATOR = '5.006';

/** The one line that makes Verilator and its compiler available. */
export const INSTALL_LINE =
  process.platform === 'darwin' ? 'brew install verilator' : 'apt-get install -y verilator g++';

export type VerilatorSearch = VerilatorFound | VerilatorAbsent;

export interface VerilatorFound {
  readonly kind: 'found';
  /** The command: `verilator`, or what the environment variable VERILATOR says. */
  readonly path: string;
  /** As `5.006`. */
  readonly version: string;
  /** The whole line of `--version`, which tells apart builds of one version. */
  readonly versionLine: string;
  /** VERILATOR_ROOT: the folder of `include/verilated.cpp`. */
  readonly root: string;
}

export interface VerilatorAbsent {
  readonly kind: 'absent';
  readonly reason: 'missing' | 'tooOld' | 'unusable';
  /** One sentence that says what was found and how to install. */
  readonly message: string;
  readonly install: string;
}

const searches = new Map<string, Promise<VerilatorSearch>>();

/** Looks for Verilator; never throws: absence is an answer. What was found is kept for the process, absence is not: it may get installed. */
export async function findVerilator(): Promise<VerilatorSearch> {
  const path = process.env['VERILATOR'] || 'verilator';
  const search = searches.get(path) ?? probe(path);
  searches.set(path, search);
  const found = await search;
  if (found.kind === 'absent') searches.delete(path);
  return found;
}

/** As findVerilator, for those who can't go on without. @throws InputError with the message of the absence. */
export async function requireVerilator(): Promise<VerilatorFound> {
  const search = await findVerilator();
  if (search.kind === 'absent') throw new InputError(search.message);
  return search;
}

/** Reads `Verilator 5.006 2023-01-22 rev …`; undefined for other texts. */
export function parseVersion(text: string): { version: string; versionLine: string } | undefined {
  const match = /^Verilator (\d+\.\d+).*$/m.exec(text);
  return match === null ? undefined : { version: match[1]!, versionLine: match[0] };
}

/** Versions are two numbers, the second of three digits: 5.006 < 5.050 < 6.000. */
export function isTooOld(version: string): boolean {
  const [major, minor] = version.split('.').map(Number) as [number, number];
  const [oldestMajor, oldestMinor] = OLDEST_VERILATOR.split('.').map(Number) as [number, number];
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}

async function probe(path: string): Promise<VerilatorSearch> {
  const origin = process.env['VERILATOR'] ? ` (from the environment variable VERILATOR)` : '';
  const absent = (reason: VerilatorAbsent['reason'], what: string): VerilatorAbsent => ({
    kind: 'absent',
    reason,
    message: `${what}; install it with \`${INSTALL_LINE}\`, or set VERILATOR to the command of a Verilator ${OLDEST_VERILATOR} or newer`,
    install: INSTALL_LINE,
  });

  const answer = await execa(path, ['--version'], { reject: false, timeout: 30_000, stdin: 'ignore' });
  if (answer.code === 'ENOENT') return absent('missing', `Verilator not found: there is no command \`${path}\`${origin}`);
  if (answer.failed) return absent('unusable', `Verilator does not start: \`${path} --version\`${origin} fails: ${firstLine(answer)}`);

  const version = parseVersion(answer.stdout);
  if (version === undefined) return absent('unusable', `\`${path}\`${origin} is not Verilator: its --version says "${firstLine(answer)}"`);
  if (isTooOld(version.version)) return absent('tooOld', `Verilator ${version.version} at \`${path}\`${origin} is too old`);

  const root = await execa(path, ['--getenv', 'VERILATOR_ROOT'], { reject: false, timeout: 30_000, stdin: 'ignore' });
  if (root.failed) return absent('unusable', `Verilator does not start: \`${path} --getenv VERILATOR_ROOT\`${origin} fails: ${firstLine(root)}`);
  return { kind: 'found', path, ...version, root: root.stdout.trim() };
}

function firstLine(answer: { stdout: string; stderr: string; shortMessage?: string | undefined }): string {
  return (answer.stderr || answer.stdout || answer.shortMessage || 'no message').trim().split('\n')[0]!;
}
