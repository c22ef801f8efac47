/** What a column is while a pipeline runs: numbers with NaN where missing, or places in a dictionary with -1 where missing. */
export type Value =
  | { type: 'numbers'; values: Float64Array }
  | { type: 'texts'; codes: Int32Array; dictionary: readonly string[] };

/** Categories that training has seen, in the order of their numbers. */
export type Keys =
  | { type: 'texts'; values: readonly string[] }
  | { type: 'numbers'; values: readonly number[] };

/** A number, or null where it is missing: JSON has no NaN. */
export type MaybeNumber = number | null;

export const dateParts = [
  'year',
  'quarter',
  'month',
  'day',
  'weekday',
  'hour',
  'elapsedDays',
  'monthCycle',
  'weekdayCycle',
  'hourCycle',
] as const;
/** Parts of a time in UTC. Weekdays count from Monday, 0; a cycle is two numbers, the sine and the cosine of its angle; elapsed days are since 1970. */
export type DatePart = (typeof dateParts)[number];

/** How a text becomes terms: words of two characters or more, or runs of characters. */
export interface TermOptions {
  analyzer: 'word' | 'char';
  /** Terms of `smallest` to `largest` words or characters. */
  smallest: number;
  largest: number;
}

/**
 * One of the few things that fitted pipelines are made of; plain data. All work row by row, so what they do to a table doesn't depend on its other rows.
 */
export type Operation =
  /** Numbers: another one for missing ones, one a column. */
  | { op: 'fill'; values: readonly number[] }
  /** A text for a missing one. */
  | { op: 'fill-text'; text: string }
  /** 1 where a number is missing, else 0. */
  | { op: 'is-missing' }
  /** (x - center) / scale, one of each a column. */
  | { op: 'scale'; centers: readonly number[]; scales: readonly number[] }
  /** sign(x) ln(1 + |x|). */
  | { op: 'log' }
  /** Lines between knots that rise; `place` 2k is before knot k, 2k + 1 is at it. Beyond the outer knots as at them. */
  | {
      op: 'piecewise';
      knots: readonly number[];
      origins: readonly number[];
      bases: readonly number[];
      slopes: readonly number[];
    }
  /** Of the first half of the inputs and the second half: (a - b) / divisor, a / b (missing where b is 0), a b. */
  | { op: 'difference'; divisor: number }
  | { op: 'ratio' }
  | { op: 'product' }
  /** Numbers by category, one list an output: of each key, then of other categories, then of a missing one. */
  | { op: 'encode'; keys: Keys; table: readonly (readonly MaybeNumber[])[] }
  /** An indicator a key, then one of other categories and one of a missing one where asked for. */
  | { op: 'one-hot'; keys: Keys; others: boolean; missing: boolean }
  | { op: 'date-parts'; parts: readonly DatePart[] }
  /** 1 or -1 in the bucket that the text's hash names, else 0 (Weinberger et al., 2009). */
  | { op: 'hash'; buckets: number; seed: number }
  /**
   * Weighted counts of hashed terms. Of all buckets, with a weight each, scaled to length 1; or of those that are `chosen` among `of`, with a weight each, divided by the
   * length of the counts of all.
   */
  | {
      op: 'tf-idf';
      terms: TermOptions;
      seed: number;
      weights: readonly number[];
      of?: number;
      chosen?: readonly number[];
    };

/** A step of the computation: values are numbered, inputs first, then the outputs of the nodes in their order. */
export interface PipelineNode {
  operation: Operation;
  inputs: readonly number[];
  /** How many values it makes. */
  outputs: number;
}
