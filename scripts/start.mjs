/** `npm start`: installs what is missing, builds, then runs the main job. Arguments after `--` go to `bitloom start`. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './setup/build.mjs';
import { requireNode } from './setup/node-version.mjs';
import { installPackages } from './setup/npm-packages.mjs';
import { runCommand } from './setup/run-command.mjs';
import { say } from './setup/say.mjs';
import { installTools } from './setup/system-tools.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

requireNode();
await installPackages(root);
const missing = await installTools();
if (missing.some((tool) => tool !== 'iverilog')) {
  say('Verilator is left out of this run: the designs are checked on the own simulator and the reference only.');
}
await build(root);
process.exitCode = await runCommand(process.execPath, [join(root, 'dist', 'src', 'cli', 'bitloom.js'), 'start', ...process.argv.slice(2)], { stdout: 'inherit' });
