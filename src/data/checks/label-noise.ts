import type { Target } from '../../train/index.ts';

/** What the labels look like against what models that have not seen them say. */
export interface LabelNoise {
  /** Whether the errors are those of swapped labels rather than those of a hard problem. */
  isFound: boolean;
  /** Whether nothing but their level speaks against it: the rate is possible, rows look unlike each other, and models are sure of every class. */
  mayBeFound: boolean;
  /** Share of errors where the model is surest: about the share of swapped labels, where there are any. */
  rate: number;
  /** Of 95%, by Wilson. */
  low: number;
  high: number;
  /** Standard deviations by which errors grow over the surer rows; about 0 for swapped labels, large where the problem is hard. */
  trend: number;
  /** Rows by confident learning (Northcutt et al., 2021) whose label is likely another one, the surest first. */
  suspects: readonly { place: number; given: string; likely: string; probability: number }[];
}

/** Shares of the rows, surest first, over which errors of swapped labels stay level. */
const parts = 8;
const partsOfPlateau = 5;
const leastRate = 0.045;
const mostRate = 0.165;
const mostTrend = 1.6;
/** With very many rows the slightest rise is a trend; one so small is still level. */
const slightGrowth = 1.6;
/** Errors in the later part of the plateau over those in the earlier one must not be able to be larger than that. */
const mostGrowth = 2.1;
const leastErrors = 15;
/** Of several classes, the rows of a rare one that models hardly ever find are wrong by themselves: they say nothing of labels. */
const unfound = { share: 0.1, recall: 0.5 } as const;
/** Where so many rows look the same to a model, errors among them are the problem's own as well as the labels'. */
const mostAlike = 12;
/** A model that is never sure of a class can't say that its labels are wrong. */
const mostErrorsOfClass = 0.4;

/**
 * Whether labels were swapped. Errors of a model on clean data, hard or easy, fall off as it gets surer; swapped labels leave a plateau, since they are as
 * common where the model is surest. So the rows are put in the order of how sure out-of-fold models are of them, and a plateau of errors over the surer five
 * eighths is looked for: high enough, level, and measured well enough to tell level from rising. Null for numbers.
 *
 * @param probabilities `probabilities[class][row]`, of models that have not seen the row
 * @param looksOf what a row looks like to the models: rows of one look are told apart by nothing
 */
export function labelNoise(
  target: Target,
  probabilities: readonly Float64Array[],
  looksOf?: (row: number) => string,
): LabelNoise | null {
  if (target.task !== 'classification') return null;
  const { codes, classes } = target;
  const guesses = guessesOf(probabilities);
  const sure = (row: number) => probabilities[guesses[row]!]![row]!;
  const isFoundClass = foundClasses(codes, guesses, classes.length);
  const order = [...guesses.keys()]
    .filter((row) => !Number.isNaN(sure(row)) && isFoundClass[codes[row]!])
    .sort((one, other) => sure(other) - sure(one));
  const isWrong = (row: number) => (guesses[row] === codes[row] ? 0 : 1);
  const plateau = order.slice(0, Math.floor((order.length * partsOfPlateau) / parts));
  const errors = plateau.reduce((sum, row) => sum + isWrong(row), 0);
  const rate = plateau.length === 0 ? 0 : errors / plateau.length;
  const { low, high } = wilson(errors, plateau.length);
  const looks = looksOf === undefined ? plateau.length : new Set(plateau.map(looksOf)).size;
  const trend = trendOf(plateau.map(isWrong));
  const growth = growthOf(plateau.map(isWrong));
  const isLevel =
    (trend <= mostTrend && growth <= mostGrowth) || (trend <= 0.8 && growth <= 2.8) || growth <= slightGrowth;
  const mayBeFound =
    high >= leastRate &&
    low <= mostRate &&
    looks >= plateau.length / mostAlike &&
    isSureOfClasses(classes.length, order, guesses, isWrong);
  const isFound = mayBeFound && low >= leastRate && rate <= mostRate && errors >= leastErrors && isLevel;
  return { isFound, mayBeFound, rate, low, high, trend, suspects: suspectsOf(classes, codes, probabilities) };
}

function guessesOf(probabilities: readonly Float64Array[]): Int32Array {
  const guesses = new Int32Array(probabilities[0]!.length);
  for (const [code, own] of probabilities.entries())
    for (let row = 0; row < own.length; row++)
      if (own[row]! > probabilities[guesses[row]!]![row]!) guesses[row] = code;
  return guesses;
}

/** Which classes' rows speak of labels: all but rare ones among several that models hardly find. */
function foundClasses(codes: Int32Array, guesses: Int32Array, classes: number): boolean[] {
  const [hits, rows] = [new Int32Array(classes), new Int32Array(classes)];
  for (let row = 0; row < codes.length; row++) {
    if (codes[row]! < 0) continue;
    rows[codes[row]!]!++;
    if (guesses[row] === codes[row]) hits[codes[row]!]!++;
  }
  return Array.from(
    rows,
    (count, code) =>
      classes === 2 || count > unfound.share * codes.length || hits[code]! >= unfound.recall * count,
  );
}

/** Cochran and Armitage's test for a trend of errors over the rows' order, in standard deviations. */
function trendOf(wrong: readonly number[]): number {
  const count = wrong.length;
  const rate = wrong.reduce((sum, value) => sum + value, 0) / count;
  const middle = (count - 1) / 2;
  const pull = wrong.reduce((sum, value, place) => sum + (value - rate) * (place - middle), 0);
  const spread = Math.sqrt((rate * (1 - rate) * count * (count * count - 1)) / 12);
  return spread > 0 ? pull / spread : 0;
}

/** The most that errors of the later half can be above those of the earlier one, by the upper end of a 90% interval of their ratio. */
function growthOf(wrong: readonly number[]): number {
  const half = wrong.length >> 1;
  const sum = (some: readonly number[]) => some.reduce((total, value) => total + value, 0.5);
  const [early, late] = [sum(wrong.slice(0, half)), sum(wrong.slice(half))];
  return Math.exp(Math.log(late / early) + 1.282 * Math.sqrt(1 / early + 1 / late));
}

/** Two classes: whether the surer half of those taken for the rarer class are mostly right. A model that knows only how common classes are errs evenly too. */
function isSureOfClasses(
  classes: number,
  order: readonly number[],
  guesses: Int32Array,
  isWrong: (row: number) => number,
): boolean {
  if (classes !== 2) return true;
  return [0, 1].every((code) => {
    const own = order.filter((row) => guesses[row] === code);
    const surer = own.slice(0, Math.ceil(own.length / 2));
    return (
      surer.length >= 8 &&
      surer.reduce((sum, row) => sum + isWrong(row), 0) / surer.length <= mostErrorsOfClass
    );
  });
}

/** The 95% interval of a share (Wilson, 1927). */
export function wilson(hits: number, of: number): { low: number; high: number } {
  if (of === 0) return { low: 0, high: 1 };
  const z = 1.96;
  const share = hits / of;
  const middle = (share + (z * z) / (2 * of)) / (1 + (z * z) / of);
  const half = (z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of))) / (1 + (z * z) / of);
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/** Rows whose probability of another class is at least what rows of that class have in the mean. */
function suspectsOf(
  classes: readonly string[],
  codes: Int32Array,
  probabilities: readonly Float64Array[],
): LabelNoise['suspects'] {
  const sums = classes.map(() => ({ sum: 0, rows: 0 }));
  for (let row = 0; row < codes.length; row++) {
    const own = probabilities[codes[row]!]![row]!;
    if (Number.isNaN(own)) continue;
    sums[codes[row]!]!.sum += own;
    sums[codes[row]!]!.rows += 1;
  }
  const usual = sums.map(({ sum, rows }) => (rows === 0 ? Number.POSITIVE_INFINITY : sum / rows));
  const found: { place: number; given: string; likely: string; probability: number }[] = [];
  for (let row = 0; row < codes.length; row++) {
    let likely = -1;
    for (const [code, own] of probabilities.entries())
      if (own[row]! >= usual[code]! && (likely < 0 || own[row]! > probabilities[likely]![row]!))
        likely = code;
    if (likely < 0 || likely === codes[row]) continue;
    found.push({
      place: row,
      given: classes[codes[row]!]!,
      likely: classes[likely]!,
      probability: probabilities[likely]![row]!,
    });
  }
  return found.sort((one, other) => other.probability - one.probability);
}
