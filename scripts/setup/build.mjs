import { join } from 'node:path';
import { runCommand } from './run-command.mjs';
import { giveUp, say } from './say.mjs';

/** Compiles the TypeScript into dist/ (incremental: seconds at first, then one). Ends the process if it has errors. */
export async function build(root) {
  say('building dist/ ...');
  const status = await runCommand(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', join(root, 'tsconfig.json')]);
  if (status !== 0) giveUp('The build failed: correct what tsc says above.', 1);
}
