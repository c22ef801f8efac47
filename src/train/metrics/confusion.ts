/** Weight of the rows by true and predicted class: `counts[truth * classes + predicted]`. */
export interface Confusion {
  classes: number;
  counts: Float64Array;
  total: number;
}

/** Counts true against predicted classes. */
export function confusionOf(
  truth: Int32Array,
  predicted: Int32Array,
  classes: number,
  weights: Float64Array | null = null,
): Confusion {
  const counts = new Float64Array(classes * classes);
  let total = 0;
  for (let row = 0; row < truth.length; row++) {
    const weight = weights === null ? 1 : weights[row]!;
    counts[truth[row]! * classes + predicted[row]!]! += weight;
    total += weight;
  }
  return { classes, counts, total };
}

/** What the confusion says of one class. A figure without a denominator is 0, as in scikit-learn. */
export interface ClassFigures {
  precision: number;
  recall: number;
  f1: number;
  /** Weight of the rows of this class. */
  support: number;
}

export function figuresOfClass({ classes, counts }: Confusion, code: number): ClassFigures {
  let truths = 0;
  let guesses = 0;
  for (let other = 0; other < classes; other++) {
    truths += counts[code * classes + other]!;
    guesses += counts[other * classes + code]!;
  }
  const hits = counts[code * classes + code]!;
  return {
    precision: ratio(hits, guesses),
    recall: ratio(hits, truths),
    f1: ratio(2 * hits, truths + guesses),
    support: truths,
  };
}

/** Share of the rows that were predicted rightly. */
export function accuracy(confusion: Confusion): number {
  return hitsOf(confusion) / confusion.total;
}

/** Mean recall of the classes that occur. */
export function balancedAccuracy(confusion: Confusion): number {
  const figures = allFigures(confusion).filter(({ support }) => support > 0);
  return figures.reduce((sum, { recall }) => sum + recall, 0) / figures.length;
}

/** Mean over the classes that occur, in the truth or among the predictions. */
export function macro(confusion: Confusion, figure: 'precision' | 'recall' | 'f1'): number {
  const { classes, counts } = confusion;
  const figures = allFigures(confusion).filter(({ support }, code) => {
    for (let other = 0; other < classes; other++) if (counts[other * classes + code]! > 0) return true;
    return support > 0;
  });
  return figures.reduce((sum, each) => sum + each[figure], 0) / figures.length;
}

/** Mean over the classes, weighted by how often they occur. */
export function weighted(confusion: Confusion, figure: 'precision' | 'recall' | 'f1'): number {
  return allFigures(confusion).reduce((sum, each) => sum + each.support * each[figure], 0) / confusion.total;
}

/** Matthews' correlation coefficient, for any number of classes (Gorodkin, 2004); 0 where all is predicted alike. */
export function matthews(confusion: Confusion): number {
  const { classes, counts, total } = confusion;
  let products = 0;
  let truthSquares = 0;
  let guessSquares = 0;
  let guessed = 0;
  let occurring = 0;
  for (let code = 0; code < classes; code++) {
    let truths = 0;
    let guesses = 0;
    for (let other = 0; other < classes; other++) {
      truths += counts[code * classes + other]!;
      guesses += counts[other * classes + code]!;
    }
    products += truths * guesses;
    truthSquares += truths * truths;
    guessSquares += guesses * guesses;
    if (guesses > 0) guessed += 1;
    if (truths > 0) occurring += 1;
  }
  // Weights do not cancel out to exactly nothing.
  if (guessed < 2 || occurring < 2) return 0;
  const covariance = hitsOf(confusion) * total - products;
  return ratio(covariance, Math.sqrt((total * total - guessSquares) * (total * total - truthSquares)));
}

/** Cohen's kappa: agreement beyond what chance would give; NaN where truth and predictions are one and the same class. */
export function kappa(confusion: Confusion): number {
  const { classes, counts, total } = confusion;
  let chance = 0;
  let isOneClass = false;
  for (let code = 0; code < classes; code++) {
    let truths = 0;
    let guesses = 0;
    for (let other = 0; other < classes; other++) {
      truths += counts[code * classes + other]!;
      guesses += counts[other * classes + code]!;
    }
    chance += (truths / total) * (guesses / total);
    if (truths === total && guesses === total) isOneClass = true;
  }
  if (isOneClass) return Number.NaN;
  return (hitsOf(confusion) / total - chance) / (1 - chance);
}

function allFigures(confusion: Confusion): ClassFigures[] {
  return Array.from({ length: confusion.classes }, (_, code) => figuresOfClass(confusion, code));
}

function hitsOf({ classes, counts }: Confusion): number {
  let hits = 0;
  for (let code = 0; code < classes; code++) hits += counts[code * classes + code]!;
  return hits;
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
