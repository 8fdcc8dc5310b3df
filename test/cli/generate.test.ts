import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { itWithVerilator } from '../with-verilator.js';
import { runCli } from './run-cli.js';

let folder: string;
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'bitloom-generate-')); });
afterEach(() => rm(folder, { recursive: true }));

describe('bitloom generate --target', () => {
  itWithVerilator.each(['xilinx7', 'ice40', 'ecp5'])('%s writes Verilog that lints, and a later target leaves nothing of it', async (target) => {
    expect((await runCli('generate', '--target', target, '--out', folder)).status).toBe(0);
    const files = (await readdir(folder)).filter((name) => name.endsWith('.v'));
    expect(files.includes('LUT6_2.v')).toBe(target === 'xilinx7');
    const { all } = await execa('verilator', ['--lint-only', '-Wall', '--top-module', 'accelerator', ...files], { cwd: folder, all: true, reject: false });
    expect(all).toBe('');
    expect((await runCli('generate', '--out', folder)).status).toBe(0);
    expect(await readdir(folder)).not.toContain('LUT6_2.v');
  });
});
