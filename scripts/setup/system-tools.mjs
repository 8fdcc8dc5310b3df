import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runCommand } from './run-command.mjs';
import { say } from './say.mjs';

/** Commands that Bitloom starts, and the Debian package of each. `VERILATOR` may name another Verilator. */
const tools = [
  { command: process.env.VERILATOR || 'verilator', package: 'verilator' },
  { command: 'g++', package: 'g++' },
  { command: 'iverilog', package: 'iverilog' },
];

/**
 * Installs Verilator, a C++ compiler and Icarus Verilog by apt-get where they are missing and this is root on a Debian; else prints the
 * one line to run. Resolves to the commands that are still missing: what needs them is left out.
 */
export async function installTools() {
  const missing = tools.filter(({ command }) => !isOnPath(command));
  if (missing.length === 0) return [];
  // No package brings what the environment variable names.
  const named = missing.find(({ command }) => command === process.env.VERILATOR);
  if (named !== undefined) say(`VERILATOR names ${named.command}, which is no command here; correct the variable, or unset it to use verilator`);
  const installable = missing.filter((tool) => tool !== named);
  return [...(named === undefined ? [] : [named.command]), ...(installable.length === 0 ? [] : await install(installable))];
}

async function install(missing) {
  const packages = missing.map((tool) => tool.package);
  const names = missing.map(({ command }) => command).join(', ');
  if (process.getuid?.() === 0 && isOnPath('apt-get')) {
    say(`${names}: missing, installing with apt-get ...`);
    await aptGet(['update', '-qq']);
    await aptGet(['install', '-y', '-qq', '--no-install-recommends', ...packages]);
    const left = missing.filter(({ command }) => !isOnPath(command)).map(({ command }) => command);
    if (left.length === 0) say(`${names}: installed.`);
    else say(`${left.join(', ')}: apt-get could not install them (it says why above); to do it by hand run: apt-get update && apt-get install -y ${packages.join(' ')}`);
    return left;
  }
  say(`${names}: missing; to install them run: ${installLine(packages)}`);
  return missing.map(({ command }) => command);
}

function installLine(packages) {
  if (process.platform === 'darwin') return `brew install ${packages.map((name) => (name === 'g++' ? 'gcc' : name === 'iverilog' ? 'icarus-verilog' : name)).join(' ')}`;
  return `sudo apt-get update && sudo apt-get install -y ${packages.join(' ')}`;
}

/** Short time-outs: a machine without a network should get its answer in seconds, not minutes. */
export function aptGet(args) {
  const patience = ['-o', 'Acquire::Retries=1', '-o', 'Acquire::http::Timeout=20', '-o', 'Acquire::https::Timeout=20', '-o', 'DPkg::Lock::Timeout=60'];
  return runCommand('apt-get', [...patience, ...args], { env: { DEBIAN_FRONTEND: 'noninteractive' } });
}

/** Whether a command, or the file that a path names, can be run. */
export function isOnPath(command) {
  const candidates = command.includes('/') ? [command] : (process.env.PATH ?? '').split(delimiter).filter(Boolean).map((folder) => join(folder, command));
  return candidates.some((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
