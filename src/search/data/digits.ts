import type { Dataset, LabelledImages } from './dataset.js';
import { digitStrokes, type Point } from './digit-strokes.js';
import { RandomSource } from '../../random/random-source.js';

const size = 16;

export interface DigitsOptions {
  readonly seed: number;
  readonly trainCount: number;
  readonly testCount: number;
}

/**
 * Procedural handwritten digits: 16 x 16 x 1 bytes, ink bright on dark. Each image is one way of writing its digit with shaken points,
 * a random affine map, pen width, contrast, a stray stroke now and then, and noise. Classes are equally frequent, in random order.
 * The same seed gives the same bytes everywhere; train and test come from independent draws.
 */
export function generateDigits({ seed, trainCount, testCount }: DigitsOptions): Dataset {
  return {
    name: 'digits',
    classes: 10,
    shape: [size, size, 1],
    train: drawImages(new RandomSource(seed * 2), trainCount),
    test: drawImages(new RandomSource(seed * 2 + 1), testCount),
  };
}

function drawImages(random: RandomSource, count: number): LabelledImages {
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 10);
  for (let i = count - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [labels[i], labels[j]] = [labels[j]!, labels[i]!];
  }
  const images = new Uint8Array(count * size * size);
  labels.forEach((digit, i) => drawDigit(random, digit, images.subarray(i * size * size, (i + 1) * size * size)));
  return { images, labels, count };
}

function drawDigit(random: RandomSource, digit: number, pixels: Uint8Array): void {
  const ways = digitStrokes[digit]!;
  const way = ways[random.integer(ways.length)]!;
  const place = randomAffine(random);
  const shake = random.uniform(0, 0.035);
  const ink = new Float64Array(size * size);
  const radius = random.uniform(0.4, 0.95);
  for (const stroke of way) {
    const points = stroke.map(([x, y]) => place([x + shake * random.bell(), y + shake * random.bell()]));
    for (let i = 1; i < points.length; i++) drawSegment(ink, points[i - 1]!, points[i]!, radius);
  }
  if (random.next() < strayStrokeShare) drawStray(random, ink);

  const contrast = random.uniform(130, 255);
  const background = random.uniform(0, 50);
  const noise = random.uniform(5, 28);
  for (let i = 0; i < pixels.length; i++) {
    const value = background + (contrast - background) * ink[i]! + noise * random.bell();
    pixels[i] = Math.max(0, Math.min(255, Math.round(value)));
  }
}

/** Share of images with a short line that belongs to no digit: keeps single pixels from deciding. */
const strayStrokeShare = 0.2;

function drawStray(random: RandomSource, ink: Float64Array): void {
  const from: Point = [random.uniform(0, size), random.uniform(0, size)];
  const to: Point = [from[0] + random.uniform(-3, 3), from[1] + random.uniform(-3, 3)];
  drawSegment(ink, from, to, random.uniform(0.3, 0.6));
}

/** Unit square -> pixels: scale, shear, rotation of up to 14 degrees, shift, about the middle of the picture. */
function randomAffine(random: RandomSource): (point: Point) => Point {
  const angle = random.uniform(-0.25, 0.25);
  const shear = random.uniform(-0.25, 0.25);
  const scaleX = random.uniform(9, 12.5);
  const scaleY = random.uniform(10.5, 13.5);
  const shiftX = size / 2 + random.uniform(-1, 1);
  const shiftY = size / 2 + random.uniform(-1, 1);
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return ([x, y]) => {
    const u = (x - 0.5 + shear * (0.5 - y)) * scaleX;
    const v = (y - 0.5) * scaleY;
    return [shiftX + u * cos - v * sin, shiftY + u * sin + v * cos];
  };
}

/** Full ink within `radius` pixels of the segment, none one pixel further out, linear between: an antialiased round pen. */
function drawSegment(ink: Float64Array, [x0, y0]: Point, [x1, y1]: Point, radius: number): void {
  const reach = radius + 1;
  const top = Math.max(0, Math.floor(Math.min(y0, y1) - reach));
  const bottom = Math.min(size - 1, Math.ceil(Math.max(y0, y1) + reach));
  const left = Math.max(0, Math.floor(Math.min(x0, x1) - reach));
  const right = Math.min(size - 1, Math.ceil(Math.max(x0, x1) + reach));
  const dx = x1 - x0;
  const dy = y1 - y0;
  const lengthSquared = dx * dx + dy * dy || 1;
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const px = column + 0.5 - x0;
      const py = row + 0.5 - y0;
      const along = Math.max(0, Math.min(1, (px * dx + py * dy) / lengthSquared));
      const distance = Math.sqrt((px - along * dx) ** 2 + (py - along * dy) ** 2);
      const level = Math.min(1, reach - distance);
      const at = row * size + column;
      if (level > ink[at]!) ink[at] = level;
    }
  }
}
