import type { Random } from '../random.ts';
import { type InnerPoint, ParzenMixture } from './parzen.ts';
import {
  checkSpace,
  drawEvenly,
  fromInner,
  innerBounds,
  type Parameter,
  type Sampler,
  type SearchSpace,
  type Settings,
  toInner,
} from './space.ts';

export interface TpeOptions {
  /** Trials that are drawn evenly before anything is learned from. */
  startTrials?: number;
  /** Candidates of which the most promising one is proposed. */
  candidates?: number;
}

/** A trial counts in full among the latest so many; older ones count less. */
const fullyWeighted = 25;

/**
 * The tree-structured Parzen estimator (Bergstra et al., 2011), all parameters together: candidates are drawn where good trials lie dense, and the one is
 * proposed where they are densest compared with the others. The good ones are the best tenth, 25 at most.
 */
export function createTpeSampler(space: SearchSpace, random: Random, options: TpeOptions = {}): Sampler {
  checkSpace(space);
  const { startTrials = 10, candidates = 24 } = options;
  const names = Object.keys(space);
  const parameters = Object.values(space);
  const settingsOf = (point: InnerPoint): Settings =>
    Object.fromEntries(names.map((name, place) => [name, settingOf(parameters[place]!, point[place]!)]));
  return {
    propose(trials) {
      const points = trials.flatMap((trial) => {
        const point = pointOf(space, trial.settings);
        // A failed trial is a bad one: its surroundings are to be avoided.
        return point === null ? [] : [{ point, loss: Number.isNaN(trial.loss) ? Infinity : trial.loss }];
      });
      if (points.length < startTrials)
        return Object.fromEntries(names.map((name, place) => [name, drawEvenly(parameters[place]!, random)]));
      const [good, others] = divide(points).map(
        (part) => new ParzenMixture(parameters, part, weightsOf(part.length)),
      ) as [ParzenMixture, ParzenMixture];
      let best = { point: good.draw(random), promise: -Infinity };
      for (let draw = 0; draw < candidates; draw++) {
        const point = good.draw(random);
        const promise = good.logDensity(point) - others.logDensity(point);
        if (promise > best.promise) best = { point, promise };
      }
      return settingsOf(best.point);
    },
  };
}

/** The best tenth and the rest, each in the order in which they were tried. */
function divide(trials: readonly { point: InnerPoint; loss: number }[]): [InnerPoint[], InnerPoint[]] {
  const count = Math.min(25, Math.ceil(0.1 * trials.length));
  const byLoss = trials
    .map((_, place) => place)
    .sort((one, other) => compare(trials[one]!.loss, trials[other]!.loss) || one - other);
  const best = new Set(byLoss.slice(0, count));
  const parts: [InnerPoint[], InnerPoint[]] = [[], []];
  trials.forEach(({ point }, place) => {
    parts[best.has(place) ? 0 : 1].push(point);
  });
  return parts;
}

/** Infinity less Infinity is no number. */
function compare(one: number, other: number): number {
  return one === other ? 0 : one - other;
}

function settingOf(parameter: Parameter, inner: number): string | number | boolean {
  return parameter.kind === 'choice' ? parameter.choices[inner]! : fromInner(parameter, inner);
}

/** A trial's settings as the search sees them; null where they are of another space, as trials of an earlier search may be. */
function pointOf(space: SearchSpace, settings: Settings): InnerPoint | null {
  const values = Object.entries(space).map(([name, parameter]) => {
    const value = settings[name];
    if (parameter.kind === 'choice') return value === undefined ? -1 : parameter.choices.indexOf(value);
    if (typeof value !== 'number') return Number.NaN;
    const { low, high } = innerBounds(parameter);
    return Math.min(high, Math.max(low, toInner(parameter, value)));
  });
  const isWhole = Object.values(space).every((parameter, place) =>
    parameter.kind === 'choice' ? values[place]! >= 0 : !Number.isNaN(values[place]),
  );
  return isWhole ? Float64Array.from(values) : null;
}

/** 1 for the latest trials, rising to it from near 0 for those before them. */
function weightsOf(count: number): number[] {
  const ramp = Math.max(0, count - fullyWeighted);
  return Array.from({ length: count }, (_, place) => {
    if (place >= ramp) return 1;
    return ramp === 1 ? 1 / count : 1 / count + ((1 - 1 / count) * place) / (ramp - 1);
  });
}
