/** How far the averages of Adam reach back, and what keeps it from dividing by 0: the paper's values. */
const firstDecay = 0.9;
const secondDecay = 0.999;
const epsilon = 1e-8;

/** Steps against gradients, each coordinate at its own pace: Adam (Kingma and Ba, 2015, algorithm 1), for several arrays together. */
export class Adam {
  readonly #first: Float64Array[];
  readonly #second: Float64Array[];
  readonly #rate: number;
  #steps = 0;

  constructor(parameters: readonly Float64Array[], rate: number) {
    this.#first = parameters.map(({ length }) => new Float64Array(length));
    this.#second = parameters.map(({ length }) => new Float64Array(length));
    this.#rate = rate;
  }

  /** Moves the parameters, in place. */
  step(parameters: readonly Float64Array[], gradients: readonly Float64Array[]): void {
    this.#steps += 1;
    const rate = (this.#rate * Math.sqrt(1 - secondDecay ** this.#steps)) / (1 - firstDecay ** this.#steps);
    parameters.forEach((values, place) => {
      const gradient = gradients[place]!;
      const first = this.#first[place]!;
      const second = this.#second[place]!;
      for (let at = 0; at < values.length; at++) {
        const slope = gradient[at]!;
        first[at] = firstDecay * first[at]! + (1 - firstDecay) * slope;
        second[at] = secondDecay * second[at]! + (1 - secondDecay) * slope * slope;
        values[at]! -= (rate * first[at]!) / (Math.sqrt(second[at]!) + epsilon);
      }
    });
  }
}
