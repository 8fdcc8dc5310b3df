import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { say } from './say.mjs';
import { buildBinding, linkBinding } from './tensorflow-binding.mjs';
import { fetchTensorflow, findTensorflow } from './tensorflow-wheel.mjs';

/** The optional package that trains on TensorFlow's native library. */
export const nativePackage = '@tensorflow/tfjs-node';

const folderOf = (root) => join(root, 'node_modules', nativePackage);

/**
 * Makes tfjs-node compute: as it is, from the cache, or built against the library in TensorFlow's Python wheel. Says each step. Resolves
 * to undefined, or to one sentence that says what is missing and how to mend it.
 */
export async function setUpNativeBackend(root) {
  if (!existsSync(folderOf(root))) return `${nativePackage} is not installed; run: npm install --include=optional --ignore-scripts`;

  // 1. There already?
  const version = computes(root);
  if (version !== undefined) {
    say(`Native backend: ready, TensorFlow ${version}.`);
    return undefined;
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return `The library is taken from a Python wheel on Linux x64 only, this is ${process.platform} ${process.arch}; try the package's own install step: npm rebuild ${nativePackage}.`;
  }

  // 2. The library, once per user; 3. the binding to it.
  const library = await fetchTensorflow();
  if (library.failure !== undefined) return library.failure;
  const failure = await buildBinding(root, folderOf(root), library.folder);
  if (failure !== undefined) return failure;

  // 4. A binding stays only if it computes: one that ends the process (a processor that lacks instructions, say) would end every search.
  return checkOrRemove(root);
}

/** Links what an earlier set-up of this user left in the cache; whether the backend computes with it. Downloads and compiles nothing. */
export function linkNativeBackend(root) {
  const library = findTensorflow();
  return library !== undefined && linkBinding(folderOf(root), library) && checkOrRemove(root) === undefined;
}

function checkOrRemove(root) {
  const version = computes(root);
  if (version === undefined) {
    rmSync(join(folderOf(root), 'lib'), { recursive: true, force: true });
    return 'The library was built but does not compute on this machine (the lines above say why where it did), and was removed again.';
  }
  say(`Native backend: built, TensorFlow ${version}.`);
  return undefined;
}

/** TensorFlow's version where a small training step on tfjs-node gives the right numbers, in a process of its own. */
function computes(root) {
  if (!existsSync(join(folderOf(root), 'lib'))) return undefined;
  const { status, stdout } = spawnSync(process.execPath, [join(root, 'scripts', 'setup', 'check-native-backend.cjs')], {
    cwd: root, encoding: 'utf8', timeout: 120_000, stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
  });
  return status === 0 ? stdout : undefined;
}
