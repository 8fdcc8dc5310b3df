/** Progress goes to stderr: stdout belongs to the result. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Ends the process with one sentence on stderr. */
export function giveUp(sentence, status = 2) {
  say(sentence);
  process.exit(status);
}
