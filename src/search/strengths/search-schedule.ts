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
}

/** An eighth of the epochs for warm-up and a quarter for the ramp, one epoch each at least. */
export function searchSchedule(epochs: number): SearchSchedule {
  const warmUpEpochs = Math.max(1, Math.round(epochs / 8));
  return {
    warmUpEpochs,
    rampEpochs: Math.max(1, Math.round(epochs / 4)),
    temperature(time) {
      const progress = Math.min(1, Math.max(0, (time - warmUpEpochs) / Math.max(1, epochs - warmUpEpochs)));
      return firstTemperature * (lastTemperature / firstTemperature) ** progress;
    },
  };
}
