import { createRandom } from '../train/index.ts';
import { type Groups, groupsOf } from './groups.ts';
import type { JudgedRows } from './judged-rows.ts';
import { type Interval, intervals, percentile, type Resampling } from './resampling.ts';

/** How a model treats the rows of one group. Rates that the rows give no figure of are null. */
export interface GroupFigures {
  group: string;
  rows: number;
  /** Share of rows for which the positive class is predicted; for numbers the mean prediction. */
  selectionRate: number;
  /** Of rows of the positive class, and of others, the share for which it is predicted. Null for numbers. */
  truePositiveRate: number | null;
  falsePositiveRate: number | null;
  /** Share of rows predicted rightly; for numbers the mean absolute error. */
  accuracy: number;
  /** Mean of what is so less what was predicted: the share of positives against their probability, or numbers against their predictions. */
  bias: number;
}

/** A gap between groups: 0 where all are treated alike. */
export interface FairnessGap extends Interval {
  /** What chance gives where groups make no difference, in 95 of 100 cases; a gap says something only beyond that. */
  byChance: number;
}

/** How much the groups of a column are treated alike. Gaps are the largest difference between two groups that have rows enough. */
export interface Fairness {
  column: string;
  /** The class that counts as positive; null for numbers. */
  positive: string | null;
  groups: readonly GroupFigures[];
  /** Groups of fewer rows than are needed are counted in no gap. */
  tooSmall: readonly { group: string; rows: number }[];
  /** Of selection rates (for numbers, of mean predictions). */
  demographicParity: FairnessGap | null;
  /** The least selection rate by the greatest: the four-fifths rule looks at that. */
  selectionRatio: number | null;
  /** The larger of the gaps in true and in false positive rates (Hardt et al., 2016); null for numbers. */
  equalizedOdds: FairnessGap | null;
  /** Of true positive rates; null for numbers. */
  equalOpportunity: FairnessGap | null;
  /** Of the bias: whether a probability means the same in each group. */
  calibration: FairnessGap | null;
  /** Of accuracy, or of the mean absolute error. */
  accuracy: FairnessGap | null;
}

export interface FairnessOptions extends Resampling {
  /** Of more than two classes the one that counts as positive; of two the second. */
  positive?: string | undefined;
  leastRows?: number;
}

/** Sums over the rows of a group, from which all its figures follow. */
const sumsPerGroup = 7;
type Sums = Float64Array;

/**
 * Demographic parity, equalized odds, equal opportunity and calibration across the groups of a column, as fairlearn defines the first three, each with a 95% interval
 * (bootstrap) and what chance would give (groups dealt out anew).
 *
 * @throws InputError `no-such-column`
 */
export async function fairnessOf(
  judged: JudgedRows,
  column: string,
  options: FairnessOptions = {},
): Promise<Fairness> {
  const { leastRows = 30, seed = 0 } = options;
  const groups = groupsOf(judged.table, column);
  const facts = factsOf(judged, options.positive);
  const rows = groups.codes.length;
  const all = Int32Array.from({ length: rows }, (_, row) => row);
  const whole = sumsOf(groups.codes, groups.names.length, facts, all);
  const figures = groups.names.map((group, code) => figuresOf(group, whole, code, facts.positive !== null));
  const counted = figures.flatMap(({ rows: own }, code) => (own >= leastRows ? [code] : []));
  const gaps = (codes: Int32Array, drawn: Int32Array) =>
    gapsOf(sumsOf(codes, groups.names.length, facts, drawn), counted, facts.positive !== null);
  const found =
    counted.length < 2
      ? []
      : await intervals(rows, (drawn) => gaps(groups.codes, drawn), { ...options, unbiased: true });
  const chance = counted.length < 2 ? [] : byChance(groups, all, gaps, seed);
  const gap = (place: number): FairnessGap | null => {
    const own = found[place];
    return own == null ? null : { ...own, low: Math.max(0, own.low), byChance: chance[place]! };
  };
  const rates = counted.map((code) => figures[code]!.selectionRate);
  return {
    column,
    positive: facts.positive,
    groups: figures.filter((each) => each.rows >= leastRows),
    tooSmall: figures
      .filter((each) => each.rows > 0 && each.rows < leastRows)
      .map((each) => ({ group: each.group, rows: each.rows })),
    demographicParity: gap(0),
    selectionRatio:
      facts.positive === null || counted.length < 2 || Math.max(...rates) === 0
        ? null
        : Math.min(...rates) / Math.max(...rates),
    equalizedOdds: facts.positive === null ? null : gap(1),
    equalOpportunity: facts.positive === null ? null : gap(2),
    calibration: gap(3),
    accuracy: gap(4),
  };
}

interface RowFacts {
  /** Name of the positive class; null for numbers. */
  positive: string | null;
  /** Of each row: whether it is positive, whether that is predicted, its probability, whether the prediction is right (for numbers: value, prediction, again, error). */
  truth: Float64Array;
  taken: Float64Array;
  said: Float64Array;
  right: Float64Array;
}

function factsOf({ target, predictions, codes }: JudgedRows, wanted: string | undefined): RowFacts {
  if (target.task === 'regression' || predictions.task === 'regression') {
    const truth = target.task === 'regression' ? target.values : new Float64Array();
    const said = predictions.task === 'regression' ? predictions.values : new Float64Array();
    return {
      positive: null,
      truth,
      taken: said,
      said,
      right: truth.map((value, row) => Math.abs(value - said[row]!)),
    };
  }
  const code = wanted === undefined ? target.classes.length - 1 : Math.max(0, target.classes.indexOf(wanted));
  return {
    positive: target.classes[code]!,
    truth: Float64Array.from(target.codes, (own) => (own === code ? 1 : 0)),
    taken: Float64Array.from(codes!, (own) => (own === code ? 1 : 0)),
    said: predictions.probabilities[code]!,
    right: Float64Array.from(codes!, (own, row) => (own === target.codes[row] ? 1 : 0)),
  };
}

function sumsOf(
  groups: Int32Array,
  count: number,
  { truth, taken, said, right }: RowFacts,
  rows: Int32Array,
): Sums {
  const sums = new Float64Array(count * sumsPerGroup);
  for (const row of rows) {
    const at = groups[row]! * sumsPerGroup;
    if (at < 0) continue;
    sums[at]! += 1;
    sums[at + 1]! += taken[row]!;
    sums[at + 2]! += truth[row]!;
    sums[at + 3]! += truth[row]! * taken[row]!;
    sums[at + 4]! += (1 - truth[row]!) * taken[row]!;
    sums[at + 5]! += truth[row]! - said[row]!;
    sums[at + 6]! += right[row]!;
  }
  return sums;
}

function figuresOf(group: string, sums: Sums, code: number, isClasses: boolean): GroupFigures {
  const [rows, taken, positives, hits, alarms, bias, right] = sums.subarray(
    code * sumsPerGroup,
    (code + 1) * sumsPerGroup,
  );
  const rate = (part: number, of: number) => (of === 0 ? null : part / of);
  return {
    group,
    rows: rows!,
    selectionRate: rows === 0 ? 0 : taken! / rows!,
    truePositiveRate: isClasses ? rate(hits!, positives!) : null,
    falsePositiveRate: isClasses ? rate(alarms!, rows! - positives!) : null,
    accuracy: rows === 0 ? 0 : right! / rows!,
    bias: rows === 0 ? 0 : bias! / rows!,
  };
}

/** Demographic parity, equalized odds, equal opportunity, calibration, accuracy. */
function gapsOf(sums: Sums, counted: readonly number[], isClasses: boolean): number[] {
  const figures = counted.map((code) => figuresOf('', sums, code, isClasses));
  const range = (values: readonly (number | null)[]): number => {
    const known = values.filter((value): value is number => value !== null);
    return known.length < 2 ? Number.NaN : Math.max(...known) - Math.min(...known);
  };
  const opportunity = isClasses ? range(figures.map(({ truePositiveRate }) => truePositiveRate)) : Number.NaN;
  const alarms = isClasses ? range(figures.map(({ falsePositiveRate }) => falsePositiveRate)) : Number.NaN;
  const odds = Number.isNaN(opportunity)
    ? alarms
    : Number.isNaN(alarms)
      ? opportunity
      : Math.max(opportunity, alarms);
  return [
    range(figures.map(({ selectionRate }) => selectionRate)),
    odds,
    opportunity,
    range(figures.map(({ bias }) => bias)),
    range(figures.map(({ accuracy }) => accuracy)),
  ];
}

const permutations = 100;

function byChance(
  groups: Groups,
  all: Int32Array,
  gaps: (codes: Int32Array, rows: Int32Array) => number[],
  seed: number,
): number[] {
  const random = createRandom(seed + 1);
  const found: number[][] = [[], [], [], [], []];
  for (let round = 0; round < permutations; round++) {
    const dealt = random.shuffle(groups.codes.slice());
    for (const [place, value] of gaps(dealt, all).entries())
      if (Number.isFinite(value)) found[place]!.push(value);
  }
  return found.map((values) =>
    values.length === 0 ? 0 : percentile(Float64Array.from(values).sort(), 0.95),
  );
}
