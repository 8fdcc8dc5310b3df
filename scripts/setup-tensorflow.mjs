/**
 * `npm run setup:tensorflow`: builds the native training backend (`@tensorflow/tfjs-node`) where its own install step is closed. Ends with
 * status 0 when the backend computes, else 2 after one sentence; training uses the embedded WebAssembly backend then.
 */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requireNode } from './setup/node-version.mjs';
import { installPackages } from './setup/npm-packages.mjs';
import { setUpNativeBackend } from './setup/native-backend.mjs';
import { say } from './setup/say.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

requireNode();
await installPackages(root);
const failure = await setUpNativeBackend(root);
if (failure !== undefined) {
  say(`Native backend: not built. ${failure} Training works without it, on the embedded WebAssembly backend.`);
  process.exitCode = 2;
}
