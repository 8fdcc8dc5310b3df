/**
 * The user broke a search off (Ctrl-C). The checkpoint of the last complete epoch is on the disk; `message` says how to go on. The
 * command line prints it on stderr and exits with status 130.
 */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/**
 * A signal that fires at the first Ctrl-C (or termination request), so that a search can end by itself. A second Ctrl-C ends the
 * process at once; checkpoints are written atomically, so nothing breaks. `dispose` removes the handlers.
 */
export function interruptSignal(): { readonly signal: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  const onInterrupt = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', onInterrupt).on('SIGTERM', onInterrupt);
  return {
    signal: controller.signal,
    dispose: () => void process.off('SIGINT', onInterrupt).off('SIGTERM', onInterrupt),
  };
}
