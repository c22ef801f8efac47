import type { NaiveBayesModel } from '../bayes/fit-naive-bayes.ts';
import type { BoostedTrees } from '../boosting/boosted-trees.ts';
import type { DummyModel } from '../dummy/fit-dummy.ts';
import type { Forest } from '../forest/forest.ts';
import type { LinearModel } from '../linear/fit-linear.ts';
import type { NeighboursModel } from '../neighbours/fit-neighbours.ts';
import type { PerceptronModel } from '../perceptron/fit-perceptron.ts';

/** All models, single ones and those made of others: plain data, told apart by `family`, with the names of their features and classes (null for regression). */
export type Model =
  | BoostedTrees
  | Forest
  | LinearModel
  | DummyModel
  | NeighboursModel
  | NaiveBayesModel
  | PerceptronModel
  | Blend
  | Stack
  | CalibratedModel;

/** Models whose predictions are averaged by weight: plain data. */
export interface Blend {
  family: 'blend';
  features: readonly string[];
  classes: readonly string[] | null;
  /** The weights add up to 1. */
  members: { weight: number; model: Model }[];
}

/** Models whose predictions are the features of a linear one: plain data. */
export interface Stack {
  family: 'stack';
  features: readonly string[];
  classes: readonly string[] | null;
  members: Model[];
  meta: LinearModel;
}

/** A classifier whose probabilities are mapped to those that were observed: plain data. */
export interface CalibratedModel {
  family: 'calibrated';
  features: readonly string[];
  classes: readonly string[];
  base: Model;
  /** Two classes have one map, for the second; more have one each, and what comes out is divided by its sum. */
  maps: CalibrationMap[];
}

/** How a probability becomes one that can be trusted. */
export type CalibrationMap =
  /** Log-odds times slope plus intercept, as log-odds. */
  | { method: 'sigmoid'; slope: number; intercept: number }
  /** Straight between rising points; beyond the ends as at the ends. */
  | { method: 'isotonic'; inputs: Float64Array; outputs: Float64Array };
