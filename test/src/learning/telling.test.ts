import { describe, expect, it } from 'vitest';
import { createAcceptanceModel } from '../../../src/learning/ranker/acceptance-model.ts';
import { stillHolding } from '../../../src/learning/ranker/changes.ts';
import { chooseTelling } from '../../../src/learning/telling.ts';
import { createRandom } from '../../../src/train/index.ts';
import { someFacts } from './some-facts.ts';

const ann = { developer: 'ann', team: '' };

/** Two alike of which much is unknown, two that are known well, and one that is unknown by itself. */
const logOdds = Float64Array.of(0, 0, 0.4, 0.3, 0);
const covariance = Float64Array.from([
  4, 4, 0, 0, 0, 4, 4, 0, 0, 0, 0, 0, 0.01, 0, 0, 0, 0, 0, 0.01, 0, 0, 0, 0, 0, 8,
]);
const worths = new Float64Array(5).fill(1);

describe('what to show', () => {
  it('is what is worth most where nothing is shown later', () => {
    expect(chooseTelling({ logOdds, covariance, worths, places: 2, horizon: 0 })).toEqual([2, 3]);
  });

  it('is what tells most where much is, and not the same twice', () => {
    const chosen = chooseTelling({ logOdds, covariance, worths, places: 2, horizon: 100 });
    expect(chosen.filter((at) => at < 2)).toHaveLength(1);
    expect(chosen).toContain(4);
  });

  it('is not what is unknown and matters to nothing', () => {
    const [first] = chooseTelling({
      logOdds: Float64Array.of(3, -6, 2.9),
      covariance: Float64Array.of(0.5, 0, 0, 0, 0.6, 0, 0, 0, 0.5),
      worths: new Float64Array(3).fill(1),
      places: 1,
      horizon: 100,
    });
    expect(first).not.toBe(1);
  });

  it('is all there is where there are fewer than places', () => {
    const chosen = chooseTelling({ logOdds, covariance, worths, places: 9, horizon: 10 });
    expect(chosen.toSorted()).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('what is believed of several together', () => {
  const model = createAcceptanceModel({ learnsTrust: false });
  const random = createRandom(5);
  for (let number = 0; number < 60; number++)
    model.learn([
      {
        facts: someFacts(number % 7, { rule: `rule-${number % 4}` }),
        judge: ann,
        accepted: Number(random.next() < 0.3 + 0.2 * (number % 4)),
        weight: 1,
      },
    ]);

  it('has the variances that each has by itself, found by another method', () => {
    const asked = [
      someFacts(1, { rule: 'rule-1' }),
      someFacts(50, { rule: 'rule-2' }),
      someFacts(60, { rule: 'new' }),
    ];
    const { logOdds: together, covariance: joint } = model.believeTogether(asked, ann);
    for (const [at, facts] of asked.entries()) {
      expect(Math.sqrt(joint[at * 3 + at]!)).toBeCloseTo(model.deviation(facts, ann), 4);
      expect(Math.sign(together[at]!)).toBe(Math.sign(model.believe(facts, ann).logOdds));
    }
    expect(joint[1]).toBe(joint[3]);
  });

  it('knows that two of a rule that nobody judged share what is unknown, and two of different rules do not', () => {
    const asked = ['one', 'one', 'two'].map((rule, at) =>
      someFacts(70 + at, { rule, category: `of-${rule}` }),
    );
    const { covariance: joint } = model.believeTogether(asked, ann);
    expect(joint[1]).toBeGreaterThan(model.variances().rule!);
    expect(joint[2]).toBeLessThan(joint[1]! / 5);
  });
});

describe('a change of mind', () => {
  const history = (said: readonly number[], probability: number) => ({
    gradients: said.map((accepted) => accepted - probability),
    curvatures: said.map(() => probability * (1 - probability)),
    effect: Math.log(probability / (1 - probability)),
    variance: 4,
    chance: 0.03,
  });

  it('is suspected where a row of verdicts turns round, and takes the weight of those before it', () => {
    const said = [...new Array<number>(20).fill(1), ...new Array<number>(10).fill(0)];
    const holding = stillHolding(history(said, 2 / 3));
    expect(holding[0]).toBeLessThan(0.05);
    expect(holding[29]).toBe(1);
    expect(holding[21]).toBeGreaterThan(0.9);
  });

  it('is not where verdicts are mixed throughout, or few', () => {
    const mixed = Array.from({ length: 30 }, (_, at) => Number(at % 3 !== 0));
    expect(Math.min(...stillHolding(history(mixed, 2 / 3)))).toBeGreaterThan(0.9);
    expect([...stillHolding(history([1, 1, 0], 2 / 3))]).toEqual([1, 1, 1]);
  });

  it('is followed sooner than by counting all alike, and leaves other rules alone', () => {
    const [following, counting] = [true, false].map((suspectsChanges) => {
      const model = createAcceptanceModel({ suspectsChanges });
      for (let number = 0; number < 80; number++) {
        const isFirst = number % 2 === 0;
        model.learn([
          {
            facts: someFacts(number, { rule: isFirst ? 'first' : 'second' }),
            judge: ann,
            accepted: Number(!isFirst || number < 64),
            weight: 1,
          },
        ]);
      }
      return (rule: string) => model.believe(someFacts(99, { rule }), ann).probability;
    });
    expect(following!('first')).toBeLessThan(0.35);
    expect(counting!('first')).toBeGreaterThan(0.5);
    expect(following!('second')).toBeGreaterThan(0.85);
  });
});
