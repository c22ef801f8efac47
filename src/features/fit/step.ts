import type { DatePart, TermOptions } from '../operations/operation.ts';

/** The options of each step, by its name. Each works on the columns that it names: raw ones, or what earlier steps made of them. */
export interface StepOptions {
  /** Missing values: numbers of the training rows' mean, median or most frequent one, a constant; texts likewise but for mean and median. Keeps the name. */
  impute: {
    columns: readonly string[];
    strategy: 'mean' | 'median' | 'mostFrequent' | 'constant';
    /** For `constant`. */
    constant?: number | string;
    /** Adds `<column>:missing`, 1 where it was missing, if any training row is. */
    indicator?: boolean;
  };
  /** An indicator a category. Categories beyond the most frequent ones share `<column>=(other)`, and unseen ones too; without it those have none. */
  oneHot: {
    columns: readonly string[];
    maxCategories?: number;
    /** Adds `<column>=(missing)`, if any training row is. */
    missing?: boolean;
  };
  /** The category's place in the given or alphabetic order; -1 for an unseen one, missing stays missing. */
  ordinal: { columns: readonly string[]; order?: readonly string[] };
  /** Categories as such, for trees: the most frequent ones, by number; others count as missing. */
  categories: { columns: readonly string[]; maxCategories?: number };
  /**
   * The mean of the target by category (shares of classes), smoothed towards that of all rows: with `smoothing` rows' weight, or by variances (`auto`).
   * Training rows get that of the other folds, so that no row sees its own target (Micci-Barreca, 2001).
   */
  targetMean: { columns: readonly string[]; smoothing?: number | 'auto'; folds?: number };
  /** The share of training rows with that category; 0 for an unseen one. */
  frequency: { columns: readonly string[] };
  /** Categories by the hash of their text, without a dictionary. Not for ONNX. */
  hash: { columns: readonly string[]; buckets?: number; seed?: number };
  /** To mean 0 and spread 1; median 0 and quartile range 1; 0..1. Keeps the name. */
  scale: { columns: readonly string[]; method: 'standard' | 'robust' | 'minMax' };
  /** To the share of training rows below, 0..1, by lines between quantiles. Keeps the name. */
  quantile: { columns: readonly string[]; quantiles?: number };
  /** To the number of the bin, of equal width or with equally many rows. Adds `<column>:bin`. */
  bin: { columns: readonly string[]; bins?: number; strategy?: 'uniform' | 'quantile' };
  /** sign(x) ln(1 + |x|). Keeps the name. */
  log: { columns: readonly string[] };
  /** Parts of times, in UTC. */
  dateParts: { columns: readonly string[]; parts?: readonly DatePart[] };
  /** The first less the second of each pair; times give days. */
  difference: { pairs: readonly (readonly [string, string])[] };
  /** The first by the second of each pair; missing where that is 0. */
  ratio: { pairs: readonly (readonly [string, string])[] };
  product: { pairs: readonly (readonly [string, string])[] };
  /** A statistic of numbers over the training rows with the row's category; over all of them for an unseen one. */
  groupStatistic: {
    columns: readonly string[];
    by: string;
    statistic: 'mean' | 'median' | 'min' | 'max' | 'deviation';
  };
  /**
   * Words or runs of characters of a text, hashed, counted, weighted by their rarity (smoothed idf) and scaled to length 1. With `keep` only so many terms, those that
   * tell most of the target, of far more buckets. Not for ONNX.
   */
  text: {
    columns: readonly string[];
    buckets?: number;
    keep?: number;
    seed?: number;
  } & Partial<TermOptions>;
  /** Leaves columns out of the features; later steps may still use them. */
  drop: { columns: readonly string[] };
}

export type StepName = keyof StepOptions;
export type Step = { [Name in StepName]: { step: Name } & StepOptions[Name] }[StepName];

/** What a pipeline is to be made of: the raw columns that features may come from, and the steps in turn. Raw numbers that no step replaces are features. */
export interface PipelinePlan {
  columns: readonly string[];
  steps: readonly Step[];
  /** Only so many of the raw columns: those that by themselves tell most of the target of the training rows. */
  keep?: number;
}
