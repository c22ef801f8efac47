import { isDeepStrictEqual } from 'node:util';
import { InputError } from '../../src/errors/index.ts';
import { type ComparisonEvidence, sameMetric, type Without } from '../../src/govern/index.ts';
import type { Registry } from '../../src/registry/index.ts';
import {
  bootstrapInterval,
  classificationMetrics,
  isLowerBetter,
  type MetricName,
  type Predictions,
  regressionMetrics,
  scoreOf,
  takePredictions,
  takeTarget,
} from '../../src/train/index.ts';
import { labelledRows, predictionsOf, withModel } from './judged-rows.ts';

/** Every metric there is, by the name that the engine has for it. */
export const knownMetrics: readonly MetricName[] = [...classificationMetrics, ...regressionMetrics];

/** How often rows are drawn anew for an interval. */
const resamples = 1_000;

export interface ComparisonRequest {
  registry: Registry;
  /** `NAME@VERSION` of both. */
  candidate: string;
  live: string;
  metric: string;
  confidence: number;
  /** The rows, with what is true of them. */
  file: string;
  workspace: string;
}

/**
 * How two versions do on the same rows, with an interval of the difference by drawing rows anew (paired bootstrap, Efron 1979).
 *
 * @throws InputError of the table
 */
export async function compareOnRows(request: ComparisonRequest): Promise<ComparisonEvidence | Without> {
  const { registry, candidate, live, confidence, file, workspace } = request;
  const metric = knownMetrics.find((name) => sameMetric(name) === sameMetric(request.metric));
  if (metric === undefined) return { without: `There is no metric ${request.metric}.` };
  return withModel(registry, candidate, (trained) =>
    withModel(registry, live, async (standing) => {
      if (trained.task !== standing.task || !isDeepStrictEqual(trained.classes, standing.classes))
        return {
          without: `${live} predicts something else than ${candidate}, so that one cannot be held against the other.`,
        };
      const rows = await labelledRows(file, trained, workspace);
      let said: Predictions;
      try {
        said = predictionsOf(standing, rows);
      } catch (thrown) {
        if (!(thrown instanceof InputError)) throw thrown;
        return { without: `${live} cannot say anything of these rows: ${thrown.message}` };
      }
      const own = predictionsOf(trained, rows);
      const score = (predictions: Predictions, some: Int32Array) =>
        scoreOf(metric, takeTarget(rows.target, some), takePredictions(predictions, some)) ?? Number.NaN;
      const sign = isLowerBetter(metric) ? -1 : 1;
      const interval = bootstrapInterval(
        (some) => sign * (score(own, some) - score(said, some)),
        rows.table.rows,
        { resamples, confidence, method: 'percentile' },
      );
      const all = Int32Array.from({ length: rows.table.rows }, (_, row) => row);
      if (interval === null) return { without: `${metric} cannot be computed on the rows of ${file}.` };
      return {
        live,
        rows: rows.table.rows,
        candidateScore: score(own, all),
        liveScore: score(said, all),
        improvement: { estimate: interval.score, low: interval.low, high: interval.high },
        source: file,
      };
    }),
  );
}
