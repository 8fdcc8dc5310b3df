import { runCommand } from './run-command.mjs';

/** The npm that started us where one did, else the one on the path. */
export function npm(root, args, options) {
  const script = process.env.npm_execpath;
  const here = { ...options, cwd: root };
  if (script?.endsWith('.js')) return runCommand(process.execPath, [script, ...args], here);
  return process.platform === 'win32' ? runCommand('cmd', ['/c', 'npm', ...args], here) : runCommand('npm', args, here);
}
