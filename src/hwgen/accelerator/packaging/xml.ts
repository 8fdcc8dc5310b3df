/** An XML element: children are elements, or one text. */
export interface Element {
  readonly kind: 'element';
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children: readonly Element[] | string;
}

export const element = (name: string, children: readonly Element[] | string | number, attributes: Element['attributes'] = {}): Element =>
  ({ kind: 'element', name, attributes, children: typeof children === 'number' ? String(children) : children });

/** A line per element, two spaces per level; a final newline. */
export function printXml(root: Element): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${lines(root, '').join('\n')}\n`;
}

function lines({ name, attributes, children }: Element, indent: string): string[] {
  const open = `${indent}<${name}${Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(String(value))}"`).join('')}`;
  if (children.length === 0) return [`${open}/>`];
  if (typeof children === 'string') return [`${open}>${escape(children)}</${name}>`];
  return [`${open}>`, ...children.flatMap((child) => lines(child, `${indent}  `)), `${indent}</${name}>`];
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text: string): string => text.replace(/[&<>"]/g, (character) => escapes[character]!);
