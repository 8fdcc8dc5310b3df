#!/usr/bin/env node
import { runCommandLine } from './command-line.js';
import { standardOutput } from './output.js';

// Hardware errors name the user's line in TypeScript, not in the JavaScript made of it.
process.setSourceMapsEnabled(true);
// A reader that has seen enough (`bitloom cost | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
const status = await runCommandLine(process.argv.slice(2), standardOutput);
// What an interrupted job still does is of no use any more; everything else ends by itself, its output written.
if (status === 130) process.exit(status);
process.exitCode = status;
