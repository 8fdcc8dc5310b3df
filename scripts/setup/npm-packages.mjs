import { existsSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { checkNativeBackend, linkNativeBackend, nativePackage, removeNativeBackend } from './native-backend.mjs';
import { npm } from './npm.mjs';
import { giveUp, say } from './say.mjs';

/** Seconds for the one package whose own install step downloads 100 MB and more. Where that is closed it fails at once or hangs. */
const nativeBackendLimit = 120;

/** Installs the npm packages when node_modules is missing or older than the lock file. Ends the process if that fails. */
export async function installPackages(root) {
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (isCurrent(installed, join(root, 'package-lock.json'))) return;
  say(`npm packages: ${existsSync(installed) ? 'older than package-lock.json' : 'missing'}, installing them ...`);
  // Install scripts stay off: none is needed but that of tfjs-node, which gets its own attempt and may fail.
  const options = ['--include=dev', '--include=optional', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  if ((await npm(root, ['ci', ...options])) !== 0) {
    say('npm ci did not succeed, trying npm install ...');
    if ((await npm(root, ['install', ...options])) !== 0) {
      giveUp('The npm packages could not be installed (npm says why above); check the network and the registry that npm is set to, then run the command again.', 1);
    }
  }
  await buildNativeBackend(root);
  utimesSync(installed, new Date(), new Date());
  say('npm packages: installed.');
}

function isCurrent(installed, lock) {
  return existsSync(installed) && (!existsSync(lock) || statSync(installed).mtimeMs >= statSync(lock).mtimeMs);
}

/** tfjs-node trains faster than the embedded WebAssembly backend, and nothing else: go on without it. */
async function buildNativeBackend(root) {
  if (!existsSync(join(root, 'node_modules', nativePackage)) || linkNativeBackend(root)) return;
  say(`npm packages: fetching the native library of ${nativePackage}, optional, at most ${nativeBackendLimit} s ...`);
  const status = await npm(root, ['rebuild', nativePackage, '--loglevel=silent'], { stderr: 'ignore', stdout: 'ignore', limitSeconds: nativeBackendLimit });
  if (status === 0 && checkNativeBackend(root) === undefined) return;
  removeNativeBackend(root);
  say(`npm packages: its own download is closed here; training uses the embedded WebAssembly backend ("npm run setup:tensorflow" builds the native one, 274 MB to fetch).`);
}
