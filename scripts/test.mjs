/** `npm test`: installs what is missing, builds, then runs the tests. Arguments after `--` go to vitest. Ends with `N passed, N failed`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './setup/build.mjs';
import { hasNativeBackend } from './setup/native-backend.mjs';
import { requireNode } from './setup/node-version.mjs';
import { installPackages } from './setup/npm-packages.mjs';
import { runCommand } from './setup/run-command.mjs';
import { installTools } from './setup/system-tools.mjs';
import { endLine, readCounts } from './setup/test-counts.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

requireNode();
await installPackages(root);
const missing = await installTools();
if (!hasNativeBackend(root)) missing.push('native training backend, see npm run setup:tensorflow');
await build(root);

const folder = mkdtempSync(join(tmpdir(), 'bitloom-test-'));
const results = join(folder, 'results.json');
const status = await runCommand(
  process.execPath,
  [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--root', root, '--reporter=default', '--reporter=json', `--outputFile.json=${results}`, ...process.argv.slice(2)],
  { stdout: 'inherit' },
);
const counts = readCounts(results, status);
rmSync(folder, { recursive: true, force: true });
process.stdout.write(`${endLine(counts, missing)}\n`);
process.exitCode = counts.failed > 0 ? 1 : status;
