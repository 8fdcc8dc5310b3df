import { cosineRate } from '../training/nesterov.js';

/** Softmax temperature at the start and at the end: annealing closes the gap between expected and argmax cost (search.md). */
const firstTemperature = 1;
const lastTemperature = 0.15;

/** When what happens in a search of so many epochs. Time is counted in epochs, with fractions. */
export interface SearchSchedule {
  /** Only weights learn: strengths should see weights that work. */
  readonly warmUpEpochs: number;
  /** Then lambda grows to its full value over these. */
  readonly rampEpochs: number;
  /** Falls geometrically from 1 to 0.15 after the warm-up. */
  temperature(time: number): number;
  /** Adam's rate for strengths: 0 in the warm-up, then half a cosine from `initial` to 0, so that the last epochs settle the choice. */
  strengthRate(time: number, initial: number): number;
}

/** An eighth of the epochs for warm-up and a quarter for the ramp, one epoch each at least. */
export function searchSchedule(epochs: number): SearchSchedule {
  const warmUpEpochs = Math.max(1, Math.round(epochs / 8));
  const progress = (time: number): number => Math.min(1, Math.max(0, (time - warmUpEpochs) / Math.max(1, epochs - warmUpEpochs)));
  return {
    warmUpEpochs,
    rampEpochs: Math.max(1, Math.round(epochs / 4)),
    temperature: (time) => firstTemperature * (lastTemperature / firstTemperature) ** progress(time),
    strengthRate: (time, initial) => (time < warmUpEpochs ? 0 : cosineRate(initial, progress(time))),
  };
}
