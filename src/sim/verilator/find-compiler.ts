import { execa } from 'execa';
import { InputError } from '../../errors/input-error.js';
import { INSTALL_LINE } from './find-verilator.js';

export interface Compiler {
  /** The command, as `g++`, `clang++` or a path. */
  readonly path: string;
  /** The first line of its `--version`. */
  readonly versionLine: string;
}

const searches = new Map<string, Promise<Compiler>>();

/** The C++ compiler of that name, asked for its version once per process. @throws InputError when it is missing. */
export async function requireCompiler(path: string): Promise<Compiler> {
  const search = searches.get(path) ?? probe(path);
  searches.set(path, search);
  try {
    return await search;
  } catch (error) {
    searches.delete(path);
    throw error;
  }
}

async function probe(path: string): Promise<Compiler> {
  const answer = await execa(path, ['--version'], { reject: false, timeout: 30_000, stdin: 'ignore' });
  if (answer.failed) {
    throw new InputError(
      `C++ compiler not found: \`${path} --version\` does not run; install it with \`${INSTALL_LINE}\`, or choose another by the option \`compiler\``,
    );
  }
  return { path, versionLine: answer.stdout.split('\n')[0]! };
}
