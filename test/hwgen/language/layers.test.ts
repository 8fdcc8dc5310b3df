import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

/** What the files of a folder may import besides their own. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  ir: [],
  verilog: ['ir'],
  language: ['ir'],
  library: ['ir', 'language'],
  accelerator: ['ir', 'language', 'library', 'verilog', '../errors'],
};

const root = resolve('src/hwgen');

test.each(Object.entries(MAY))('%s imports what lies below it', (folder, may) => {
  const wrong = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => {
      const path = join(root, folder, file);
      return [...readFileSync(path, 'utf8').matchAll(/from '(\.[^']*)'/g)]
        .map(([, to]) => relative(root, resolve(dirname(path), to!)).split(/[\\/]/))
        .map((parts) => (parts[0] === '..' ? parts.slice(0, 2).join('/') : parts[0]!))
        .filter((to) => to !== folder && !may.includes(to))
        .map((to) => `${folder}/${file} -> ${to}`);
    });
  expect(wrong).toEqual([]);
});
