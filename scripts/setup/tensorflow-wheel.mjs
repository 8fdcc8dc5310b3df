import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './run-command.mjs';
import { say } from './say.mjs';
import { aptGet, isOnPath } from './system-tools.mjs';

/** The wheel, by its content: whatever index pip asks, nothing else is unpacked. Its C interface serves any tfjs-node 4. */
const wheel = {
  version: '2.21.0',
  requirement: 'tensorflow-cpu==2.21.0 --hash=sha256:2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c\n',
  // Of that very file, so that pip takes it whatever Python it runs under.
  tags: ['--only-binary=:all:', '--platform=manylinux_2_27_x86_64', '--implementation=cp', '--python-version=3.11', '--abi=cp311'],
};
const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
/** Only those that tfjs-node's binding reads, of 13,000. */
const headers = ['tensorflow/c/', 'tensorflow/core/platform/', 'tsl/platform/', 'xla/tsl/c/'];

/** 274 MB over a slow line; where the index is closed pip gives up by itself much sooner. */
const downloadLimit = 600;
/** Of the wheel and what is unpacked of it. */
const bytesNeeded = 1.3e9;

/** Where it is kept, once for all checkouts of a user: below BITLOOM_CACHE, else `bitloom` in the user's cache folder. */
export function tensorflowFolder(env = process.env) {
  return join(env.BITLOOM_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'bitloom'), `tensorflow-${wheel.version}`);
}

/** The folder with `lib` and `include`, if it is there. */
export function findTensorflow() {
  const folder = tensorflowFolder();
  return libraries.every((name) => existsSync(join(folder, 'lib', name))) ? folder : undefined;
}

/** Resolves to `{ folder }`, or to `{ failure }`: one sentence with the way to mend it. The folder appears complete or not at all. */
export async function fetchTensorflow() {
  const found = findTensorflow();
  if (found !== undefined) return { folder: found };
  const failure = (await requirePip()) ?? requireSpace(tensorflowFolder());
  if (failure !== undefined) return { failure };

  const folder = tensorflowFolder();
  const work = mkdtempSync(`${folder}-`);
  try {
    say(`TensorFlow ${wheel.version}: fetching its wheel with pip, 274 MB, at most ${downloadLimit} s ...`);
    writeFileSync(join(work, 'requirement.txt'), wheel.requirement);
    const patience = ['--retries=1', '--timeout=20', '--disable-pip-version-check', '--progress-bar=off', '--quiet', '--no-cache-dir'];
    const fetched = await runCommand('python3', ['-m', 'pip', 'download', '--no-deps', ...wheel.tags, ...patience, '-d', work, '-r', join(work, 'requirement.txt')], { limitSeconds: downloadLimit });
    if (fetched === 124) return { failure: `pip did not finish within ${downloadLimit} s; try again on a faster line.` };
    if (fetched !== 0) return { failure: 'pip could not fetch the wheel (it says why above); check the network and the package index that pip is set to.' };

    say('TensorFlow: unpacking the library, 850 MB ...');
    const file = readdirSync(work).find((name) => name.endsWith('.whl'));
    const unpacked = await runCommand('python3', ['-c', unpack, join(work, file), work, JSON.stringify({ libraries, headers })]);
    if (unpacked !== 0) return { failure: `The wheel could not be unpacked to ${work} (Python says why above).` };
    rmSync(join(work, file));
    place(work, folder);
    return { folder };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** wheel, target, names as JSON -> target/lib, target/include */
const unpack = `
import json, os, shutil, sys, zipfile
wheel, target, names = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if name.startswith('tensorflow/include/') and name[19:].startswith(tuple(names['headers'])) and name.endswith('.h'):
            path = os.path.join(target, 'include', name[19:])
        elif name[11:] in names['libraries']:
            path = os.path.join(target, 'lib', name[11:])
        else:
            continue
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with archive.open(name) as source, open(path, 'wb') as file:
            shutil.copyfileobj(source, file, 1 << 20)
`;

/** Another set-up at the same time may have been first, then its result serves as well. */
function place(work, folder) {
  try {
    renameSync(work, folder);
  } catch (error) {
    if (findTensorflow() !== undefined) return;
    rmSync(folder, { recursive: true, force: true });
    renameSync(work, folder);
  }
}

async function requirePip() {
  const hasPip = () => runCommand('python3', ['-m', 'pip', '--version'], { stdout: 'ignore', stderr: 'ignore' });
  if ((await hasPip()) === 0) return undefined;
  if (process.getuid?.() === 0 && isOnPath('apt-get')) {
    say('pip: missing, installing with apt-get ...');
    await aptGet(['update', '-qq']);
    await aptGet(['install', '-y', '-qq', '--no-install-recommends', 'python3-pip']);
    if ((await hasPip()) === 0) return undefined;
  }
  return 'pip for python3 is missing; to install it run: sudo apt-get update && sudo apt-get install -y python3-pip.';
}

function requireSpace(folder) {
  try {
    mkdirSync(join(folder, '..'), { recursive: true });
    const { bavail, bsize } = statfsSync(join(folder, '..'));
    if (bavail * bsize >= bytesNeeded) return undefined;
    return `${join(folder, '..')} has ${Math.floor((bavail * bsize) / 1e6)} MB left of the ${bytesNeeded / 1e6} MB needed; make room, or set BITLOOM_CACHE to another folder.`;
  } catch (error) {
    return `${folder} can't be written (${error.message}); set BITLOOM_CACHE to another folder.`;
  }
}
