import { describe, expect, it } from 'vitest';
import { createKnowingPosterior } from '../../evals/suites/learning/knowing-posterior.ts';
import { someFacts } from '../src/learning/some-facts.ts';

/** What the world is made of: the variance of opinions on rules, and of all else that plays a part in one developer's verdict. */
const ofRule = 2.5 ** 2;
const ofRest = 0.6 ** 2 + 0.6 ** 2 + 0.3 ** 2 + 0.3 ** 2 + 0.8 ** 2;
const grid = Array.from({ length: 81 }, (_, at) => (at - 40) / 10);
const facts = someFacts(1);

const likely = (sum: number, accepted: boolean) => 0.04 + 0.92 * sigmoid(accepted ? sum : -sum);
const verdictsLikely = (sum: number, verdicts: readonly boolean[]) =>
  verdicts.reduce((product, accepted) => product * likely(sum, accepted), 1);

describe('the posterior of one who knows the world', () => {
  it('is that of numerical integration where all verdicts are on one thing', () => {
    const verdicts = [true, true, true, false, false, true];
    const posterior = createKnowingPosterior('firm', 1);
    for (const accepted of verdicts) posterior.told(facts, 'ann', accepted, 0);
    const found = meanOf(posterior.sample([facts], { developer: 'ann', verdicts: 6, draws: 4_000 }));
    let sum = 0;
    let all = 0;
    for (const z of grid) {
      const logOdds = z * Math.sqrt(ofRule + ofRest);
      const weight = Math.exp(-z * z * 0.5) * verdictsLikely(logOdds, verdicts);
      sum += weight * sigmoid(logOdds);
      all += weight;
    }
    expect(Math.abs(found - sum / all)).toBeLessThan(0.02);
  });

  it('knows that a fifth of the rules are judged anew, and tells from later verdicts which', () => {
    const early = Array.from({ length: 6 }, () => true);
    const late = [false, false];
    const posterior = createKnowingPosterior('firm', 2);
    for (const accepted of early) posterior.told(facts, 'ann', accepted, 0);
    const before = meanOf(posterior.sample([facts], { developer: 'ann', verdicts: 150, draws: 4_000 }));
    for (const accepted of late) posterior.told(facts, 'ann', accepted, 150);
    const after = meanOf(posterior.sample([facts], { developer: 'ann', verdicts: 152, draws: 4_000 }));
    expect(Math.abs(before - integrated(early, []))).toBeLessThan(0.02);
    expect(Math.abs(after - integrated(early, late))).toBeLessThan(0.03);
  });

  it('knows as much of what nobody spoke of as beforehand, and nothing of verdicts that are set aside', () => {
    const posterior = createKnowingPosterior('firm', 3);
    for (let row = 0; row < 30; row++) posterior.told(facts, 'ann', false, row);
    const other = someFacts(2, { rule: 'other', severity: 'low', area: 'elsewhere' });
    const options = { developer: 'ben', verdicts: 30, draws: 4_000 };
    expect(Math.abs(meanOf(posterior.sample([other], options)) - 0.5)).toBeLessThan(0.03);
    expect(meanOf(posterior.sample([facts], { ...options, developer: 'ann' }))).toBeLessThan(0.1);
    const without = new Set(Array.from({ length: 30 }, (_, row) => row));
    expect(
      Math.abs(meanOf(posterior.sample([facts], { ...options, developer: 'ann', without })) - 0.5),
    ).toBeLessThan(0.05);
  });
});

/** The probability of acceptance after early and late verdicts, on a grid over the old opinion of the rule, the rest, and the new one. */
function integrated(early: readonly boolean[], late: readonly boolean[]): number {
  let sum = 0;
  let all = 0;
  for (const a of grid)
    for (const b of grid) {
      const rest = b * Math.sqrt(ofRest);
      const old = a * Math.sqrt(ofRule) + rest;
      const beforehand = Math.exp(-(a * a + b * b) / 2) * verdictsLikely(old, early);
      if (beforehand < 1e-9) continue;
      for (const c of grid) {
        const renewed = c * Math.sqrt(ofRule) + rest;
        const weight = beforehand * Math.exp((-c * c) / 2);
        const same = 0.8 * weight * verdictsLikely(old, late);
        const changed = 0.2 * weight * verdictsLikely(renewed, late);
        sum += same * sigmoid(old) + changed * sigmoid(renewed);
        all += same + changed;
      }
    }
  return sum / all;
}

function meanOf(drawn: readonly Float64Array[]): number {
  return drawn.reduce((sum, [logOdds]) => sum + sigmoid(logOdds!), 0) / drawn.length;
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
