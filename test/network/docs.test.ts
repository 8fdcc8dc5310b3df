import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readNetwork } from '../../src/network/network-file.js';
import { runReference } from '../../src/network/reference.js';

it('docs/network.md: its files are a network, and its table is what the reference computes', async () => {
  const page = await readFile('docs/network.md', 'utf8');
  const block = (language: string): string => new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(page)![1]!;
  const folder = await mkdtemp(join(tmpdir(), 'bitloom-docs-'));
  try {
    await writeFile(join(folder, 'network.json'), block('json'));
    await writeFile(join(folder, 'weights.bin'), Buffer.from(block('hex').replace(/\s/g, ''), 'hex'));
    const input = /An input of \(([\d, ]+)\)/.exec(page)![1]!.split(',').map(Number);
    const codes = [...page.matchAll(/^\| x \d, channel \d .*\| (-?\d+) \|$/gm)].map(([, code]) => Number(code));
    expect([...runReference(await readNetwork(join(folder, 'network.json')), input)[0]!.codes]).toEqual(codes);
    expect(codes).toHaveLength(4);
  } finally {
    await rm(folder, { recursive: true });
  }
});
