import { stillHolding } from './changes.ts';
import { jointVariance } from './joint-variance.ts';

/** A row: its level in each group, what is believed of it beforehand in log-odds, and what came. */
export interface SolverRow {
  levels: Int32Array;
  offset: number;
  accepted: number;
  weight: number;
}

/** The arithmetic of the acceptance model: penalised logistic regression on indicators, rows and levels coming one by one. */
export interface Solver {
  readonly rows: number;
  /** In place of a level where a group has none. */
  readonly none: number;
  /** How far the offsets are believed: 1 to the letter, 0 not at all. */
  readonly trust: number;
  addLevel(group: number): number;
  addRow(row: SolverRow): void;
  /** Lets weights halve every so many rows. */
  fade(halfLife: number): void;
  /** Then takes from the weights of rows what a change since of a level's effect, of one group, makes of them; `chance` of a change beforehand. */
  suspectChanges(group: number, chance: number): void;
  /** Passes of Newton steps, one coordinate after the other; those of the trust in offsets only where asked for. */
  solve(passes: number, options: { movesTrust: boolean }): void;
  predict(levels: Int32Array, offset: number): { logOdds: number; variance: number };
  exactVariance(levels: Int32Array): number;
  /** Covariance of the log-odds of several, likewise, row by row; levels that no row has are any negative numbers but `none`. Cubic in the rows. */
  jointVariance(
    asked: readonly Int32Array[],
    offsets: Float64Array,
    options: { movesTrust: boolean },
  ): Float64Array;
  /** What is believed of an effect, also of one of a level that is not known. */
  effect(place: number, group: number): { effect: number; variance: number };
  level(place: number): { effect: number; rows: number };
  /** By group: the sum of its effects' expected squares, and how many effects it has. */
  secondMoments(): { squares: Float64Array; counts: Float64Array };
}

/** No Newton step is longer than this in log-odds. */
const longestStep = 2;
/** Trust in the offsets stays within none and twice their word. */
const mostTrust = 2;

/** `trustVariance`: of the trust in offsets around 1, beforehand. */
export function createSolver(groups: number, variances: Float64Array, trustVariance: number): Solver {
  const none = -2;
  let trust = 1;
  let rows = 0;
  let room = 64;
  let levels = new Int32Array(room * groups);
  let offsets = new Float64Array(room);
  let accepted = new Float64Array(room);
  let given = new Float64Array(room);
  let weights = new Float64Array(room);
  let sums = new Float64Array(room);
  const groupOf: number[] = [];
  const rowsOf: number[][] = [];
  const effects: number[] = [];
  const curvatures: number[] = [];

  const grow = (): void => {
    room *= 2;
    const larger = (old: Float64Array): Float64Array<ArrayBuffer> => {
      const fresh = new Float64Array(room);
      fresh.set(old);
      return fresh;
    };
    const more = new Int32Array(room * groups);
    more.set(levels);
    levels = more;
    offsets = larger(offsets);
    accepted = larger(accepted);
    given = larger(given);
    weights = larger(weights);
    sums = larger(sums);
  };

  /** The Newton step of one effect, all others held. */
  const step = (place: number): void => {
    const variance = variances[groupOf[place]!]!;
    const effect = effects[place]!;
    const own = rowsOf[place]!;
    let gradient = -effect / variance;
    let curvature = 1 / variance;
    for (const row of own) {
      const probability = 1 / (1 + Math.exp(-sums[row]!));
      gradient += weights[row]! * (accepted[row]! - probability);
      curvature += weights[row]! * probability * (1 - probability);
    }
    curvatures[place] = curvature;
    const length = Math.max(-longestStep, Math.min(longestStep, gradient / curvature));
    effects[place] = effect + length;
    for (const row of own) sums[row]! += length;
  };

  /** The Newton step of the trust in the offsets, all effects held. */
  const stepTrust = (): void => {
    let gradient = (1 - trust) / trustVariance;
    let curvature = 1 / trustVariance;
    for (let row = 0; row < rows; row++) {
      const probability = 1 / (1 + Math.exp(-sums[row]!));
      gradient += weights[row]! * (accepted[row]! - probability) * offsets[row]!;
      curvature += weights[row]! * probability * (1 - probability) * offsets[row]! ** 2;
    }
    const length = Math.max(0, Math.min(mostTrust, trust + gradient / curvature)) - trust;
    for (let row = 0; row < rows; row++) sums[row]! += length * offsets[row]!;
    trust += length;
  };

  /** The posterior's precision times a vector over the levels, matrix-free. */
  const precisionTimes = (vector: Float64Array, curvature: Float64Array): Float64Array => {
    const product = Float64Array.from(vector, (value, place) => value / variances[groupOf[place]!]!);
    for (let row = 0; row < rows; row++) {
      let along = 0;
      for (let at = row * groups; at < (row + 1) * groups; at++)
        if (levels[at]! >= 0) along += vector[levels[at]!]!;
      along *= curvature[row]!;
      for (let at = row * groups; at < (row + 1) * groups; at++)
        if (levels[at]! >= 0) product[levels[at]!]! += along;
    }
    return product;
  };

  const curvaturesOfRows = (): Float64Array => {
    const curvatures = new Float64Array(rows);
    for (let row = 0; row < rows; row++) {
      const probability = 1 / (1 + Math.exp(-sums[row]!));
      curvatures[row] = weights[row]! * probability * (1 - probability);
    }
    return curvatures;
  };

  /** By how much each of a level's rows still counts. */
  const holdingOf = (place: number, chance: number): Float64Array => {
    const own = rowsOf[place]!;
    const gradients = new Float64Array(own.length);
    const curvatures = new Float64Array(own.length);
    for (const [at, row] of own.entries()) {
      const probability = 1 / (1 + Math.exp(-sums[row]!));
      gradients[at] = given[row]! * (accepted[row]! - probability);
      curvatures[at] = given[row]! * probability * (1 - probability);
    }
    const variance = variances[groupOf[place]!]!;
    return stillHolding({ gradients, curvatures, effect: effects[place]!, variance, chance });
  };

  return {
    none,
    get trust() {
      return trust;
    },
    get rows() {
      return rows;
    },
    addLevel(group) {
      groupOf.push(group);
      rowsOf.push([]);
      effects.push(0);
      curvatures.push(1 / variances[group]!);
      return effects.length - 1;
    },
    addRow(row) {
      if (rows === room) grow();
      levels.set(row.levels, rows * groups);
      offsets[rows] = row.offset;
      accepted[rows] = row.accepted;
      given[rows] = row.weight;
      weights[rows] = row.weight;
      let sum = trust * row.offset;
      for (const place of row.levels) {
        if (place < 0) continue;
        rowsOf[place]!.push(rows);
        sum += effects[place]!;
      }
      sums[rows] = sum;
      rows++;
    },
    fade(halfLife) {
      for (let row = 0; row < rows; row++) weights[row] = given[row]! * 0.5 ** ((rows - 1 - row) / halfLife);
    },
    suspectChanges(group, chance) {
      for (let place = 0; place < effects.length; place++) {
        if (groupOf[place] !== group) continue;
        const holding = holdingOf(place, chance);
        for (const [at, row] of rowsOf[place]!.entries()) weights[row]! *= holding[at]!;
      }
    },
    solve(passes, { movesTrust }) {
      for (let pass = 0; pass < passes; pass++) {
        for (let place = 0; place < effects.length; place++) step(place);
        if (movesTrust) stepTrust();
      }
    },
    predict(at, offset) {
      let logOdds = trust * offset;
      let variance = 0;
      for (let group = 0; group < groups; group++) {
        const place = at[group]!;
        if (place === none) continue;
        if (place >= 0) logOdds += effects[place]!;
        variance += place >= 0 ? 1 / curvatures[place]! : variances[group]!;
      }
      return { logOdds, variance };
    },
    exactVariance(at) {
      const target = new Float64Array(effects.length);
      let unseen = 0;
      for (let group = 0; group < groups; group++) {
        const place = at[group]!;
        if (place >= 0) target[place] = 1;
        else if (place !== none) unseen += variances[group]!;
      }
      const curvature = curvaturesOfRows();
      const solution = conjugateGradients((vector) => precisionTimes(vector, curvature), target);
      return unseen + dot(target, solution);
    },
    jointVariance: (asked, askedOffsets, { movesTrust }) =>
      jointVariance(
        { levels, offsets, curvatures: curvaturesOfRows(), rows },
        { asked, askedOffsets, none, variances, trustVariance: movesTrust ? trustVariance : 0 },
      ),
    effect: (place, group) =>
      place >= 0
        ? { effect: effects[place]!, variance: 1 / curvatures[place]! }
        : { effect: 0, variance: variances[group]! },
    level: (place) => ({ effect: effects[place]!, rows: rowsOf[place]!.length }),
    secondMoments() {
      const squares = new Float64Array(groups);
      const counts = new Float64Array(groups);
      for (let place = 0; place < effects.length; place++) {
        const group = groupOf[place]!;
        squares[group]! += effects[place]! ** 2 + 1 / curvatures[place]!;
        counts[group]! += 1;
      }
      return { squares, counts };
    },
  };
}

/** Solves `times(x) = target` for a positive definite map (Hestenes and Stiefel 1952), to a millionth of the target's length. */
function conjugateGradients(
  times: (vector: Float64Array) => Float64Array,
  target: Float64Array,
): Float64Array {
  const solution = new Float64Array(target.length);
  const residual = Float64Array.from(target);
  let direction = Float64Array.from(target);
  let length = dot(residual, residual);
  const enough = length * 1e-12;
  for (let step = 0; step < 200 && length > enough; step++) {
    const product = times(direction);
    const scale = length / dot(direction, product);
    for (let at = 0; at < solution.length; at++) {
      solution[at]! += scale * direction[at]!;
      residual[at]! -= scale * product[at]!;
    }
    const next = dot(residual, residual);
    direction = Float64Array.from(residual, (value, at) => value + (next / length) * direction[at]!);
    length = next;
  }
  return solution;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}
