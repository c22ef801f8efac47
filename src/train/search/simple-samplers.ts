import type { Random } from '../random.ts';
import {
  checkSpace,
  drawEvenly,
  fromInner,
  innerBounds,
  type Parameter,
  type Sampler,
  type SearchSpace,
} from './space.ts';

/** Draws each setting evenly, whatever came out before. */
export function createRandomSampler(space: SearchSpace, random: Random): Sampler {
  checkSpace(space);
  return {
    propose: () =>
      Object.fromEntries(
        Object.entries(space).map(([name, parameter]) => [name, drawEvenly(parameter, random)]),
      ),
  };
}

/**
 * Goes through a grid, `steps` values a number, in an order drawn at random, so that a search that is cut short has looked everywhere; begins again when
 * it is through.
 */
export function createGridSampler(space: SearchSpace, steps: number, random: Random): Sampler {
  checkSpace(space);
  const axes = Object.entries(space).map(([name, parameter]) => ({
    name,
    values: gridValues(parameter, steps),
  }));
  const points = axes.reduce((count, { values }) => count * values.length, 1);
  const order = random.shuffle(Uint32Array.from({ length: points }, (_, point) => point));
  return {
    propose(trials) {
      let point = order[trials.length % points]!;
      return Object.fromEntries(
        axes.map(({ name, values }) => {
          const value = values[point % values.length]!;
          point = Math.floor(point / values.length);
          return [name, value];
        }),
      );
    },
  };
}

function gridValues(parameter: Parameter, steps: number): readonly (string | number | boolean)[] {
  if (parameter.kind === 'choice') return parameter.choices;
  const { low, high } = innerBounds({ ...parameter, kind: 'float' });
  const values = Array.from({ length: steps }, (_, step) =>
    fromInner(parameter, steps === 1 ? (low + high) / 2 : low + ((high - low) * step) / (steps - 1)),
  );
  return [...new Set(values)];
}
