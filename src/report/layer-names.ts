/** Layer names for a plot's axis, and the left margin in pixels that they need. */
export interface LayerNames {
  readonly names: readonly string[];
  readonly margin: number;
}

/** Pixels per letter of the plots' font, a little generous. */
const letterWidth = 7;

/**
 * Names as they fit beside a plot of so many pixels. Long ones lose their front, as layers of one stage differ at the end:
 * `…block2.conv1`.
 */
export function fitLayerNames(layers: readonly { readonly name: string }[], width: number): LayerNames {
  const letters = Math.floor((0.32 * width) / letterWidth);
  const names = layers.map(({ name }) => (name.length <= letters ? name : `\u2026${name.slice(name.length - letters + 1)}`));
  return { names, margin: Math.max(...names.map((name) => name.length)) * letterWidth + 20 };
}
