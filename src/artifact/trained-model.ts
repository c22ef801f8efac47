import type { Table } from '../data/index.ts';
import type { Pipeline } from '../features/index.ts';
import type { CalibrationMap, LinearModel, Model } from '../train/index.ts';

/** One of the models that a trained model is made of, with the pipeline that makes its features from the raw columns. */
export interface Member {
  /** Share of its say; those of all members add up to 1. */
  weight: number;
  pipeline: Pipeline;
  model: Model;
}

/**
 * What training ends in, from raw columns to what is said: members whose predictions are averaged by weight, or stacked, and then calibrated. Plain data, the
 * same after `saveTrainedModel` and `loadTrainedModel`.
 */
export interface TrainedModel {
  task: 'regression' | 'classification';
  /** The column that it predicts. */
  target: string;
  /** Classes in the order of their probabilities; null for regression. */
  classes: readonly string[] | null;
  /** At least one. */
  members: readonly Member[];
  /** A linear model of what the members say, in their order: it speaks in place of the average by weight. Null or left out: the average. */
  stack?: LinearModel | null | undefined;
  /** Of the blend: with two classes one map, for the second; with more one each, divided by their sum. Null where nothing is mapped. */
  calibration: readonly CalibrationMap[] | null;
  /** With two classes: the second is predicted from this probability on. Null: the likeliest class. */
  threshold: number | null;
  /** What predictions are explained against where sampling has to do: see `typicalRows`. Left out: rows of the table that is explained. */
  typical?: Table | undefined;
}
