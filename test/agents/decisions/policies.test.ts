import { describe, expect, it } from 'vitest';
import { familiesByPolicy } from '../../../agents/decisions/choose-families.ts';
import { metricByPolicy } from '../../../agents/decisions/choose-metric.ts';
import { narrowed, spaceByPolicy } from '../../../agents/decisions/choose-space.ts';
import { splitByPolicy } from '../../../agents/decisions/choose-split.ts';
import { type DataFacts, dataFacts } from '../../../agents/decisions/data-facts.ts';
import { dropByPolicy, dropColumns } from '../../../agents/decisions/drop-columns.ts';
import { featuresByPolicy } from '../../../agents/decisions/propose-features.ts';
import { sendBackByPolicy } from '../../../agents/decisions/send-back.ts';
import { stopByPolicy } from '../../../agents/decisions/stop-search.ts';
import { imbalanceByPolicy } from '../../../agents/decisions/treat-imbalance.ts';
import { actionContext } from '../action-context.ts';
import { columnFact, customerFacts, nothingFound } from './decision-facts.ts';

const facts = (parts: Partial<DataFacts> = {}): DataFacts =>
  customerFacts({
    columns: [...customerFacts().columns, columnFact('id', 'identifier', 1_000)],
    ...parts,
  });
const numeric = { task: 'regression', classes: null, rarestShare: null } as const;

describe('default policies', () => {
  it('counts what decisions need of a table', () => {
    const values = Float64Array.of(1, 1, 0, 0, 0, Number.NaN);
    const table = {
      rows: 6,
      columns: [
        { name: 'y', kind: 'boolean', missing: 1, type: 'numbers', values },
        {
          name: 'x',
          kind: 'numeric',
          missing: 0,
          type: 'numbers',
          values: Float64Array.of(1, 2, 3, 4, 5, 5),
        },
      ],
    } as const;
    expect(dataFacts(table, 'y')).toMatchObject({
      task: 'binary',
      rarestShare: 0.4,
      columns: [{ name: 'x', distinct: 5 }],
    });
    // Five whole numbers in six rows measure something; the same three rows and more for each are classes, and texts are whatever their number.
    expect(dataFacts(table, 'x')).toMatchObject({ task: 'regression', classes: null });
  });

  it('takes texts for classes however few the rows, and whole numbers with three rows for each', () => {
    const texts = { name: 'y', kind: 'categorical', missing: 0, type: 'texts' } as const;
    const codes = Int32Array.of(0, 1, 2, 0, 1, 2);
    const dictionary = ['low', 'mid', 'high'];
    expect(dataFacts({ rows: 6, columns: [{ ...texts, codes, dictionary }] }, 'y')).toMatchObject({
      task: 'multiclass',
      classes: dictionary.map((name) => ({ name, rows: 2 })),
    });
    const numbers = { name: 'y', kind: 'numeric', missing: 0, type: 'numbers' } as const;
    const ofRows = (rows: number) => {
      const values = Float64Array.from({ length: rows }, (_, row) => row % 3);
      return dataFacts({ rows, columns: [{ ...numbers, values }] }, 'y').task;
    };
    expect(ofRows(9)).toBe('multiclass');
    expect(ofRows(8)).toBe('regression');
  });

  it('chooses a metric by the target', () => {
    expect(metricByPolicy(facts()).metric).toBe('rocAuc');
    expect(metricByPolicy(facts({ rarestShare: 0.02 })).metric).toBe('averagePrecision');
    expect(metricByPolicy(facts({ task: 'multiclass' })).metric).toBe('logLoss');
    expect(metricByPolicy(facts({ ...numeric, targetSkew: 0.3 })).metric).toBe('rmse');
    expect(metricByPolicy(facts({ ...numeric, targetSkew: 12 })).metric).toBe('mae');
  });

  it('drops what says nothing and what grave findings name, never all', () => {
    const finding = (code: string, column: string, severity: 'low' | 'medium' | 'high') => ({
      code,
      column,
      severity,
      message: '',
    });
    const dropped = dropByPolicy({
      data: facts(),
      findings: [
        finding('identifier', 'id', 'medium'),
        finding('leakage', 'income', 'high'),
        finding('leakage', 'age', 'medium'),
        finding('unit-change', 'city', 'high'),
      ],
    });
    expect(dropped.drop.map(({ column }) => column)).toEqual(['id', 'income']);
    const all = dropByPolicy({
      data: facts(),
      findings: ['age', 'income', 'city', 'id'].map((column) => finding('constant', column, 'low')),
    });
    expect(all.drop).toHaveLength(3);
  });

  it('splits by time or group where rows depend on it', () => {
    const split = (parts: object) =>
      splitByPolicy({ data: facts(), timeColumn: null, groupColumn: null, ...parts }).by;
    expect([
      split({}),
      split({ timeColumn: 'day' }),
      split({ groupColumn: 'customer' }),
      split({ data: facts(numeric) }),
    ]).toEqual(['class', 'time', 'group', 'value']);
  });

  it('leaves probabilities alone, and chooses a threshold for metrics of decisions', () => {
    expect(imbalanceByPolicy({ data: facts({ rarestShare: 0.01 }), metric: 'logLoss' }).treatment).toBe(
      'none',
    );
    expect(imbalanceByPolicy({ data: facts(), metric: 'f1' }).treatment).toBe('threshold');
    expect(
      imbalanceByPolicy({ data: facts({ task: 'multiclass', rarestShare: 0.01 }), metric: 'f1Macro' })
        .treatment,
    ).toBe('class-weights');
  });

  it('tries few families on a short budget, and simple ones first on few rows', () => {
    const families = (data: DataFacts, budgetSeconds: number) =>
      familiesByPolicy({ data, budgetSeconds }).families.map(({ family }) => family);
    expect(families(facts({ rows: 2_000_000 }), 5)).toEqual(['gradient-boosting', 'linear']);
    expect(families(facts({ rows: 200 }), 60)[0]).toBe('linear');
    expect(families(facts({ rows: 200, ...numeric }), 60)).not.toContain('naive-bayes');
  });

  it('bounds a search by the rows, inside of the space', () => {
    const space = {
      maxLeaves: { kind: 'int', low: 4, high: 255, log: true },
      rate: { kind: 'float', low: 0.01, high: 0.3 },
    } as const;
    expect(narrowed(space, spaceByPolicy({ data: facts({ rows: 400 }), family: 'x', space }))).toEqual({
      ...space,
      maxLeaves: { ...space.maxLeaves, high: 20 },
    });
    expect(spaceByPolicy({ data: facts({ rows: 1e6 }), family: 'x', space }).narrow).toEqual({});
  });

  it('stops at the end of a budget, before a trial too many, and where nothing moves any more', () => {
    const stop = (parts: object) =>
      stopByPolicy({
        scores: [0.7, 0.8],
        noise: 0.01,
        secondsLeft: 60,
        secondsPerTrial: 1,
        trialsLeft: null,
        ...parts,
      }).stop;
    expect([
      stop({}),
      stop({ trialsLeft: 0 }),
      stop({ secondsLeft: 0 }),
      stop({ secondsPerTrial: 90 }),
    ]).toEqual([false, true, true, true]);
    const still = [0.8, ...new Array<number>(60).fill(0.79)];
    expect([stop({ scores: still }), stop({ scores: [...still, 0.9] })]).toEqual([true, false]);
  });

  it('proposes features of the columns that tell most, and none for few rows', () => {
    const information = ['income', 'age', 'city'].map((column, place) => ({ column, value: 1 - place / 10 }));
    const { features } = featuresByPolicy({ data: facts(), information });
    expect(features.map(({ feature }) => feature.step)).toEqual([
      'ratio',
      'product',
      'difference',
      'groupStatistic',
      'targetMean',
      'frequency',
    ]);
    expect(features[0]!.feature).toMatchObject({ pairs: [['income', 'age']] });
    expect(featuresByPolicy({ data: facts({ rows: 20 }), information }).features).toEqual([]);
  });

  it('sends work back for the gravest fault that is beyond noise, and no more often than may be', () => {
    const base = nothingFound;
    const leak = { code: 'leakage', severity: 'high', column: 'fee', message: 'fee gives it away' } as const;
    expect(sendBackByPolicy(base).reason).toBeNull();
    expect(sendBackByPolicy({ ...base, leaks: [leak], calibrationErrorLow: 0.3 })).toMatchObject({
      reason: 'leakage',
      columns: ['fee'],
    });
    expect(sendBackByPolicy({ ...base, leaks: [leak], sentBack: 2 }).reason).toBeNull();
    expect(
      sendBackByPolicy({ ...base, overBaseline: { difference: -0.1, low: -0.2, high: -0.01 } }).reason,
    ).toBe('worse-than-baseline');
    expect(
      sendBackByPolicy({ ...base, overBaseline: { difference: 0.1, low: -0.2, high: 0.4 } }).reason,
    ).toBeNull();
    const gap = { on: 'the folds', gap: 0.3, noise: 0.01, whole: 1 } as const;
    expect(sendBackByPolicy({ ...base, overfitting: gap })).toMatchObject({
      reason: 'overfitting',
      why: expect.stringContaining('better by 0.30 than on rows that nobody had seen, 30 times the noise'),
    });
    // 30 euros of 4,000 are little, and 3,000 of them much, however large the number.
    const euros = { ...gap, noise: 5, whole: 4_000 };
    expect(sendBackByPolicy({ ...base, overfitting: { ...euros, gap: 30 } }).reason).toBeNull();
    expect(sendBackByPolicy({ ...base, overfitting: { ...euros, gap: 3_000 } }).reason).toBe('overfitting');
  });

  it('does not call a model worse that says just what the baseline says', () => {
    const same = { difference: -1e-17, low: -1e-17, high: -1e-17 };
    expect(sendBackByPolicy({ ...nothingFound, overBaseline: same, overLive: same }).reason).toBeNull();
  });

  it('are what decides without a model, and the record says so', async () => {
    const context = await actionContext();
    const decision = await dropColumns({ data: facts(), findings: [] }, context);
    expect(decision).toMatchObject({ value: { drop: [] }, decidedBy: 'policy' });
    expect(context.events).toContainEqual(
      expect.objectContaining({ type: 'decision', name: 'drop-columns', decidedBy: 'policy' }),
    );
  });
});
