import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../src/train/random.ts';
import { erf, normalMass } from '../../../../src/train/search/normal.ts';
import { createGridSampler, createRandomSampler } from '../../../../src/train/search/simple-samplers.ts';
import type { Sampler, SearchSpace, Settings, Trial } from '../../../../src/train/search/space.ts';
import { createTpeSampler } from '../../../../src/train/search/tpe.ts';

const space: SearchSpace = {
  rate: { kind: 'float', low: 1e-4, high: 1, log: true },
  share: { kind: 'float', low: 0, high: 1 },
  depth: { kind: 'int', low: 1, high: 9 },
  leaves: { kind: 'int', low: 2, high: 512, log: true },
  kind: { kind: 'choice', choices: ['a', 'b', true, 3] },
};

/** Best at rate 0.01, share 0.3, depth 6, leaves 32, kind b. */
function loss({ rate, share, depth, leaves, kind }: Settings): number {
  return (
    Math.abs(Math.log10(rate as number) + 2) +
    Math.abs((share as number) - 0.3) +
    Math.abs((depth as number) - 6) / 4 +
    Math.abs(Math.log2(leaves as number) - 5) / 4 +
    (kind === 'b' ? 0 : 1)
  );
}

function search(sampler: Sampler, count: number, of = loss): Trial[] {
  const trials: Trial[] = [];
  for (let trial = 0; trial < count; trial++) {
    const settings = sampler.propose(trials);
    trials.push({ settings, loss: of(settings) });
  }
  return trials;
}

const lowest = (trials: readonly Trial[]): number =>
  Math.min(...trials.map((trial) => (Number.isNaN(trial.loss) ? Infinity : trial.loss)));

describe('searching settings', () => {
  it.each([
    ['evenly', () => createRandomSampler(space, createRandom(1))],
    ['by a grid', () => createGridSampler(space, 5, createRandom(1))],
    ['by TPE', () => createTpeSampler(space, createRandom(1))],
  ] as const)('%s stays within the space', (_, create) => {
    for (const { settings } of search(create(), 80)) {
      expect(Object.keys(settings)).toEqual(Object.keys(space));
      expect(settings.rate).toBeGreaterThanOrEqual(1e-4);
      expect(settings.rate).toBeLessThanOrEqual(1);
      expect(settings.share).toBeGreaterThanOrEqual(0);
      expect(settings.share).toBeLessThanOrEqual(1);
      expect(Number.isInteger(settings.depth) && Number.isInteger(settings.leaves)).toBe(true);
      expect(settings.depth).toBeGreaterThanOrEqual(1);
      expect(settings.leaves).toBeLessThanOrEqual(512);
      expect(['a', 'b', true, 3]).toContain(settings.kind);
    }
  });

  it('by TPE finds better settings than evenly drawn ones, over seeds', () => {
    const seeds = Array.from({ length: 12 }, (_, seed) => seed);
    const mean = (create: (seed: number) => Sampler) =>
      seeds.reduce((sum, seed) => sum + lowest(search(create(seed), 100)), 0) / seeds.length;
    const tpe = mean((seed) => createTpeSampler(space, createRandom(seed)));
    const even = mean((seed) => createRandomSampler(space, createRandom(seed)));
    expect(tpe).toBeLessThan(0.6 * even);
  });

  it('gives the same for the same seed', () => {
    const once = search(createTpeSampler(space, createRandom(7)), 40);
    expect(search(createTpeSampler(space, createRandom(7)), 40)).toEqual(once);
    expect(search(createTpeSampler(space, createRandom(8)), 40)).not.toEqual(once);
  });

  it('goes on when trials fail, and keeps away from where they do', () => {
    const trials = search(createTpeSampler(space, createRandom(2)), 120, (settings) =>
      settings.kind === 'a' ? Number.NaN : loss(settings),
    );
    const late = trials.slice(60).filter(({ settings }) => settings.kind === 'a').length;
    expect(late).toBeLessThan(10);
  });

  it('passes over trials of another space', () => {
    const before: Trial[] = [
      { settings: { other: 1 }, loss: 0 },
      {
        settings: { ...search(createRandomSampler(space, createRandom(1)), 1)[0]!.settings, kind: 'gone' },
        loss: 0,
      },
    ];
    expect(() => createTpeSampler(space, createRandom(1), { startTrials: 0 }).propose(before)).not.toThrow();
  });

  it('goes through every point of a grid once before it begins again', () => {
    const small: SearchSpace = {
      depth: { kind: 'int', low: 1, high: 3 },
      kind: { kind: 'choice', choices: ['x', 'y'] },
    };
    const trials = search(createGridSampler(small, 10, createRandom(3)), 12, () => 0);
    const seen = trials.map(({ settings }) => JSON.stringify(settings));
    expect(new Set(seen.slice(0, 6)).size).toBe(6);
    expect(seen.slice(6)).toEqual(seen.slice(0, 6));
  });

  it.each<[SearchSpace, string]>([
    [{ x: { kind: 'float', low: 2, high: 1 } }, 'x goes from 2 to 1'],
    [{ x: { kind: 'float', low: 0, high: 1, log: true } }, 'log scale'],
    [{ x: { kind: 'int', low: 0.5, high: 3 } }, 'whole numbers'],
    [{ x: { kind: 'choice', choices: [] } }, 'no choices'],
  ])('refuses %j', (broken, message) => {
    expect(() => createTpeSampler(broken, createRandom(1))).toThrow(message);
  });
});

it('the error function is the tables’ (Abramowitz and Stegun, table 7.1)', () => {
  for (const [x, value] of [
    [0, 0],
    [0.5, 0.5204998778],
    [1, 0.8427007929],
    [2, 0.995322265],
  ] as const)
    expect(Math.abs(erf(x) - value)).toBeLessThan(1.6e-7);
  expect(erf(-1)).toBe(-erf(1));
  expect(normalMass(0, 1, -1.959963985, 1.959963985)).toBeCloseTo(0.95, 6);
});
