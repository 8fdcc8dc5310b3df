import { indent } from './columns.js';
import { fold } from './fold.js';

/**
 * A file with one module: `head` are its comment, attributes and ports up to `);`, then come the sections, a blank line before each. No net
 * is declared by a typing error in it (`default_nettype none`), and files behind it find the default as it was.
 */
export function moduleFile(head: readonly string[], sections: readonly (readonly string[])[]): string {
  const body = sections.filter((section) => section.length > 0).flatMap((section) => ['', ...indent(section)]);
  return ['`default_nettype none', '', ...head, ...body, '', 'endmodule', '', '`default_nettype wire', ''].flatMap(fold).join('\n');
}
