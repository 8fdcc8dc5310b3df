/** A point in the unit square: x to the right, y down, both 0..1. */
export type Point = readonly [number, number];

/** A pen stroke: a polyline. */
export type Stroke = readonly Point[];

/** The ways of writing each digit 0..9. A way is a list of strokes; which way is drawn is chosen at random. */
export const digitStrokes: readonly (readonly (readonly Stroke[])[])[] = [
  /* 0 */ [
    [ring(0.5, 0.5, 0.3, 0.42)],
    [arc(0.5, 0.5, 0.26, 0.42, -70, 270)],
    [ring(0.5, 0.5, 0.34, 0.36)],
  ],
  /* 1 */ [
    [[[0.5, 0.08], [0.5, 0.92]]],
    [[[0.34, 0.26], [0.54, 0.08], [0.54, 0.92]]],
    [[[0.36, 0.24], [0.52, 0.08], [0.52, 0.92]], [[0.32, 0.92], [0.72, 0.92]]],
  ],
  /* 2 */ [
    [[...arc(0.48, 0.32, 0.28, 0.24, 190, 390), [0.2, 0.92], [0.82, 0.92]]],
    [[...arc(0.5, 0.34, 0.26, 0.26, 200, 400), [0.36, 0.8], [0.24, 0.9], [0.4, 0.84], [0.62, 0.92], [0.82, 0.86]]],
  ],
  /* 3 */ [
    [[...arc(0.46, 0.3, 0.26, 0.22, 200, 440), ...arc(0.46, 0.7, 0.3, 0.22, -80, 160)]],
    [[[0.24, 0.1], [0.74, 0.1], [0.46, 0.42], ...arc(0.46, 0.67, 0.28, 0.25, -80, 150)]],
  ],
  /* 4 */ [
    [[[0.62, 0.92], [0.62, 0.08], [0.18, 0.64], [0.84, 0.64]]],
    [[[0.26, 0.08], [0.24, 0.5], [0.78, 0.5]], [[0.7, 0.12], [0.68, 0.92]]],
  ],
  /* 5 */ [
    [[[0.76, 0.1], [0.3, 0.1], [0.27, 0.46], ...arc(0.46, 0.66, 0.3, 0.25, -110, 150)]],
    [[[0.3, 0.1], [0.28, 0.44], ...arc(0.46, 0.68, 0.28, 0.24, -100, 140)], [[0.3, 0.1], [0.78, 0.12]]],
  ],
  /* 6 */ [
    [[[0.66, 0.08], [0.4, 0.3], [0.26, 0.6], ...arc(0.5, 0.7, 0.25, 0.22, 180, 540)]],
    [[...arc(0.6, 0.5, 0.34, 0.42, 290, 180), ...arc(0.5, 0.7, 0.24, 0.2, 180, 500)]],
  ],
  /* 7 */ [
    [[[0.2, 0.1], [0.8, 0.1], [0.42, 0.92]]],
    [[[0.2, 0.12], [0.78, 0.1], [0.5, 0.5], [0.42, 0.92]], [[0.34, 0.5], [0.68, 0.5]]],
  ],
  /* 8 */ [
    [ring(0.5, 0.29, 0.22, 0.2), ring(0.5, 0.7, 0.27, 0.22)],
    [[[0.7, 0.2], ...arc(0.5, 0.28, 0.22, 0.19, -30, -220), [0.66, 0.6], ...arc(0.5, 0.72, 0.24, 0.2, 0, 190), [0.34, 0.56], [0.7, 0.2]]],
  ],
  /* 9 */ [
    [[...arc(0.5, 0.3, 0.25, 0.22, 0, -360), [0.74, 0.5], [0.62, 0.92]]],
    [[...arc(0.48, 0.31, 0.24, 0.22, -20, -350), [0.72, 0.12], [0.72, 0.92]]],
    [[...arc(0.5, 0.3, 0.24, 0.22, 0, -360), ...arc(0.44, 0.5, 0.3, 0.42, 0, 120)]],
  ],
];

/** Points of an elliptical arc from angle `from` to `to`, in degrees clockwise on the screen from the direction of x. */
function arc(x: number, y: number, radiusX: number, radiusY: number, from: number, to: number): Point[] {
  // 24 degrees per piece: at 16 pixels the polyline then lies within 0.15 pixel of the curve.
  const pieces = Math.max(2, Math.ceil(Math.abs(to - from) / 24));
  return Array.from({ length: pieces + 1 }, (_, i): Point => {
    const angle = ((from + ((to - from) * i) / pieces) * Math.PI) / 180;
    return [x + radiusX * Math.cos(angle), y + radiusY * Math.sin(angle)];
  });
}

function ring(x: number, y: number, radiusX: number, radiusY: number): Point[] {
  return arc(x, y, radiusX, radiusY, -90, 270);
}
