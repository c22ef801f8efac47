import { z } from 'zod';

/** A number that can be drawn. */
const Finite = z.number().refine(Number.isFinite, 'a finite number');
const Share = Finite.min(0).max(1);
/** Words of a plot: above it, and a line below that. */
const words = { title: z.string().optional(), subtitle: z.string().optional() };
/** `[x, y]`. */
const Point = z.tuple([Finite, Finite]);
const Named = z.object({ name: z.string() });

/** True against false positives; points from (0, 0) to (1, 1). Each curve with its area, where it was computed. */
export const RocPlot = z.object({
  plot: z.literal('roc'),
  ...words,
  curves: z.array(Named.extend({ points: z.array(Point).min(1), area: Finite.optional() })).min(1),
});

/** Precision over recall. */
export const PrecisionRecallPlot = z.object({
  plot: z.literal('precision-recall'),
  ...words,
  curves: z.array(Named.extend({ points: z.array(Point).min(1), area: Finite.optional() })).min(1),
  /** Share of positives: what guessing gives. */
  baseRate: Share.optional(),
});

/** How often what was predicted with a probability came true, in bins. */
export const CalibrationPlot = z.object({
  plot: z.literal('calibration'),
  ...words,
  curves: z
    .array(
      Named.extend({
        bins: z.array(z.object({ predicted: Share, observed: Share, rows: z.int().min(0) })).min(1),
      }),
    )
    .min(1),
});

/** `rows[actual][predicted]`: counts, classes in the same order both ways. */
export const ConfusionPlot = z.object({
  plot: z.literal('confusion'),
  ...words,
  classes: z.array(z.string()).min(1),
  rows: z.array(z.array(Finite.min(0))).min(1),
});

/** Actual minus predicted, over predicted. */
export const ResidualsPlot = z.object({
  plot: z.literal('residuals'),
  ...words,
  predicted: z.array(Finite).min(1),
  actual: z.array(Finite).min(1),
  /** Of the target: `EUR`, say. */
  unit: z.string().optional(),
});

/** What each feature is worth; `deviation` over repeats. Drawn in the order given. */
export const ImportancesPlot = z.object({
  plot: z.literal('importances'),
  ...words,
  features: z.array(Named.extend({ importance: Finite, deviation: Finite.min(0).optional() })).min(1),
  /** What an importance is: `loss of rocAuc when shuffled`, say. */
  unit: z.string(),
});

/** Shapley values of rows, by feature; `values` are the features' own, which colour the points (null: missing, or no number). */
export const ShapSummaryPlot = z.object({
  plot: z.literal('shap-summary'),
  ...words,
  features: z
    .array(Named.extend({ shap: z.array(Finite).min(1), values: z.array(Finite.nullable()) }))
    .min(1),
  /** What the values add up to: `log-odds of yes`, say. */
  unit: z.string(),
});

/** The score for growing training sets. */
export const LearningCurvePlot = z.object({
  plot: z.literal('learning-curve'),
  ...words,
  metric: z.string(),
  points: z
    .array(
      z.object({
        rows: z.int().min(1),
        training: Finite.nullable(),
        validation: Finite,
        /** Of the validation score. */
        deviation: Finite.min(0).optional(),
      }),
    )
    .min(1),
});

/** Candidates by score, best first; `low` and `high` are the ends of its interval. */
export const LeaderboardPlot = z.object({
  plot: z.literal('leaderboard'),
  ...words,
  metric: z.string(),
  candidates: z
    .array(Named.extend({ score: Finite, low: Finite.optional(), high: Finite.optional() }))
    .min(1),
});

/** A metric over steps. */
export const SeriesPlot = z.object({
  plot: z.literal('series'),
  ...words,
  metric: z.string(),
  /** What a step is: `step`, `trees`, `seconds`. */
  step: z.string().default('step'),
  series: z.array(Named.extend({ points: z.array(Point).min(1) })).min(1),
});

/** How often values fall where; bins are made here. */
export const HistogramPlot = z.object({
  plot: z.literal('histogram'),
  ...words,
  /** What is counted, with its unit in brackets. */
  quantity: z.string(),
  groups: z.array(Named.extend({ values: z.array(Finite).min(1) })).min(1),
});

/** Everything that can be drawn, as plain data. */
export const PlotData = z.discriminatedUnion('plot', [
  RocPlot,
  PrecisionRecallPlot,
  CalibrationPlot,
  ConfusionPlot,
  ResidualsPlot,
  ImportancesPlot,
  ShapSummaryPlot,
  LearningCurvePlot,
  LeaderboardPlot,
  SeriesPlot,
  HistogramPlot,
]);
export type PlotData = z.input<typeof PlotData>;

/** Names of the plots. */
export type PlotName = PlotData['plot'];
