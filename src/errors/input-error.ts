/**
 * The user gave something that can't be used: an option, a file, a network, a configuration. `message` is one sentence that names the
 * place, the value found and the fix. The command line prints it on stderr and exits with status 2; nothing has been written.
 */
export class InputError extends Error {
  override readonly name = 'InputError';
}
