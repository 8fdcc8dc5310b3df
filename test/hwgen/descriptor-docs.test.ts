import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { descriptorFields, descriptorStride, fieldBits, type FieldName } from '../../src/hwgen/accelerator/descriptor.js';
import { geometry } from '../../src/hwgen/accelerator/geometry.js';
import { defaultParameters } from '../../src/hwgen/accelerator/parameters.js';
import { lowerNetwork } from '../../src/network/lowering/lower-network.js';
import { exampleLayer } from './example-layer.js';

const page = 'docs/descriptor.md';
const g = geometry(defaultParameters);
const names = (Object.keys(descriptorFields) as FieldName[]).sort((a, b) => descriptorFields[a].low - descriptorFields[b].low);

/** The bytes of the example's descriptor as words, and a field of them: read from memory, not from the encoder's input. */
const image = lowerNetwork(exampleLayer(), defaultParameters).image.subarray(0, descriptorStride);
const words = Array.from({ length: descriptorStride / 4 }, (_, i) => new DataView(image.buffer, image.byteOffset).getUint32(4 * i, true));
function valueOf(name: FieldName): number {
  const field = descriptorFields[name];
  const width = fieldBits(field, g);
  const value = Math.floor(words[Math.floor(field.low / 32)]! / 2 ** (field.low % 32)) % 2 ** width;
  return 'signed' in field && value >= 2 ** (width - 1) ? value - 2 ** width : value;
}

const fieldTable = (): string => ['| word | bits | field | what |', '| --- | --- | --- | --- |', ...names.map((name) => {
  const { low, doc, ...field } = descriptorFields[name];
  const width = fieldBits({ low, doc, ...field }, g);
  const at = low % 32;
  return `| ${Math.floor(low / 32)} | ${width === 1 ? at : `${at + width - 1}..${at}`} | \`${name}\` | ${'signed' in field ? 'signed; ' : ''}${doc} |`;
})].join('\n');

const hexDump = (): string => Array.from({ length: words.length / 4 }, (_, row) =>
  `${(16 * row).toString(16).padStart(2, '0')}: ${words.slice(4 * row, 4 * row + 4).map((word) => word.toString(16).padStart(8, '0')).join(' ')}`).join('\n');

const example = /^\| `(\w+)` \| (-?\w+) \| (.*) \|$/gm;
/** The page with table, words and values made anew; what the values mean is written by hand. */
const current = (text: string): string => text
  .replace(/<!-- fields -->\n.*?<!-- end -->/s, () => `<!-- fields -->\n${fieldTable()}\n<!-- end -->`)
  .replace(/<!-- words -->\n.*?<!-- end -->/s, () => `<!-- words -->\n\`\`\`\n${hexDump()}\n\`\`\`\n<!-- end -->`)
  .replace(example, (_, name: FieldName, value: string, why: string) => `| \`${name}\` | ${value.startsWith('0x') ? `0x${valueOf(name).toString(16)}` : valueOf(name)} | ${why} |`);

describe(page, () => {
  it('has the fields as they are, and the values of a real descriptor', () => {
    const text = readFileSync(page, 'utf8');
    if (process.env['BITLOOM_UPDATE'] === '1') writeFileSync(page, current(text));
    else expect(text, 'run BITLOOM_UPDATE=1 npx vitest run test/hwgen/descriptor-docs.test.ts').toBe(current(text));
  });

  it('explains every field of the example once', () => {
    const explained = [...readFileSync(page, 'utf8').matchAll(example)].map(([, name]) => name!);
    expect(explained.sort()).toEqual([...names].sort());
  });
});
