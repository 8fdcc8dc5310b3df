import { describe, expect, test } from 'vitest';
import { runCli } from './run-cli.js';

describe('bitloom synth', () => {
  test('prints one JSON object with command, counts and the figure per bMAC', async () => {
    const { status, stdout } = await runCli('synth', '--module', 'dot_unit', '--no-hierarchy', '--json');
    expect(status).toBe(0);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({ module: 'dot_unit', target: 'xilinx7', bmac: 64 });
    expect(result.command).toMatch(/^yosys -p "read_verilog \*\.v; synth_xilinx .*-top dot_unit/);
    expect(result.lutPerBmac).toBe(result.count.lut / 64);
    // The limit that the project sets itself.
    expect(result.lutPerBmac).toBeLessThan(1.7);
  }, 240_000);

  test.each([
    [['--module', 'nothing'], /^bitloom: --module: "nothing" is no module of the accelerator; use one of: .*dot_unit/],
    [['--place'], /^bitloom: --place: there is a flow for ice40 only, not for xilinx7/],
    [['--out', 'x'], /^bitloom: --out: only placing needs it; give --place too, or leave it out$/],
    [['--target', 'ice40', '--device', 'up5k'], /^bitloom: --device: only placing needs it/],
    [['--mhz', '50'], /^bitloom: --mhz: only placing needs it/],
    [['--target', 'virtex'], /^bitloom: /],
  ])('refuses %j in one sentence', async (words, message) => {
    const { status, stderr, stdout } = await runCli('synth', ...words);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.trim()).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
