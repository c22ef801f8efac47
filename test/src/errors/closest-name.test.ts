import { describe, expect, it } from 'vitest';
import { closestName } from '../../../src/errors/index.ts';

describe('closestName', () => {
  const known = ['review', 'metrics', 'runs', 'agent', 'models.provider'];

  it.each([
    ['reveiw', 'review'],
    ['metric', 'metrics'],
    ['RUNS', 'runs'],
    ['models.provder', 'models.provider'],
  ])('takes %s for %s', (typed, meant) => {
    expect(closestName(typed, known)).toBe(meant);
  });

  it.each(['', 'deploy', 'xyz', 'models.fallbacks'])('guesses nothing for "%s"', (typed) => {
    expect(closestName(typed, known)).toBeNull();
  });
});
