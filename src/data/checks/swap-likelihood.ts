import type { Target } from '../../train/index.ts';

/** Equal parts of the rows, the surest first, in which errors are counted. */
const parts = 40;
/** Swapped labels: a share of errors that is the same however sure models are, in a problem that is well predictable but for it. */
const swapped = {
  floors: range(0.06, 0.16, 0.01),
  powers: [1.5, 2, 3, 4, 6, 9, 14],
  mostErrors: 0.1,
} as const;
/** None: hardly any error where models are surest, and from there on a rise of any form. */
const usual = {
  floors: [0, 0.01, 0.02],
  powers: [0.4, 0.6, 0.8, 1, 1.5, 2, 3, 4, 6, 9, 14],
  mostErrors: 1,
} as const;
const heights = range(0, 0.72, 0.04);

/**
 * By how much the errors of models that have not seen their rows are likelier under swapped labels than under none, as a difference of logarithms. With the rows in the
 * order of how sure models are, place u from 0 to 1, errors have the probability f + (1 - 2f) a u^b: f is the share of swapped labels, a and b are the problem's own
 * errors. Either form is taken where it fits best. Swapped labels count only where the problem's own errors, a / (b + 1), are a tenth at most: elsewhere both look alike.
 *
 * @param probabilities `probabilities[class][row]`
 */
export function swapLikelihood(
  target: Target & { task: 'classification' },
  probabilities: readonly Float64Array[],
): number {
  const { errors, rows } = errorsByPart(target.codes, probabilities);
  return best(errors, rows, swapped) - best(errors, rows, usual);
}

function errorsByPart(
  codes: Int32Array,
  probabilities: readonly Float64Array[],
): { errors: Float64Array; rows: Float64Array } {
  const guesses = new Int32Array(codes.length);
  for (const [code, own] of probabilities.entries())
    for (let row = 0; row < own.length; row++)
      if (own[row]! > probabilities[guesses[row]!]![row]!) guesses[row] = code;
  const sure = (row: number) => probabilities[guesses[row]!]![row]!;
  const order = [...codes.keys()]
    .filter((row) => codes[row]! >= 0 && !Number.isNaN(sure(row)))
    .sort((one, other) => sure(other) - sure(one));
  const [errors, rows] = [new Float64Array(parts), new Float64Array(parts)];
  for (const [place, row] of order.entries()) {
    const part = Math.floor((place * parts) / order.length);
    rows[part]!++;
    if (guesses[row] !== codes[row]) errors[part]!++;
  }
  return { errors, rows };
}

/** The largest log likelihood of a form over its grid. */
function best(
  errors: Float64Array,
  rows: Float64Array,
  form: { floors: readonly number[]; powers: readonly number[]; mostErrors: number },
): number {
  let most = Number.NEGATIVE_INFINITY;
  for (const power of form.powers)
    for (const height of heights) {
      if (height / (power + 1) > form.mostErrors + 1e-9) continue;
      for (const floor of form.floors) {
        let sum = 0;
        for (let part = 0; part < parts; part++) {
          const own = height * ((part + 0.5) / parts) ** power;
          const chance = Math.min(0.999, Math.max(0.001, floor + (1 - 2 * floor) * own));
          sum += errors[part]! * Math.log(chance) + (rows[part]! - errors[part]!) * Math.log(1 - chance);
        }
        most = Math.max(most, sum);
      }
    }
  return most;
}

function range(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.round((to - from) / step) + 1 }, (_, place) => from + place * step);
}
