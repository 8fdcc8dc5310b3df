import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runCli } from './run-cli.js';

const page = 'docs/accelerator/breakdown.md';

it(`${page} shows what the command prints`, async () => {
  const text = readFileSync(page, 'utf8');
  const words = /```console\n\$ bitloom (.*)\n/.exec(text)![1]!;
  const { status, stdout } = await runCli(...words.split(' '));
  expect([status, words.includes('resnet20')]).toEqual([0, true]);
  const current = text.replace(/```console\n.*?```/s, () => `\`\`\`console\n$ bitloom ${words}\n${stdout}\`\`\``);
  if (process.env['BITLOOM_UPDATE'] === '1') writeFileSync(page, current);
  else expect(text, 'run BITLOOM_UPDATE=1 npx vitest run test/cli/breakdown-docs.test.ts').toBe(current);
});
