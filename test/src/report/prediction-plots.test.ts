import { describe, expect, it } from 'vitest';
import { plotToSvg } from '../../../src/plots/index.ts';
import { calibrationBins, rankingCurves } from '../../../src/report/curves.ts';
import { predictionPlots } from '../../../src/report/index.ts';
import { createRandom, scores as figuresOf } from '../../../src/train/index.ts';
import { atOnce } from '../../../src/turns/index.ts';

const plotsOf = (input: Parameters<typeof predictionPlots>[0]) => atOnce(predictionPlots(input));

const scores = Float64Array.of(0.1, 0.4, 0.35, 0.8);
const codes = Int32Array.of(0, 0, 1, 1);

describe('curves', () => {
  it('are those of scikit-learn’s own example', () => {
    // roc_curve and precision_recall_curve on y = [0, 0, 1, 1], scores = [0.1, 0.4, 0.35, 0.8], as their documentation shows them.
    const curves = atOnce(rankingCurves(scores, (row) => codes[row] === 1))!;
    expect(curves.roc).toEqual([
      [0, 0],
      [0, 0.5],
      [0.5, 0.5],
      [0.5, 1],
      [1, 1],
    ]);
    expect(curves.precisionRecall).toEqual([
      [0, 1],
      [0.5, 1],
      [0.5, 0.5],
      [1, 2 / 3],
      [1, 0.5],
    ]);
    expect(curves.baseRate).toBe(0.5);
  });

  it('take rows of the same score together', () => {
    const curves = atOnce(rankingCurves(Float64Array.of(0.5, 0.5, 0.5, 0.5), (row) => row < 2))!;
    expect(curves.roc).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });

  it('have the areas that all scores are made by, with turns in between', () => {
    const random = createRandom(2);
    const rows = 40_000;
    const isPositive = Int32Array.from({ length: rows }, () => (random.next() < 0.3 ? 1 : 0));
    // Two digits: many rows have the same score.
    const said = Float64Array.from(isPositive, (is) => Math.round(60 * random.next() + 40 * is) / 100);
    const work = rankingCurves(said, (row) => isPositive[row] === 1);
    let turns = 0;
    let step = work.next();
    for (; step.done !== true; step = work.next()) turns += 1;
    const wanted = figuresOf(
      { task: 'classification', classes: ['no', 'yes'], codes: isPositive },
      { task: 'classification', classes: ['no', 'yes'], probabilities: [said.map((each) => 1 - each), said] },
    );
    expect(step.value!.rocAuc).toBeCloseTo(wanted.rocAuc!, 12);
    expect(step.value!.averagePrecision).toBeCloseTo(wanted.averagePrecision!, 12);
    expect(turns).toBeGreaterThan(5);
  });

  it('are none where all rows are alike', () => {
    expect(atOnce(rankingCurves(scores, () => true))).toBeNull();
  });

  it('bin probabilities, the ends among them', () => {
    const bins = calibrationBins(Float64Array.of(0, 0.05, 0.95, 1), (row) => row > 1);
    expect(bins).toEqual([
      { predicted: 0.025, observed: 0, rows: 2 },
      { predicted: 0.975, observed: 1, rows: 2 },
    ]);
  });
});

describe('plots of predictions', () => {
  const target = { task: 'classification', classes: ['no', 'yes'], codes } as const;
  const predictions = {
    task: 'classification',
    classes: ['no', 'yes'],
    probabilities: [scores.map((score) => 1 - score), scores],
  } as const;

  it('of two classes are five, with the threshold in the confusion matrix', () => {
    const plots = plotsOf({
      target,
      predictions: { ...predictions, probabilities: [...predictions.probabilities] },
      threshold: 0.3,
    });
    expect(plots.map(({ plot }) => plot)).toEqual([
      'roc',
      'precision-recall',
      'calibration',
      'confusion',
      'histogram',
    ]);
    expect(plots[0]).toMatchObject({ curves: [{ name: 'yes', area: 0.75 }] });
    expect(plots[3]).toMatchObject({
      rows: [
        [1, 1],
        [0, 2],
      ],
    });
    for (const plot of plots) expect(plotToSvg(plot)).toContain('<svg');
  });

  it('of numbers are residuals', () => {
    const plots = plotsOf({
      target: { task: 'regression', values: Float64Array.of(1, 2) },
      predictions: { task: 'regression', values: Float64Array.of(1, 1) },
      unit: 'EUR',
    });
    expect(plots[0]).toMatchObject({ plot: 'residuals', actual: [1, 2], predicted: [1, 1] });
  });

  it('of many rows show 10,000 evenly chosen ones', () => {
    const values = Float64Array.from({ length: 50_000 }, (_, row) => row);
    const [residuals] = plotsOf({
      target: { task: 'regression', values },
      predictions: { task: 'regression', values },
    });
    const actual = residuals?.plot === 'residuals' ? residuals.actual : [];
    expect(actual).toHaveLength(10_000);
    expect([actual[0], actual[1], actual.at(-1)]).toEqual([0, 5, 49_995]);
  });

  it('of rows of one class leave out what can not be drawn', () => {
    const plots = plotsOf({
      target: { ...target, codes: Int32Array.of(1, 1, 1, 1) },
      predictions: { ...predictions, probabilities: [...predictions.probabilities] },
    });
    expect(plots.map(({ plot }) => plot)).toEqual(['confusion', 'histogram']);
  });
});
