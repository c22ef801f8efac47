import { describe, expect, it } from 'vitest';
import { foretellQuality, secondOpinion } from '../../../src/interactions/index.ts';

const plans = (decidedBy: string, qualities: readonly (number | null)[], kind = 'plan') =>
  qualities.map((quality) => ({ kind, decidedBy, quality }));
const model = 'ollama:tiny';
const ask = { kind: 'plan', decidedBy: model, other: 'policy' };
const zeros = Array.from({ length: 12 }, () => 0);

describe('the quality foretold of a decision', () => {
  it('is 0.8 before anything was measured, and what is not measured says nothing', () => {
    expect(foretellQuality([], ask)).toEqual({ quality: 0.8, measured: 0 });
    expect(foretellQuality(plans(model, [null, null]), ask)).toEqual({ quality: 0.8, measured: 0 });
  });

  it('is the mean of what was measured of the decider and the kind, drawn to what was believed before', () => {
    const past = [
      ...plans('policy', [0.5, 0.5]),
      ...plans(model, [1, 0]),
      ...plans(model, zeros, 'review_code'),
    ];
    expect(foretellQuality(past, ask).quality).toBeCloseTo((4 * 0.8 + 1) / 6, 12);
    expect(foretellQuality(past, ask).measured).toBe(2);
  });
});

describe('a second opinion', () => {
  it('takes the place of a decision that is foretold to come to nothing', () => {
    expect(secondOpinion(plans(model, zeros), ask).isTaken).toBe(true);
  });

  it('is not asked for on the strength of few', () => {
    expect(secondOpinion(plans(model, zeros.slice(0, 9)), ask).isTaken).toBe(false);
  });

  it('is not taken where it is foretold to be no better', () => {
    const past = [...plans('policy', zeros.concat(zeros)), ...plans(model, zeros)];
    expect(secondOpinion(past, ask).isTaken).toBe(false);
  });

  it('lets the doubted one try again every fifth time', () => {
    const past = [...plans(model, zeros), ...plans('policy', [1, 1, 1])];
    expect(secondOpinion(past, ask).isTaken).toBe(true);
    expect(secondOpinion([...past, ...plans('policy', [1])], ask).isTaken).toBe(false);
  });
});
