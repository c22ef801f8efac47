import type { NaiveBayesModel } from '../bayes/fit-naive-bayes.ts';
import type { BoostedTrees } from '../boosting/boosted-trees.ts';
import type { DummyModel } from '../dummy/fit-dummy.ts';
import type { Forest } from '../forest/forest.ts';
import type { LinearModel } from '../linear/fit-linear.ts';
import type { NeighboursModel } from '../neighbours/fit-neighbours.ts';

/** All models: plain data, told apart by `family`, with the names of their features and classes (null for regression). */
export type Model = BoostedTrees | Forest | LinearModel | DummyModel | NeighboursModel | NaiveBayesModel;
