import { countBayes, type NaiveBayesJob } from '../bayes/fit-naive-bayes.ts';
import { type BoostingJob, boost } from '../boosting/boost.ts';
import { type CalibrationJob, calibrate } from '../calibration/fit-calibration.ts';
import { type DummyJob, solveDummy } from '../dummy/fit-dummy.ts';
import { type SelectingJob, selectInThread } from '../ensembles/select-greedily.ts';
import { type ForestJob, growTrees } from '../forest/grow-trees.ts';
import { type LinearJob, solveLinear } from '../linear/fit-linear.ts';
import { type PredictingJob, predictRows } from '../models/predict-in-threads.ts';
import { learnPoints, type NeighboursJob } from '../neighbours/fit-neighbours.ts';
import { learnPerceptron, type PerceptronJob } from '../perceptron/fit-perceptron.ts';
import { type BinningJob, binColumns } from '../trees/binned-data.ts';
import { findThreshold, type ThresholdJob } from '../validation/best-threshold.ts';
import { findIntervals, type IntervalsJob } from '../validation/score-intervals.ts';
import type { ThreadAnswer } from './thread-pool.ts';

/** What a thread is asked. */
export type TrainingTask =
  | { kind: 'binning'; job: BinningJob }
  | { kind: 'forest'; job: ForestJob }
  | { kind: 'linear'; job: LinearJob }
  | { kind: 'dummy'; job: DummyJob }
  | { kind: 'neighbours'; job: NeighboursJob }
  | { kind: 'naive-bayes'; job: NaiveBayesJob }
  | { kind: 'perceptron'; job: PerceptronJob }
  | { kind: 'calibration'; job: CalibrationJob }
  | { kind: 'selecting'; job: SelectingJob }
  | { kind: 'intervals'; job: IntervalsJob }
  | { kind: 'threshold'; job: ThresholdJob }
  | { kind: 'predicting'; job: PredictingJob }
  /** `thread`: which of the job's threads this one is. */
  | { kind: 'boosting'; job: BoostingJob; thread: number };

/** Does a thread's part of a job. */
export function doTask(task: TrainingTask, say: (answer: ThreadAnswer) => void = () => {}): unknown {
  switch (task.kind) {
    case 'binning':
      return binColumns(task.job);
    case 'linear':
      return solveLinear(task.job);
    case 'dummy':
      return solveDummy(task.job);
    case 'neighbours':
      return learnPoints(task.job);
    case 'naive-bayes':
      return countBayes(task.job);
    case 'perceptron':
      return learnPerceptron(task.job);
    case 'calibration':
      return calibrate(task.job);
    case 'selecting':
      return selectInThread(task.job);
    case 'intervals':
      return findIntervals(task.job);
    case 'threshold':
      return findThreshold(task.job);
    case 'predicting':
      return predictRows(task.job);
    case 'forest':
      return growTrees(task.job, (number) => say({ type: 'progress', done: number, loss: null }));
    case 'boosting': {
      const { job, thread } = task;
      // All come to the same: one tells it.
      if (thread > 0) return void boost(job, thread);
      return boost(job, thread, (done, loss) => say({ type: 'progress', done, loss }));
    }
  }
}
