export interface PageHinkleyOptions {
  /** A rise of the mean that is let pass, in the values' units. */
  tolerance?: number;
  /** Drift is detected once the rises beyond the mean have added up to more than this. */
  threshold?: number;
  /** Values before which nothing is detected. */
  warmUp?: number;
}

/** Watches a stream of values for a lasting rise of their mean. */
export interface PageHinkley {
  /** Takes a value; true where drift is detected with it, after which it begins anew. */
  update(value: number): boolean;
  /** Whether the last value detected drift. */
  readonly driftDetected: boolean;
  /** The sum that is held against the threshold. */
  readonly statistic: number;
  reset(): void;
}

/** Page-Hinkley test for a rise of the mean (Page 1954, Biometrika 41; Hinkley 1971, Biometrika 58). */
export function createPageHinkley(options: PageHinkleyOptions = {}): PageHinkley {
  const { tolerance = 0.005, threshold = 50, warmUp = 30 } = options;
  let count = 0;
  let mean = 0;
  let sum = 0;
  let least = 0;
  let driftDetected = false;
  const reset = (): void => {
    count = 0;
    mean = 0;
    sum = 0;
    least = 0;
  };
  return {
    update(value) {
      count++;
      mean += (value - mean) / count;
      sum += value - mean - tolerance;
      least = Math.min(least, sum);
      driftDetected = count >= warmUp && sum - least > threshold;
      if (driftDetected) reset();
      return driftDetected;
    },
    get driftDetected() {
      return driftDetected;
    },
    get statistic() {
      return sum - least;
    },
    reset() {
      reset();
      driftDetected = false;
    },
  };
}
