import { giveUp } from './say.mjs';

const oldest = [20, 19];

/** Ends the process with a clear sentence where Node is too old for the packages that Bitloom uses. */
export function requireNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return;
  giveUp(`Bitloom needs Node ${oldest.join('.')} or newer, this is Node ${version}; install a newer one from nodejs.org or with your version manager.`);
}
