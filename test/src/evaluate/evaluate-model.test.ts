import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { TrainedModel } from '../../../src/artifact/index.ts';
import type { Column, Table } from '../../../src/data/index.ts';
import { takeTableRows } from '../../../src/data/index.ts';
import {
  compareOnRows,
  evaluateModel,
  fairnessOf,
  type JudgedRows,
  judgeRows,
} from '../../../src/evaluate/index.ts';
import { defaultPlan, fitPipeline } from '../../../src/features/index.ts';
import { createRandom, estimatorOf, type Target } from '../../../src/train/index.ts';

const numbers = (name: string, values: Float64Array): Column => ({
  name,
  kind: 'numeric',
  missing: 0,
  type: 'numbers',
  values,
});
const texts = (name: string, values: readonly string[]): Column => {
  const dictionary = [...new Set(values)].sort();
  return {
    name,
    kind: 'categorical',
    missing: 0,
    type: 'texts',
    dictionary,
    codes: Int32Array.from(values, (value) => dictionary.indexOf(value)),
  };
};

/** Rows of two classes that one number tells apart, but for those of one region, where it says nothing. */
function customers(rows: number, seed: number): Table {
  const random = createRandom(seed);
  const x = new Float64Array(rows).map(() => random.normal());
  const region = Array.from({ length: rows }, () => (random.next() < 0.2 ? 'south' : 'north'));
  const label = region.map((where, row) =>
    (where === 'south' ? random.normal() : x[row]! + 0.3 * random.normal()) > 0 ? 'yes' : 'no',
  );
  return { rows, columns: [numbers('x', x), texts('region', region), texts('label', label)] };
}

async function modelOf(table: Table, family = 'linear', options = {}): Promise<TrainedModel> {
  const goal = table.columns[2]!;
  if (goal.type !== 'texts') throw new Error('the label is a text');
  const target: Target = { task: 'classification', classes: goal.dictionary, codes: goal.codes };
  const plan = defaultPlan({ ...table, columns: [table.columns[0]!] }, null, { models: 'linear' });
  const { pipeline, matrix } = fitPipeline(table, target, plan);
  const model = await estimatorOf(family).fit({ matrix, target, options, threads: 1 });
  return {
    task: 'classification',
    target: 'label',
    classes: goal.dictionary,
    members: [{ weight: 1, pipeline, model }],
    calibration: null,
    threshold: null,
  };
}

it('judges by true and false as by 1 and 0, whichever the model has learned and the rows say', async () => {
  const table = customers(60, 4);
  const label = table.columns[2]!;
  const codes = label.type === 'texts' ? label.codes : new Int32Array(0);
  const truth: Column = {
    name: 'label',
    kind: 'boolean',
    missing: 0,
    type: 'numbers',
    values: Float64Array.from(codes),
    isTruth: true,
  };
  for (const [classes, goal] of [
    [['false', 'true'], truth],
    [['false', 'true'], numbers('label', Float64Array.from(codes))],
    [['0', '1'], truth],
  ] as const) {
    const model = { ...(await modelOf(table)), classes };
    const { target, leftOut } = await judgeRows(model, {
      ...table,
      columns: [...table.columns.slice(0, 2), goal],
    });
    expect(leftOut).toEqual({ withoutTarget: 0, unknownClass: 0 });
    expect(target).toEqual({ task: 'classification', classes, codes });
  }
});

describe('evaluating a model', () => {
  const training = customers(1_500, 1);
  const rows = customers(1_200, 2);

  it('gives metrics with intervals, the gain over the baseline, calibration, a threshold, and the slice that was planted', async () => {
    const model = await modelOf(training);
    const found = await evaluateModel(model, rows, {
      training,
      costs: { falsePositive: 1, falseNegative: 10 },
      protected: ['region'],
      resamples: 100,
    });
    const auc = found.scores.rocAuc!;
    expect(auc.low).toBeLessThan(auc.value);
    expect(auc.high).toBeGreaterThan(auc.value);
    expect(found.overBaseline).toMatchObject({ verdict: 'better' });
    expect(found.confusion!.flat().reduce((sum, count) => sum + count, 0)).toBe(1_200);
    expect(found.slices.slices[0]!.conditions).toContainEqual({ column: 'region', condition: 'is south' });
    expect(found.slices.slices[0]!.score!).toBeLessThan(0.65);
    // Missed positives cost ten times as much: far more rows are taken.
    expect(found.threshold!.best.threshold).toBeLessThan(0.4);
    expect(found.threshold!.best.cost!).toBeLessThan(found.threshold!.current.cost!);
    expect(found.calibration!.bins.reduce((sum, bin) => sum + bin.rows, 0)).toBe(1_200);
    const { accuracy } = found.fairness[0]!;
    expect(accuracy!.value).toBeGreaterThan(accuracy!.byChance);
    expect(Math.abs(found.overfitting!.gap.value)).toBeLessThan(0.05);
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });

  it('finds no slice and no difference where there is none', async () => {
    const even = {
      ...rows,
      columns: rows.columns.map((column) =>
        column.name === 'region'
          ? texts(
              'region',
              Array.from({ length: rows.rows }, (_, row) => `r${row % 4}`),
            )
          : column,
      ),
    };
    const model = await modelOf(training);
    const found = await evaluateModel(model, even, { previous: model, resamples: 100 });
    expect(
      found.slices.slices.filter(({ conditions }) => conditions.some(({ column }) => column === 'region')),
    ).toEqual([]);
    expect(found.overPrevious).toMatchObject({
      verdict: 'no difference beyond noise',
      improvement: { value: 0 },
    });
  });

  it('tells a worse model from a better one on the same rows', async () => {
    const [good, bad] = [await modelOf(training), await modelOf(training, 'dummy')];
    const [one, other] = [await judgeRows(good, rows), await judgeRows(bad, rows)];
    expect(await compareOnRows(other, one, 'logLoss', { resamples: 100 })).toMatchObject({
      verdict: 'worse',
    });
    expect(await compareOnRows(one, other, 'logLoss', { resamples: 100 })).toMatchObject({
      verdict: 'better',
      pValue: 0,
    });
  });

  it('leaves out rows that cannot be judged by, and refuses tables that have none', async () => {
    const model = await modelOf(training);
    const odd = texts(
      'label',
      Array.from({ length: 20 }, (_, row) => (row < 5 ? 'maybe' : row % 2 === 0 ? 'yes' : 'no')),
    );
    const few = {
      rows: 20,
      columns: [
        ...takeTableRows(
          rows,
          Int32Array.from({ length: 20 }, (_, row) => row),
        ).columns.slice(0, 2),
        odd,
      ],
    };
    expect((await judgeRows(model, few)).leftOut).toEqual({ withoutTarget: 0, unknownClass: 5 });
    await expect(judgeRows(model, { rows: 20, columns: few.columns.slice(0, 2) })).rejects.toMatchObject({
      code: 'no-such-column',
    });
    const none = {
      rows: 20,
      columns: [...few.columns.slice(0, 2), texts('label', new Array<string>(20).fill('maybe'))],
    };
    await expect(judgeRows(model, none)).rejects.toMatchObject({ code: 'no-rows' });
    await expect(evaluateModel(model, rows, { protected: ['gender'] })).rejects.toMatchObject({
      code: 'no-such-column',
    });
  });
});

describe('fairness', () => {
  const known = JSON.parse(
    readFileSync(new URL('../../fixtures/evaluate/fairness.json', import.meta.url), 'utf8'),
  ) as {
    group: string;
    truth: string;
    probability: number[];
    byGroup: Record<string, { selectionRate: number; truePositiveRate: number; falsePositiveRate: number }>;
    demographicParity: number;
    selectionRatio: number;
    equalizedOdds: number;
    equalOpportunity: number;
  };
  const second = Float64Array.from(known.probability);
  const judged: JudgedRows = {
    table: { rows: second.length, columns: [texts('group', [...known.group])] },
    target: { task: 'classification', classes: ['0', '1'], codes: Int32Array.from(known.truth, Number) },
    predictions: {
      task: 'classification',
      classes: ['0', '1'],
      probabilities: [second.map((value) => 1 - value), second],
    },
    codes: Int32Array.from(second, (value) => (value >= 0.5 ? 1 : 0)),
    threshold: null,
    leftOut: { withoutTarget: 0, unknownClass: 0 },
  };

  it('is what fairlearn says', async () => {
    const found = await fairnessOf(judged, 'group', { resamples: 50 });
    for (const { group, selectionRate, truePositiveRate, falsePositiveRate } of found.groups) {
      expect(selectionRate).toBeCloseTo(known.byGroup[group]!.selectionRate, 12);
      expect(truePositiveRate).toBeCloseTo(known.byGroup[group]!.truePositiveRate, 12);
      expect(falsePositiveRate).toBeCloseTo(known.byGroup[group]!.falsePositiveRate, 12);
    }
    expect(found.demographicParity!.value).toBeCloseTo(known.demographicParity, 12);
    expect(found.selectionRatio).toBeCloseTo(known.selectionRatio, 12);
    expect(found.equalizedOdds!.value).toBeCloseTo(known.equalizedOdds, 12);
    expect(found.equalOpportunity!.value).toBeCloseTo(known.equalOpportunity, 12);
  });

  it('is no more than chance between groups that were dealt out, with the gap inside its interval', async () => {
    const random = createRandom(4);
    const dealt = {
      ...judged,
      table: {
        ...judged.table,
        columns: [
          texts(
            'dealt',
            [...known.group].map(() => (random.next() < 0.5 ? 'x' : 'y')),
          ),
        ],
      },
    };
    const { demographicParity, calibration, tooSmall } = await fairnessOf(dealt, 'dealt', { resamples: 100 });
    expect(demographicParity!.value).toBeLessThanOrEqual(1.5 * demographicParity!.byChance);
    for (const gap of [demographicParity!, calibration!]) {
      expect(gap.low).toBeLessThanOrEqual(gap.value);
      expect(gap.high).toBeGreaterThanOrEqual(gap.value);
    }
    expect(tooSmall).toEqual([]);
  });

  it('counts no gap where one group alone has rows enough', async () => {
    const lone = {
      ...judged,
      table: {
        ...judged.table,
        columns: [
          texts(
            'lone',
            [...known.group].map((_, row) => (row < 5 ? 'few' : 'many')),
          ),
        ],
      },
    };
    expect(await fairnessOf(lone, 'lone', { resamples: 20 })).toMatchObject({
      equalizedOdds: null,
      tooSmall: [{ group: 'few', rows: 5 }],
    });
  });
});
