import { describe, expect, it } from 'vitest';
import { runCli } from './run-cli.js';

interface Table {
  readonly hash: string;
  readonly layers: readonly { readonly name: string; readonly cycles: readonly (readonly (number | null)[])[] }[];
}

describe('bitloom cost', () => {
  it('prints the same table as text, CSV and JSON', async () => {
    const [text, csv, json] = await Promise.all([[], ['--csv'], ['--json']].map((more) => runCli('cost', '--model', 'digits', ...more)));
    const { hash, layers } = JSON.parse(json!.stdout) as Table;
    expect(text!.stdout).toContain(hash);
    const rows = layers.flatMap(({ name, cycles }) => cycles.flatMap((row, w) => row.map((entry, a) => `${name},${w + 1},${a + 1},${entry ?? ''}`)));
    expect(csv!.stdout).toBe(`layer,weightBits,activationBits,cycles\n${rows.join('\n')}\n`);
    expect(rows).toHaveLength(layers.length * 64);
  });

  it('has another hash at another latency', async () => {
    const hashes = await Promise.all(['20', '21'].map(async (latency) => (JSON.parse((await runCli('cost', '--model', 'digits', '--latency', latency, '--json')).stdout) as Table).hash));
    expect(hashes[0]).not.toBe(hashes[1]);
  });

  it('runs every entry of every layer on the simulated accelerator with --engine sim, and finds the table right', async () => {
    const { status, stdout } = await runCli('cost', '--model', 'digits', '--engine', 'sim', '--json');
    const { check } = JSON.parse(stdout) as { check: { engine: string; entries: number; cycles: number; differences: unknown[] } };
    expect({ status, ...check, cycles: check.cycles > 100_000 }).toEqual({ status: 0, engine: 'sim', entries: 256, cycles: true, differences: [] });
  });

  it('knows the ResNets, up to 21 layers of ResNet-18', async () => {
    const { layers } = JSON.parse((await runCli('cost', '--model', 'resnet18', '--json')).stdout) as Table;
    expect(layers.map(({ name }) => name).slice(0, 3)).toEqual(['conv1', 'stage1.block1.conv1', 'stage1.block1.conv2']);
    expect(layers).toHaveLength(21);
  });

  it('refuses a model that it does not know, and names those that it does', async () => {
    const { status, stderr } = await runCli('cost', '--model', 'resnet99');
    expect(status).toBe(2);
    expect(stderr).toBe('bitloom: --model: "resnet99" is not known; use one of: digits, resnet8, resnet20, resnet32, resnet56, resnet18, resnet34\n');
  });
});
