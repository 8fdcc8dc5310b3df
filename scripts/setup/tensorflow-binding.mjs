import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './run-command.mjs';
import { say } from './say.mjs';

/** The Node interface that tfjs-node 4.22 is built for; every Node that Bitloom runs on has it. */
const napi = 8;
/** What the binding and its links are called: as the library's own archive has them, and as the binding's loader asks for them. */
const links = {
  'libtensorflow.so': 'libtensorflow_cc.so.2',
  'libtensorflow.so.2': 'libtensorflow_cc.so.2',
  'libtensorflow.so.2.9.1': 'libtensorflow_cc.so.2',
  'libtensorflow_cc.so.2': 'libtensorflow_cc.so.2',
  'libtensorflow_framework.so': 'libtensorflow_framework.so.2',
  'libtensorflow_framework.so.2': 'libtensorflow_framework.so.2',
};
const compileLimit = 300;

/**
 * Compiles tfjs-node's binding (two C++ files on Node-API, whose headers come from npm: neither node-gyp nor Node's own headers are needed)
 * against the library in `library`, and keeps it there for the next checkout. Resolves to undefined or one sentence.
 */
export async function buildBinding(root, folder, library) {
  if (linkBinding(folder, library)) return undefined;
  const nodeHeaders = join(root, 'node_modules', 'node-api-headers', 'include');
  if (!existsSync(nodeHeaders)) return 'The package node-api-headers is not installed; run: npm install --include=dev --ignore-scripts.';
  linkLibrary(folder, library);
  say('Native backend: compiling the binding ...');
  const temporary = `${binding(folder, library)}-${process.pid}`;
  const status = await runCommand(process.env.CXX || 'g++', [
    '-shared', '-fPIC', '-std=c++17', '-O2', `-DNAPI_VERSION=${napi}`, '-I.', '-Ideps/include', `-I${nodeHeaders}`,
    'binding/tfjs_backend.cc', 'binding/tfjs_binding.cc', '-Ldeps/lib', '-ltensorflow', '-ltensorflow_framework', '-Wl,-rpath,$ORIGIN/../../deps/lib', '-o', temporary,
  ], { cwd: folder, limitSeconds: compileLimit });
  if (status === 127) return 'A C++ compiler is missing; to install it run: sudo apt-get update && sudo apt-get install -y g++.';
  if (status !== 0) {
    rmSync(temporary, { force: true });
    return status === 124 ? `The compiler did not finish within ${compileLimit} s.` : 'The binding does not compile (the compiler says why above).';
  }
  renameSync(temporary, binding(folder, library));
  linkBinding(folder, library);
  return undefined;
}

/** Puts a binding that was built earlier into tfjs-node's folder; false where there is none. */
export function linkBinding(folder, library) {
  const built = binding(folder, library);
  if (!existsSync(built)) return false;
  linkLibrary(folder, library);
  const target = join(folder, 'lib', `napi-v${napi}`);
  mkdirSync(target, { recursive: true });
  copyFileSync(built, join(target, 'tfjs_binding.node'));
  return true;
}

/** Beside the library that it is linked to, by the version of the package it is compiled from. */
function binding(folder, library) {
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(library, `tfjs-node-${version}-napi${napi}.node`);
}

function linkLibrary(folder, library) {
  const deps = join(folder, 'deps');
  rmSync(deps, { recursive: true, force: true });
  mkdirSync(join(deps, 'lib'), { recursive: true });
  symlinkSync(join(library, 'include'), join(deps, 'include'));
  for (const [name, target] of Object.entries(links)) symlinkSync(join(library, 'lib', target), join(deps, 'lib', name));
}
