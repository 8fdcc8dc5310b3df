import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const pages = ['README.md', 'ARCHITECTURE.md', ...readdirSync('docs', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md')).map((name) => join('docs', name)).sort()];

/** Headings as the anchors that they get on the web. */
const anchors = (text: string): string[] => [...prose(text).matchAll(/^#+ (.*)$/gm)].map(([, title]) => title!.toLowerCase().replace(/[^\w\- ]/g, '').replaceAll(' ', '-'));

/** A page without its code. */
function prose(text: string): string {
  return text.replace(/^```.*?^```/gms, '').replace(/`[^`\n]*`/g, '');
}

/** Places that links of a page lead to inside the project and that are not there. */
function broken(page: string, text: string): string[] {
  return [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!).filter((target) => !/^[a-z]+:/.test(target)).filter((target) => {
    const [path, anchor] = target.split('#');
    const file = path === '' ? page : join(dirname(page), path!);
    return !existsSync(file) || (anchor !== undefined && !anchors(readFileSync(file, 'utf8')).includes(anchor));
  });
}

it.each(pages)('%s: every link leads somewhere', (page) => {
  expect(broken(page, readFileSync(page, 'utf8'))).toEqual([]);
});

it('sees a link that leads nowhere', () => {
  expect(broken('docs/accelerator.md', '[a](missing.md) [b](accelerator.md#nothing) [c](#errors) [d](../README.md) `[e](code.md)` [f](https://example.org/x)')).toEqual(['missing.md', 'accelerator.md#nothing']);
});

it('every page of docs/ can be reached from README.md', () => {
  const reached = new Set(['README.md']);
  for (const page of reached) {
    if (!page.endsWith('.md')) continue;
    for (const [, target] of prose(readFileSync(page, 'utf8')).matchAll(/\]\(([^)\s#]+)/g)) if (!/^[a-z]+:/.test(target!) && existsSync(join(dirname(page), target!))) reached.add(join(dirname(page), target!));
  }
  expect(pages.filter((page) => !reached.has(page))).toEqual([]);
});
