import { describe, expect, it } from 'vitest';
import type { RecommendationFacts } from '../../../src/learning/facts.ts';
import { createAcceptanceModel, type Verdict } from '../../../src/learning/ranker/acceptance-model.ts';
import { byRule, createViewWeights } from '../../../src/learning/ranker/views.ts';
import { createRandom } from '../../../src/train/index.ts';
import { someFacts } from './some-facts.ts';

const judge = { developer: 'ann', team: '' };

/** Twelve rules in ten areas, judged by what somebody likes. */
function verdictsOf(likes: (facts: RecommendationFacts) => boolean, seed = 3): Verdict[] {
  const random = createRandom(seed);
  return Array.from({ length: 120 }, (_, number) => {
    const area = `src/area${Math.floor(random.next() * 10)}`;
    const rule = `rule-${Math.floor(random.next() * 12)}`;
    const facts = someFacts(number, { rule, area, file: `${area}/${number}.js` });
    return { facts, judge, accepted: Number(likes(facts) !== random.next() < 0.04), weight: 1 };
  });
}

const isEven = (name: string): boolean => Number(name.match(/\d+$/)![0]) % 2 === 0;
const byAreaAlone = verdictsOf(({ area }) => isEven(area));
const byRuleAlone = verdictsOf(({ rule }) => isEven(rule));
const elsewhere = (area: string) => someFacts(500, { rule: 'never-judged', area, file: `${area}/new.js` });

function learnt(verdicts: readonly Verdict[], isOneByOne: boolean, views = [byRule]) {
  const model = createAcceptanceModel(views.length > 0 ? { views } : {});
  if (isOneByOne) for (const verdict of verdicts) model.learn([verdict]);
  else model.learn(verdicts);
  return model;
}

describe.each([true, false])('views of how far groups differ (one by one: %s)', (isOneByOne) => {
  it('turn to areas where somebody judges by area alone, and what is new there is foretold by it', () => {
    const model = learnt(byAreaAlone, isOneByOne, []);
    expect(model.views()['by area']).toBeGreaterThan(0.9);
    expect(model.variances().area!).toBeGreaterThan(model.variances().rule!);
    const of = (each: typeof model, area: string) => each.believe(elsewhere(area), judge).probability;
    expect(of(model, 'src/area2')).toBeGreaterThan(0.7);
    expect(of(model, 'src/area3')).toBeLessThan(0.3);
    const withoutViews = learnt(byAreaAlone, isOneByOne);
    expect(of(model, 'src/area2') - of(model, 'src/area3')).toBeGreaterThan(
      of(withoutViews, 'src/area2') - of(withoutViews, 'src/area3') + 0.1,
    );
  });

  it('stay with rules where somebody judges by rule', () => {
    const model = learnt(byRuleAlone, isOneByOne, []);
    expect(model.views()['by area']).toBe(0);
    expect(model.views()['by rule']).toBeGreaterThan(0.5);
    expect(model.variances().rule!).toBeGreaterThan(5 * model.variances().area!);
  });

  it('add to one, and give bounds that fit what is believed of several', () => {
    const model = learnt(byRuleAlone.slice(0, 12), isOneByOne, []);
    const views = Object.values(model.views());
    expect(views.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 12);
    expect(views.filter((each) => each > 0).length).toBeGreaterThan(1);
    expect(model.deviation(elsewhere('src/area2'), judge)).toBeGreaterThan(1);
  });
});

describe('the weights of views', () => {
  const views = ['one', 'two'].map((name) => ({ name, chance: 0.5, variances: {} }));

  it('go by what each foretold, a careless verdict by no more than the surest word', () => {
    const weights = createViewWeights(views);
    weights.told(0, 0.75, { accepted: 1, weight: 1 });
    weights.told(1, 0.25, { accepted: 1, weight: 1 });
    expect(weights.heard()[0]).toBeCloseTo(0.75, 12);
    weights.told(0, 1e-9, { accepted: 1, weight: 1 });
    weights.told(1, 0.02, { accepted: 1, weight: 1 });
    expect(weights.heard()[0]).toBeCloseTo(0.75, 12);
  });

  it('count a verdict as far as it counts, and leave out what is next to impossible', () => {
    const weights = createViewWeights(views);
    weights.told(0, 0.9, { accepted: 1, weight: 0 });
    expect(weights.heard()).toEqual([0.5, 0.5]);
    for (let verdict = 0; verdict < 3; verdict++) weights.told(1, 0.1, { accepted: 1, weight: 1 });
    for (let verdict = 0; verdict < 3; verdict++) weights.told(0, 0.9, { accepted: 1, weight: 1 });
    expect(weights.heard()).toEqual([1, 0]);
  });
});
