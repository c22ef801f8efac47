import type { Random } from '../random.ts';
import { normalMass } from './normal.ts';
import { fromInner, innerBounds, type Parameter } from './space.ts';

/** Densities closer to 0 than that are not told apart from it. */
const leastDensity = 1e-300;

/** A value as the search sees it: a number on the parameter's scale, or the place of a choice. */
export type InnerPoint = Float64Array;

/** One parameter of all kernels of a mixture. */
interface Axis {
  draw(kernel: number, random: Random): number;
  /** Density, or mass for what has single values, of a kernel at a value. */
  density(kernel: number, value: number): number;
}

/**
 * A density that trials have left behind: a mixture of one kernel a trial and one for the whole space, each the product of one distribution a parameter, so that
 * parameters that are good together stay together (Falkner et al., 2018; Watanabe, 2023).
 */
export class ParzenMixture {
  readonly #axes: readonly Axis[];
  readonly #shares: readonly number[];

  /** `points` are the trials', `weights` what each counts; the whole space counts 1. */
  constructor(parameters: readonly Parameter[], points: readonly InnerPoint[], weights: readonly number[]) {
    const total = weights.reduce((sum, weight) => sum + weight, 1);
    this.#shares = [...weights, 1].map((weight) => weight / total);
    this.#axes = parameters.map((parameter, place) => {
      const values = points.map((point) => point[place]!);
      return parameter.kind === 'choice'
        ? choiceAxis(parameter.choices.length, values)
        : numberAxis(parameter, values);
    });
  }

  draw(random: Random): InnerPoint {
    const kernel = pick(this.#shares, random);
    return Float64Array.from(this.#axes, (axis) => axis.draw(kernel, random));
  }

  logDensity(point: InnerPoint): number {
    let density = 0;
    for (let kernel = 0; kernel < this.#shares.length; kernel++) {
      let own = this.#shares[kernel]!;
      for (let place = 0; place < this.#axes.length; place++)
        own *= this.#axes[place]!.density(kernel, point[place]!);
      density += own;
    }
    return Math.log(Math.max(leastDensity, density));
  }
}

/** Every kernel gives its own choice most, and the others a little that shrinks with their number. */
function choiceAxis(choices: number, values: readonly number[]): Axis {
  const kernels = values.length + 1;
  const little = 1 / kernels;
  const whole = 1 + choices * little;
  const shareOf = (kernel: number, choice: number): number =>
    kernel === values.length ? 1 / choices : (little + (values[kernel] === choice ? 1 : 0)) / whole;
  return {
    draw: (kernel, random) =>
      pick(
        Array.from({ length: choices }, (_, choice) => shareOf(kernel, choice)),
        random,
      ),
    density: shareOf,
  };
}

/**
 * Normal kernels, cut at the range's ends, each as wide as the way to its farther neighbour (Bergstra et al., 2011), and never narrower than a share of the
 * range that shrinks with their number. Whole numbers have the mass of all that is rounded to them.
 */
function numberAxis(parameter: Parameter & { kind: 'float' | 'int' }, values: readonly number[]): Axis {
  const { low, high } = innerBounds(parameter);
  const range = high - low;
  const narrowest = range / Math.min(100, 2 + values.length);
  const means = [...values, (low + high) / 2];
  const deviations = means.map(() => range);
  const order = values.map((_, place) => place).sort((one, other) => values[one]! - values[other]!);
  order.forEach((kernel, place) => {
    const mean = values[kernel]!;
    const isAlone = order.length === 1;
    // The outermost ones have one neighbour: the way to the end of the range says nothing of how sure we are there.
    const before = place > 0 ? values[order[place - 1]!]! : isAlone ? low : mean;
    const after = place + 1 < order.length ? values[order[place + 1]!]! : isAlone ? high : mean;
    deviations[kernel] = Math.min(range, Math.max(narrowest, mean - before, after - mean));
  });
  const masses = means.map((mean, kernel) => normalMass(mean, deviations[kernel]!, low, high));
  return {
    draw(kernel, random) {
      for (;;) {
        const value = means[kernel]! + deviations[kernel]! * random.normal();
        if (value >= low && value <= high) return value;
      }
    },
    density(kernel, value) {
      const mean = means[kernel]!;
      const deviation = deviations[kernel]!;
      if (parameter.kind === 'float')
        return Math.exp(-0.5 * ((value - mean) / deviation) ** 2) / (deviation * masses[kernel]!);
      const cell = cellOf(parameter, value);
      return (
        normalMass(mean, deviation, Math.max(low, cell.low), Math.min(high, cell.high)) / masses[kernel]!
      );
    },
  };
}

/** The range that is rounded to the same whole number. */
function cellOf(
  parameter: Parameter & { kind: 'int' | 'float' },
  inner: number,
): { low: number; high: number } {
  const whole = fromInner(parameter, inner);
  return parameter.log
    ? { low: Math.log(whole - 0.5), high: Math.log(whole + 0.5) }
    : { low: whole - 0.5, high: whole + 0.5 };
}

function pick(shares: readonly number[], random: Random): number {
  let left = random.next();
  for (let place = 0; place < shares.length; place++) {
    left -= shares[place]!;
    if (left < 0) return place;
  }
  return shares.length - 1;
}
