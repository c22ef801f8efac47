import { describe, expect, it, onTestFinished } from 'vitest';
import { createFeedbackStore } from '../../../src/learning/feedback/feedback-store.ts';
import { openLearning, type RecommendationFacts } from '../../../src/learning/index.ts';
import type { Verdict } from '../../../src/learning/ranker/acceptance-model.ts';
import {
  correctBy,
  fitCorrection,
  readCorrection,
  saveCorrection,
} from '../../../src/learning/ranker/boosted/correction.ts';
import { decideRanker } from '../../../src/learning/ranker/gate.ts';
import { firstRecipe } from '../../../src/learning/ranker/ranker-version.ts';
import { openStore } from '../../../src/store/index.ts';
import { createRandom } from '../../../src/train/index.ts';
import { someFacts } from './some-facts.ts';

const judge = { developer: 'ann', team: '' };

/** Either a long function or a grave finding, but not both: what no sum of effects can say. */
const entangled = ({ functionLines, severity }: RecommendationFacts): number =>
  (functionLines ?? 0) >= 25 !== (severity === 'high') ? 0.9 : 0.1;
/** By rule alone, which is what the hierarchical model is made of. */
const byRule = ({ rule }: RecommendationFacts): number => (rule < 'rule-3' ? 0.85 : 0.2);

function verdictsOf(count: number, likely: (facts: RecommendationFacts) => number, seed = 5): Verdict[] {
  const random = createRandom(seed);
  const below = (limit: number) => Math.floor(random.next() * limit);
  return Array.from({ length: count }, (_, number) => {
    const facts = someFacts(number, {
      rule: `rule-${below(6)}`,
      area: `src/area${below(5)}`,
      functionLines: 5 + below(80),
      severity: below(3) === 0 ? 'high' : 'medium',
    });
    return { facts, judge, weight: 1, accepted: Number(random.next() < likely(facts)) };
  });
}

/** Learning over a store that has these verdicts, as another process may have left it. */
async function told(verdicts: readonly Verdict[]) {
  const store = await openStore({ path: ':memory:' });
  onTestFinished(() => store.close());
  const kept = createFeedbackStore(store);
  const tell = async (some: readonly Verdict[], from: number) => {
    for (const [at, { facts, accepted }] of some.entries()) {
      const recommendation = `rec_${from + at}`;
      await kept.keep({
        recommendation,
        ...judge,
        origin: 'told',
        at: '2026-11-21T00:00:00.000Z',
        predicted: null,
        predictedLogOdds: null,
        facts,
        body: { recommendationId: recommendation, type: accepted === 1 ? 'accept' : 'reject' },
      });
    }
  };
  await tell(verdicts, 0);
  return { store, tell, learning: openLearning(store) };
}

describe('boosted trees', () => {
  it('win where what is accepted depends on two things at once, the same way for the same seed', async () => {
    const verdicts = verdictsOf(300, entangled);
    const decide = () => decideRanker(verdicts, firstRecipe, { mostFits: 40, seed: 3 });
    const { decision, correction } = await decide();
    expect(decision.chosen).toEqual({ halfLife: null, isBoosted: true });
    expect(decision.trials[0]!.standardErrors).toBeGreaterThan(2.24);
    expect(decision.trials[0]!.logLoss).toBeLessThan(decision.liveLogLoss! - 0.02);
    expect(await decide()).toEqual({ decision, correction });
  });

  it('do not where opinions go by rule, nor on a coin', async () => {
    for (const likely of [byRule, () => 0.5]) {
      const { decision } = await decideRanker(verdictsOf(300, likely), firstRecipe, { mostFits: 40 });
      expect(decision.trials.map(({ recipe }) => recipe.isBoosted)).toContain(true);
      expect(decision.chosen).toBeNull();
    }
  });

  it('are not tried on few verdicts', async () => {
    const { decision } = await decideRanker(verdictsOf(150, entangled), firstRecipe, { mostFits: 20 });
    expect(decision.trials.some(({ recipe }) => recipe.isBoosted)).toBe(false);
  });

  it('let the event loop go on while they are tried', async () => {
    let turns = 0;
    const timer = setInterval(() => {
      turns++;
    }, 1);
    await decideRanker(verdictsOf(300, entangled), firstRecipe, { mostFits: 40 });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(40);
  });

  it('never believe less of what the hierarchical model believes more of', async () => {
    const correction = await fitCorrection(verdictsOf(300, entangled), { base: {}, seed: 1 });
    const correct = await correctBy(correction);
    for (const { facts } of verdictsOf(20, entangled, 6)) {
      const added = [-3, -1, 0, 1, 3].map((logOdds) => correct({ facts, judge, logOdds }));
      expect(added).toEqual(added.toSorted((a, b) => a - b));
    }
  });

  it('are the same when they are read again, and take rules that nobody judged', async () => {
    const correction = await fitCorrection(verdictsOf(200, entangled), { base: {}, seed: 1 });
    const again = await readCorrection(await saveCorrection(correction));
    const [before, read] = [await correctBy(correction), await correctBy(again)];
    for (const rule of ['rule-1', 'never-seen']) {
      const row = { facts: someFacts(1, { rule, functionLines: 70, severity: 'high' }), judge, logOdds: 0.2 };
      expect(read(row)).toBe(before(row));
      expect(Number.isFinite(read(row))).toBe(true);
    }
  });
});

describe('a boosted ranker', () => {
  it('takes over, ranks, is renewed with more verdicts, and can be rolled back', async () => {
    const verdicts = verdictsOf(350, entangled);
    const { store, tell, learning } = await told(verdicts.slice(0, 300));
    const two = [
      someFacts(900, { rule: 'rule-1', functionLines: 70, severity: 'high' }),
      someFacts(901, { rule: 'rule-1', functionLines: 70, severity: 'medium' }),
    ];
    const likely = async (by = learning) =>
      new Map(
        (await by.rank(two, { factsOf: (facts) => facts, judge })).map(({ facts, probability }) => [
          facts.severity,
          probability,
        ]),
      );
    const before = await likely();
    expect(await learning.maintain(299)).toMatchObject({
      due: 'fifty more verdicts',
      version: 1,
      chosen: { isBoosted: true },
    });
    const after = await likely();
    expect(after.get('medium')! - after.get('high')!).toBeGreaterThan(0.4);
    expect(after.get('medium')! - after.get('high')!).toBeGreaterThan(
      before.get('medium')! - before.get('high')! + 0.2,
    );
    expect(await likely(openLearning(store))).toEqual(after);
    const { effects } = await learning.explain(two[0]!, judge);
    expect(effects.find(({ group }) => group === 'boosted trees')?.logOdds).toBeLessThan(0);

    await tell(verdicts.slice(300), 300);
    expect(await learning.maintain(300)).toMatchObject({ chosen: null, version: 1 });
    const rankers = await learning.rankers();
    expect(rankers.map(({ version, isLive, treesFrom }) => [version, isLive, treesFrom])).toEqual([
      [0, false, null],
      [1, true, 350],
    ]);
    expect(rankers[1]!.reason).toContain('foretold 300 verdicts better');
    expect(await likely()).toEqual(await likely(openLearning(store)));

    expect((await learning.rollBack()).version).toBe(0);
    const back = await likely();
    expect(back.get('medium')! - back.get('high')!).toBeLessThan(
      after.get('medium')! - after.get('high')! - 0.2,
    );
    expect((await learning.explain(two[0]!, judge)).effects.map(({ group }) => group)).not.toContain(
      'boosted trees',
    );
    // What a person went back from takes over again only when it is asked for.
    expect(await learning.maintain(300)).toMatchObject({ chosen: null, version: 0 });
    expect(await learning.retrain()).toMatchObject({ chosen: { isBoosted: true }, version: 2 });
    expect((await learning.rollBack(1)).treesFrom).toBe(350);
  });

  it('gives way where trees no longer foretell better', async () => {
    const verdicts = [...verdictsOf(250, entangled), ...verdictsOf(250, (facts) => 1 - entangled(facts), 7)];
    const { decision } = await decideRanker(
      verdicts,
      { halfLife: null, isBoosted: true },
      { latest: 200, mostFits: 40 },
    );
    expect(decision.chosen?.isBoosted).toBe(false);
    expect(decision.trials.filter(({ recipe }) => !recipe.isBoosted)).toHaveLength(4);
  });
});
