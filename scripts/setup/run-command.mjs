import { spawn } from 'node:child_process';

/**
 * Runs a command and resolves to its exit status: 124 when `limitSeconds` ran out, 127 when it can't be started, 128 + n when killed by a signal.
 * `stdout: 'stderr'` sends its output to our stderr, `'ignore'` drops it, `'inherit'` passes it on.
 */
export function runCommand(command, args, { stdout = 'stderr', stderr = 'inherit', env = {}, cwd, limitSeconds } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['inherit', stdout === 'stderr' ? 2 : stdout, stderr],
      cwd,
      env: { ...process.env, ...env },
      // With a limit, a process group of its own: an installer's children end with it.
      detached: limitSeconds !== undefined && process.platform !== 'win32',
    });
    let timedOut = false;
    const timer = limitSeconds === undefined ? undefined : setTimeout(() => {
      timedOut = true;
      end(child);
    }, limitSeconds * 1000);
    // Ctrl-C reaches a child of our own process group by itself; it decides how to end (a search saves first), and we report its status.
    const onInterrupt = () => { if (limitSeconds !== undefined) end(child); };
    const onTerminate = () => (limitSeconds !== undefined ? end(child) : child.kill('SIGTERM'));
    process.on('SIGINT', onInterrupt).on('SIGTERM', onTerminate);
    const finish = (status) => {
      clearTimeout(timer);
      process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate);
      resolve(status);
    };
    child.on('error', () => finish(127));
    child.on('exit', (code, signal) => finish(timedOut ? 124 : (code ?? 128 + (signals[signal] ?? 0))));
  });
}

const signals = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

function end(child) {
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
