import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { InputError } from '../../errors/input-error.js';
import { registerConvolutionGradients } from './convolution-gradients.js';
import { registerDepthwiseGradients } from './depthwise-gradients.js';
import { importNative } from './native-backend.js';

/** `auto`: `node` where it loads, else `wasm`. `cpu` is the plain JavaScript backend, a hundred times slower: for tests only. */
export type BackendChoice = 'auto' | 'node' | 'wasm' | 'cpu';

/** The backend in use, as it is written to the run folder: results may differ between backends in the last bits. */
export interface Backend {
  readonly name: 'node' | 'wasm' | 'cpu';
  /** Of TensorFlow.js, and of the native library where there is one. */
  readonly version: string;
}

/**
 * Makes a TensorFlow.js backend the current one of this process. `@tensorflow/tfjs-node` is optional (its install downloads
 * libtensorflow from outside the registry); the embedded backend is WebAssembly, from node_modules, nothing is downloaded.
 * Throws `InputError` when the choice is `node` and tfjs-node can't be loaded.
 */
export async function loadBackend(choice: BackendChoice): Promise<Backend> {
  if (choice === 'node' || choice === 'auto') {
    const native = await importNative();
    if (native.library !== undefined) return { name: 'node', version: `${tf.version_core} on TensorFlow ${native.library}` };
    if (choice === 'node') {
      throw new InputError(`backend node: @tensorflow/tfjs-node could not be loaded (${native.reason}); run "npm run setup:tensorflow" or use --backend wasm`);
    }
  }
  if (choice === 'cpu') {
    await tf.setBackend('cpu');
    return { name: 'cpu', version: tf.version_core };
  }
  await loadWasm();
  return { name: 'wasm', version: tf.version_core };
}

async function loadWasm(): Promise<void> {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  const binaries = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
  if (tf.getBackend() !== 'wasm') {
    // Once a backend has started, its paths are fixed: setting them again would throw.
    if (!started) setWasmPaths(binaries + sep);
    if (!(await tf.setBackend('wasm'))) throw new Error(`The WebAssembly backend of TensorFlow.js did not start from ${binaries}.`);
    started = true;
    registerConvolutionGradients('wasm');
    registerDepthwiseGradients('wasm');
  }
}

let started = false;
