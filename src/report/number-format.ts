const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** A count, rounded, with thousands separated: `1,234,567`. */
export function countText(value: number): string {
  return whole.format(value);
}

/** A share 0..1 in percent with two decimals, which tell single images of 10,000 apart: `97.25 %`, unbreakable. */
export function percentText(share: number): string {
  return `${(100 * share).toFixed(2)}\u00a0%`;
}

/** A difference of two shares in percentage points, with its sign: `+0.75 points`. */
export function pointsText(difference: number): string {
  const points = (100 * difference).toFixed(2);
  return `${difference < 0 ? points.replace('-', '\u2212') : `+${points}`} points`;
}

/** A map's or kernel's extents: `8 × 8 × 16`. */
export function extentText(extents: readonly number[]): string {
  return extents.join(' \u00d7 ');
}

/** A duration: `12.3 s`, `4.2 min`, `1.5 h`. */
export function secondsText(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)}\u00a0s`;
  if (seconds < 3600) return `${(seconds / 60).toFixed(1)}\u00a0min`;
  return `${(seconds / 3600).toFixed(1)}\u00a0h`;
}
