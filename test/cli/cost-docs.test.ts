import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { costColumns } from '../../src/sim/cycles/cost-columns.js';
import { runCli } from './run-cli.js';

const page = 'docs/cost.md';
const consoleBlock = /```console\n\$ bitloom (.*)\n([^]*?)```/g;

it('docs/cost.md shows what the commands print, and the definitions of all columns', async () => {
  const before = readFileSync(page, 'utf8');
  const table = ['| column | unit | definition |', '| --- | --- | --- |', ...costColumns.map(({ name, unit, definition }) => `| \`${name}\` | ${unit} | ${definition} |`)];
  let after = before.replace(/<!-- columns -->\n[^]*?<!-- end -->/, () => `<!-- columns -->\n${table.join('\n')}\n<!-- end -->`);
  const blocks = [...before.matchAll(consoleBlock)];
  for (const [block, words] of blocks) {
    const { status, stdout } = await runCli(...words!.split(' '));
    expect([words, status]).toEqual([words, 0]);
    after = after.replace(block, () => `\`\`\`console\n$ bitloom ${words}\n${stdout}\`\`\``);
  }
  expect(blocks.length).toBeGreaterThan(1);
  if (process.env['BITLOOM_UPDATE'] === '1') writeFileSync(page, after);
  else expect(withoutTimes(before), 'run BITLOOM_UPDATE=1 npx vitest run test/cli/cost-docs.test.ts').toBe(withoutTimes(after));
}, 120_000);

const withoutTimes = (text: string): string => text.replace(/run in \d+\.\d s/g, 'run in some time');
