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
});
