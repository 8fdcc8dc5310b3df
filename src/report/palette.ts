/**
 * The report's colours on white. Each has a contrast of at least 3:1 as a mark, and `ink`, `quiet`, `good` and `bad` of at least 4.5:1
 * as text; no two meanings differ by colour alone.
 */
export const palette = {
  ink: '#1c2733',
  quiet: '#566474',
  line: '#dde3ea',
  searched: '#14599c',
  uniform: '#6d7986',
  weights: '#14599c',
  activations: '#b26a12',
  float: '#8593a3',
  target: '#b3391f',
  good: '#1e6b42',
  bad: '#a32a14',
} as const;
