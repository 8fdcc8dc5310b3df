/** HTML or SVG that is ready to be part of a page. Everything else is text, and is escaped when it enters one. */
export class Markup {
  constructor(readonly source: string) {}

  toString(): string {
    return this.source;
  }
}

/** What a template takes: markup as it is, text and numbers escaped, lists joined, and nothing for `undefined`. */
export type Content = Markup | string | number | undefined | readonly Content[];

/**
 * A template for HTML in which only markup stays markup, so that no name from a file can become a tag or leave an attribute.
 *
 *     html`<td class="${kind}">${name}</td>`
 */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return new Markup(parts.map((part, index) => part + (index < values.length ? embed(values[index]) : '')).join(''));
}

function embed(content: Content): string {
  if (content === undefined) return '';
  if (content instanceof Markup) return content.source;
  if (typeof content === 'string' || typeof content === 'number') return escapeText(String(content));
  return content.map(embed).join('');
}

/** Safe both between tags and in quoted attributes. */
function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
