import { describe, expect, it } from 'vitest';
import { loadDataset } from '../../evals/dataset.ts';
import { codeBase, keptFindings } from '../../evals/suites/learning/findings.ts';
import { listsOf, parted } from '../../evals/suites/learning/kept-aside.ts';
import { aucOf, calibrationErrorOf, estimate } from '../../evals/suites/learning/measures.ts';
import { scenarios } from '../../evals/suites/learning/scenarios.ts';
import { learning } from '../../evals/suites/learning.ts';
import { RecommendationFacts } from '../../src/learning/facts.ts';

const { signal } = new AbortController();

describe('measures of the simulation', () => {
  it('give the interval of a mean by Student’s t', () => {
    // Mean 2, standard deviation 1, t of 2 degrees of freedom 4.303: 4.303 / sqrt(3) to either side.
    const { mean, low, high } = estimate([1, 2, 3]);
    expect(mean).toBe(2);
    expect(high - mean).toBeCloseTo(2.4843, 3);
    expect(mean - low).toBeCloseTo(2.4843, 3);
  });

  it('give the area under the curve, ties counted half', () => {
    const said = [0.1, 0.4, 0.35, 0.8];
    const accepted = [false, false, true, true];
    const forecasts = said.map((probability, at) => ({ probability, accepted: accepted[at]! }));
    // The example of scikit-learn's roc_auc_score.
    expect(aucOf(forecasts)).toBeCloseTo(0.75, 12);
    expect(aucOf(forecasts.map((each) => ({ ...each, probability: 0.5 })))).toBe(0.5);
  });

  it('give the calibration error, weighted by what falls into a bin', () => {
    const forecasts = [0.2, 0.2, 0.2, 0.2, 0.9].map((probability, at) => ({
      probability,
      accepted: at === 4,
    }));
    expect(calibrationErrorOf(forecasts)).toBeCloseTo((4 * 0.2 + 0.1) / 5, 12);
  });
});

describe('the findings of the simulation', () => {
  it('are features of thousands of real ones, and hold no code', () => {
    const findings = keptFindings();
    expect(findings.length).toBeGreaterThan(3_000);
    for (const { facts } of findings)
      expect(RecommendationFacts.strict().safeParse(facts).success).toBe(true);
  });
});

describe('findings kept aside', () => {
  const all = codeBase(keptFindings(), 51, 800);

  it('are whole files, and at most two fifths of all', () => {
    const { offered, aside } = parted(all, 51, ({ file }) => file);
    expect(offered.length + aside.length).toBe(all.length);
    expect(aside.length).toBeGreaterThan(0.3 * all.length);
    expect(aside.length).toBeLessThanOrEqual(0.4 * all.length);
    const files = new Set(offered.map(({ facts }) => facts.file));
    expect(aside.filter(({ facts }) => files.has(facts.file))).toEqual([]);
  });

  it('are cut into lists as long as a review, none of them twice in a shuffle', () => {
    const lists = listsOf(all.slice(0, 95), 51);
    expect(lists.map((list) => list.length)).toEqual(Array(40).fill(40));
    expect(new Set([...lists[0]!, ...lists[1]!].map(({ id }) => id)).size).toBe(80);
    expect(listsOf(all.slice(0, 39), 51)).toEqual([all.slice(0, 39)]);
  });
});

describe('scenarios', () => {
  it('are those of the data set', async () => {
    const cases = await loadDataset(
      new URL('../../evals/datasets/learning.jsonl', import.meta.url).pathname,
      learning.expected,
    );
    expect(cases.map(({ input }) => input).sort()).toEqual(Object.keys(scenarios).sort());
  });

  it('find what was rejected held back and the rest as it was, with the same figures for the same seeds', async () => {
    const options = { findings: keptFindings(), seeds: 2, signal };
    const figures = await scenarios.rejection(options);
    expect(figures.shownOfRule!.mean).toBeLessThanOrEqual(0.2);
    expect(figures.shownOfOthers!.mean).toBeGreaterThan(0.95);
    expect(await scenarios.rejection(options)).toEqual(figures);
  });

  it('find no critical hidden from others by one who rejects all security', async () => {
    const figures = await scenarios.poisoning({ findings: keptFindings(), seeds: 1, signal });
    expect(figures.criticalsHiddenFromOthers!.mean).toBe(0);
    expect(figures.criticalsHiddenFromOneself!.mean).toBeGreaterThan(0);
  });
});
