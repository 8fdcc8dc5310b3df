import { plot, type PlotOptions } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { type Content, html, Markup } from './markup.js';
import { palette } from './palette.js';

export interface Figure {
  readonly title: string;
  /** What is to be seen, for those who don't see it: one sentence with the numbers that matter. */
  readonly description: string;
  /** Below the title: the meaning of marks, as text or as a legend. */
  readonly note?: Content;
  /** Takes the whole width of the page, not one of two columns. */
  readonly spanning?: boolean;
  /** The plot at a width in pixels. */
  readonly plot: (width: number) => PlotOptions;
}

/**
 * Widths that plots are drawn at: for the whole of a desktop page, one of its columns, and a phone. The style sheet shows the one that fits,
 * because one drawing scaled down to a phone would have letters of half the size.
 */
const plotWidths = { full: 1030, wide: 500, narrow: 330 } as const;

/** A titled plot as inline SVG, without scripts. */
export function drawFigure({ title, description, note, spanning = false, plot: options }: Figure): Markup {
  const widths = Object.entries(plotWidths).filter(([name]) => spanning || name !== 'full');
  const drawings = widths.map(([name, width]) => html`<div class="${name}" role="img" aria-label="${description}">${draw(options(width), width)}</div>`);
  return html`<figure${spanning ? html` class="spanning"` : undefined}><figcaption><h3>${title}</h3>${note === undefined ? undefined : html`<p>${note}</p>`}</figcaption>${drawings}</figure>
`;
}

function draw(options: PlotOptions, width: number): Markup {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const drawing = plot({ className: 'plot', ...options, width, document: document as never });
  // Assistive technology reads the description around it, not every tick.
  drawing.setAttribute('aria-hidden', 'true');
  return new Markup(drawing.toString());
}

/** A sample of a mark with its meaning, for notes. */
export function legendEntry(mark: 'bar' | 'line' | 'dashed' | 'dot' | 'ring' | 'cross', color: string, meaning: string): Markup {
  const stroke = `stroke="${color}" stroke-width="2" fill="none"`;
  const shapes = {
    bar: `<rect x="3" y="2" width="12" height="10" fill="${color}"/>`,
    line: `<path d="M0,7H18" ${stroke}/>`,
    dashed: `<path d="M0,7H18" ${stroke} stroke-dasharray="5,3"/>`,
    dot: `<circle cx="9" cy="7" r="5" fill="${color}"/>`,
    ring: `<circle cx="9" cy="7" r="4" ${stroke}/>`,
    cross: `<path d="M5,3L13,11M13,3L5,11" ${stroke}/>`,
  };
  return html`<span class="key"><svg width="18" height="14" aria-hidden="true">${new Markup(shapes[mark])}</svg> ${meaning}</span> `;
}

/** How the target is drawn, in all plots. */
export const targetStroke = { stroke: palette.target, strokeDasharray: '5,3', strokeWidth: 1.5 } as const;
