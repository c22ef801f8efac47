import { describe, expect, it } from 'vitest';
import type { Judge, RecommendationFacts } from '../../../src/learning/facts.ts';
import { createAcceptanceModel, type Verdict } from '../../../src/learning/ranker/acceptance-model.ts';
import { createRandom } from '../../../src/train/index.ts';

const ann: Judge = { developer: 'ann', team: '' };
const bob: Judge = { developer: 'bob', team: '' };

function facts(changes: Partial<RecommendationFacts> = {}): RecommendationFacts {
  return {
    rule: 'loose-equality',
    category: 'reliability',
    severity: 'medium',
    source: 'rule',
    language: 'javascript',
    area: 'src/billing',
    file: 'src/billing/pay.js',
    pathKind: 'source',
    likeness: [1, 2, 3, 4, 5, 6],
    hasPatch: false,
    lines: 1,
    cognitive: null,
    functionLines: null,
    centrality: null,
    churn: null,
    prior: 0.6,
    ...changes,
  };
}

const inFile = (number: number, changes: Partial<RecommendationFacts> = {}): RecommendationFacts =>
  facts({
    file: `src/area${number}/file.js`,
    area: `src/area${number}`,
    likeness: [1, 2, 3, 4, 5, 6].map((band) => band * 1_000 + number),
    ...changes,
  });

const rejected = (of: RecommendationFacts, judge: Judge = ann): Verdict => ({
  facts: of,
  judge,
  accepted: 0,
  weight: 1,
});

describe('what is believed before the first verdict', () => {
  it.each([0.05, 0.3, 0.6, 0.95])('is the prior %s, to the letter', (prior) => {
    const model = createAcceptanceModel();
    expect(model.believe(facts({ prior }), ann).probability).toBeCloseTo(prior, 12);
  });
});

describe('five rejections of a rule', () => {
  const model = createAcceptanceModel();
  for (let number = 1; number <= 5; number++) model.learn([rejected(inFile(number))]);

  it('make it unlikely in files that nobody has judged', () => {
    expect(model.believe(inFile(77), ann).probability).toBeLessThan(0.22);
  });

  it('make it unlikelier for the one who rejected than for another', () => {
    expect(model.believe(inFile(77), bob).probability).toBeGreaterThan(
      model.believe(inFile(77), ann).probability,
    );
  });

  it('leave rules of another category as they were, within a twentieth', () => {
    const other = inFile(78, {
      rule: 'sql-injection',
      category: 'security',
      severity: 'critical',
      prior: 0.8,
    });
    expect(model.believe(other, ann).probability / 0.8).toBeGreaterThan(0.95);
    expect(model.believe(other, ann).probability / 0.8).toBeLessThan(1.05);
  });

  it('leave another rule of the same category likely', () => {
    expect(model.believe(inFile(79, { rule: 'swallowed-error' }), ann).probability / 0.6).toBeGreaterThan(
      0.9,
    );
  });

  it('can be taken back by acceptances', () => {
    const back = createAcceptanceModel();
    for (let number = 1; number <= 5; number++) back.learn([rejected(inFile(number))]);
    for (let number = 6; number <= 25; number++)
      back.learn([{ facts: inFile(number), judge: ann, accepted: 1, weight: 1 }]);
    expect(back.believe(inFile(77), ann).probability).toBeGreaterThan(0.6);
  });
});

describe('trust in priors', () => {
  /** Priors are 0.1 and 0.9, and say the opposite of what is said. */
  const contrary = (rules: number, from = 0): Verdict[] =>
    Array.from({ length: rules }, (_, number) => {
      const prior = number % 2 === 0 ? 0.1 : 0.9;
      return {
        facts: inFile(number, { rule: `rule-${from + number}`, prior }),
        judge: ann,
        accepted: prior < 0.5 ? 1 : 0,
        weight: 1,
      };
    });
  const unjudged = inFile(99, { rule: 'another', prior: 0.9 });

  it('is lost where verdicts on many rules speak against them, also for rules that nobody has judged', () => {
    const model = createAcceptanceModel();
    model.learn(contrary(40));
    expect(model.trust()).toBeLessThan(0.5);
    expect(model.believe(unjudged, ann).probability).toBeLessThan(0.8);
  });

  it('is not moved by verdicts on a few rules', () => {
    const model = createAcceptanceModel();
    for (let round = 0; round < 6; round++) model.learn(contrary(6));
    expect(model.trust()).toBe(1);
  });

  it('stays where it is not to be learnt', () => {
    const model = createAcceptanceModel({ learnsTrust: false });
    model.learn(contrary(40));
    expect(model.trust()).toBe(1);
  });
});

describe('likeness', () => {
  it('carries a rejection further to like code than to other code of the rule', () => {
    const model = createAcceptanceModel();
    model.learn([rejected(inFile(1))]);
    const alike = inFile(50, { likeness: inFile(1).likeness });
    expect(model.believe(alike, ann).probability).toBeLessThan(
      model.believe(inFile(50), ann).probability - 0.005,
    );
  });
});

describe('the order of learning', () => {
  it('matters little: all at once gives what one by one gives', () => {
    const random = createRandom(5);
    const verdicts = Array.from({ length: 120 }, (_, number): Verdict => {
      const rule = `rule-${Math.floor(random.next() * 12)}`;
      return {
        facts: inFile(number % 30, { rule }),
        judge: ann,
        accepted: random.next() < 0.5 ? 1 : 0,
        weight: 1,
      };
    });
    const one = createAcceptanceModel();
    for (const verdict of verdicts) one.learn([verdict]);
    const all = createAcceptanceModel();
    all.learn(verdicts);
    for (let rule = 0; rule < 12; rule++) {
      const asked = inFile(99, { rule: `rule-${rule}` });
      expect(
        Math.abs(one.believe(asked, ann).probability - all.believe(asked, ann).probability),
      ).toBeLessThan(0.05);
    }
  });

  it('is the same for the same verdicts', () => {
    const first = createAcceptanceModel();
    const second = createAcceptanceModel();
    for (const model of [first, second]) model.learn([rejected(inFile(1)), rejected(inFile(2), bob)]);
    expect(first.believe(inFile(3), ann)).toEqual(second.believe(inFile(3), ann));
  });
});

describe('uncertainty', () => {
  it('shrinks with verdicts on the same rule', () => {
    const model = createAcceptanceModel();
    const asked = inFile(99);
    model.learn([rejected(inFile(1))]);
    const before = model.deviation(asked, ann);
    for (let number = 2; number < 30; number++)
      model.learn([{ facts: inFile(number), judge: ann, accepted: number % 2, weight: 1 }]);
    expect(model.deviation(asked, ann)).toBeLessThan(before);
  });

  it('says by group what moved the log-odds', () => {
    const model = createAcceptanceModel();
    for (let number = 1; number <= 4; number++) model.learn([rejected(inFile(number))]);
    const [strongest] = model.effects(inFile(9), ann);
    expect(strongest).toMatchObject({ group: 'rule', level: 'loose-equality', verdicts: 4 });
    expect(strongest!.logOdds).toBeLessThan(-0.5);
  });
});
