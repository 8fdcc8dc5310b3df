import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npm } from './npm.mjs';
import { say } from './say.mjs';
import { buildBinding, linkBinding } from './tensorflow-binding.mjs';
import { fetchTensorflow, findTensorflow } from './tensorflow-wheel.mjs';

/** The optional package that trains on TensorFlow's native library. */
export const nativePackage = '@tensorflow/tfjs-node';

const checkProgram = fileURLToPath(new URL('check-native-backend.cjs', import.meta.url));
/** Seconds. Reading 850 MB of library from a cold disk takes most of it. */
const checkLimit = 120;

const folderOf = (root) => join(root, 'node_modules', nativePackage);

/**
 * Makes tfjs-node compute: as it is, from the cache, or built against the library in TensorFlow's Python wheel. Says each step. Resolves
 * to undefined, or to one sentence that says what is missing and how to mend it.
 */
export async function setUpNativeBackend(root) {
  if (!existsSync(folderOf(root))) {
    // npm takes an optional package away again when its install step fails.
    say(`Native backend: installing ${nativePackage} ...`);
    await npm(root, ['install', '--no-save', '--include=dev', '--include=optional', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']);
    if (!existsSync(folderOf(root))) return `${nativePackage} could not be installed (npm says why above).`;
  }

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

  // 4. Does it compute?
  return checkNativeBackend(root);
}

/** Whether it is built. What does not compute is not left there (`checkNativeBackend`). */
export function hasNativeBackend(root) {
  return existsSync(join(folderOf(root), 'lib'));
}

/** Links what an earlier set-up of this user left in the cache; whether the backend computes with it. Downloads and compiles nothing. */
export function linkNativeBackend(root) {
  const library = findTensorflow();
  return library !== undefined && linkBinding(folderOf(root), library) && checkNativeBackend(root) === undefined;
}

/** A binding stays only if it computes: one that ends the process (a processor that lacks instructions, say) would end every search. */
export function checkNativeBackend(root) {
  const version = computes(root);
  if (version === undefined) {
    removeNativeBackend(root);
    return 'The library is there but does not compute on this machine (the lines above say why where it did), and was taken out again.';
  }
  say(`Native backend: ready, TensorFlow ${version}.`);
  return undefined;
}

/** Takes out the binding and what it is linked to; the package stays, so that it can be built later. */
export function removeNativeBackend(root) {
  for (const name of ['lib', 'deps']) rmSync(join(folderOf(root), name), { recursive: true, force: true });
}

/** TensorFlow's version where a small training step on tfjs-node gives the right numbers, in a process of its own; else undefined, and the reason is said. */
function computes(root) {
  if (!hasNativeBackend(root)) return undefined;
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [checkProgram, root], { encoding: 'utf8', timeout: checkLimit * 1000 });
  if (status === 0) return stdout;
  // The library talks on stderr too; the reason comes last.
  say(`Native backend: ${signal === null ? stderr.trim().split('\n').at(-1) : `the check ended by ${signal}`}`);
  return undefined;
}
