import { type Content, html, type Markup } from './markup.js';

export interface DataTable {
  /** For assistive technology, and for the region that scrolls sideways where the page is narrower than the table. */
  readonly name: string;
  /** `name` columns hold the rows' headings and lie to the left; all others are figures. */
  readonly columns: readonly { readonly title: string; readonly kind?: 'name' }[];
  readonly rows: readonly (readonly Content[])[];
  readonly total?: readonly Content[];
}

/** A table of figures with as many cells in each row as there are columns. */
export function dataTable({ name, columns, rows, total }: DataTable): Markup {
  const row = (cells: readonly Content[]): Markup => html`<tr>${cells.map((cell, index) => (columns[index]!.kind === 'name' ? html`<th scope="row">${cell}</th>` : html`<td>${cell}</td>`))}</tr>
`;
  return html`<div class="scroll" role="region" aria-label="${name}" tabindex="0"><table>
<thead><tr>${columns.map(({ title, kind }) => html`<th scope="col"${kind === 'name' ? html` class="name"` : undefined}>${title}</th>`)}</tr></thead>
<tbody>
${rows.map(row)}</tbody>
${total === undefined ? undefined : html`<tfoot>${row(total)}</tfoot>
`}</table></div>
`;
}
