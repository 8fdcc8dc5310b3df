import { Markup } from './markup.js';
import { palette } from './palette.js';

/** Of the whole page. System fonts: a page that loads nothing can't bring its own. */
export const styleSheet = new Markup(`
:root { color: ${palette.ink}; background: #fff; font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "Liberation Sans", Arial, sans-serif; }
body { max-width: 1080px; margin: 0 auto; padding: 40px 24px 64px; }
h1 { font-size: 30px; line-height: 1.2; margin: 0 0 4px; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { font-size: 21px; margin: 48px 0 14px; padding-top: 14px; border-top: 1px solid ${palette.line}; }
h3 { font-size: 16px; margin: 0 0 2px; }
p { margin: 0 0 12px; max-width: 72ch; }
.lead, figcaption p { color: ${palette.quiet}; }
.bad { color: ${palette.bad}; }
.good { color: ${palette.good}; }
code { font: 0.875em ui-monospace, "Cascadia Mono", Menlo, Consolas, "Liberation Mono", monospace; overflow-wrap: anywhere; }

.tiles { display: grid; grid-template-columns: repeat(4, 1fr); gap: 16px; margin: 28px 0 0; }
.tiles div { border: 1px solid ${palette.line}; border-radius: 8px; padding: 14px 16px; }
.tiles dt { color: ${palette.quiet}; font-size: 14px; }
.tiles dd { margin: 0; }
.tiles strong { display: block; font-size: 26px; line-height: 1.35; font-weight: 650; font-variant-numeric: tabular-nums; }
.tiles span { display: block; font-size: 14px; line-height: 1.4; }

.figures { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 36px 48px; align-items: start; }
.after { margin-top: 36px; }
figure { margin: 0; }
figcaption { margin-bottom: 10px; }
figcaption p { font-size: 14px; margin: 0; }
.key { white-space: nowrap; margin-right: 10px; color: ${palette.ink}; }
.key svg { vertical-align: -2px; }
.plot { display: block; max-width: 100%; height: auto; font: 12.5px system-ui, -apple-system, "Segoe UI", "Liberation Sans", Arial, sans-serif; color: ${palette.ink}; }
.narrow, .spanning .wide { display: none; }

.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 15px; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: 7px var(--gap, 10px); white-space: nowrap; border-bottom: 1px solid ${palette.line}; }
thead th { color: ${palette.quiet}; font-weight: 500; font-size: 14px; }
th.name, tbody th, tfoot th { text-align: left; padding-left: 0; }
tfoot td, tfoot th { border-bottom: 0; font-weight: 650; }

.figures table { --gap: 7px; }

.columns { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0 48px; }
.facts { margin: 0 0 22px; font-size: 15px; }
.facts div { display: flex; gap: 16px; justify-content: space-between; padding: 4px 0; border-bottom: 1px solid ${palette.line}; }
.facts dt { color: ${palette.quiet}; flex: none; }
.facts dd { margin: 0; text-align: right; overflow-wrap: anywhere; }

@media (max-width: 1000px) {
  .tiles { grid-template-columns: repeat(2, 1fr); }
  .figures { grid-template-columns: minmax(0, 1fr); }
  .full { display: none; }
  .spanning .wide { display: block; }
}
@media (max-width: 580px) {
  body { padding: 24px 16px 48px; }
  h1 { font-size: 25px; }
  .tiles, .columns { grid-template-columns: minmax(0, 1fr); }
  .tiles { gap: 10px; }
  th, td { padding: 7px 6px; font-size: 14px; }
  .wide, .spanning .wide { display: none; }
  .narrow { display: block; }
}
@media print {
  body { max-width: none; padding: 0; }
  figure, .tiles div, tr { break-inside: avoid; }
}
`);
