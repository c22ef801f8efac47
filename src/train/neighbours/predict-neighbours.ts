import { designColumns } from '../linear/design.ts';
import type { FeatureMatrix } from '../matrix.ts';
import type { Predictions } from '../target.ts';
import type { NeighboursModel } from './fit-neighbours.ts';

/** Points whose distances are summed at a time: their sums and a column of theirs stay in the first cache. */
const blockPoints = 1_024;

/** Coordinates beyond that count as that, infinite ones too: their squares must stay numbers. */
export const farAway = 1e100;

/**
 * What the nearest learned rows say of each row. All are looked at: with more than some ten columns no index spares that. Of points that are equally far the ones
 * learned first are nearer.
 */
export function predictNeighbours(model: NeighboursModel, matrix: FeatureMatrix): Predictions {
  const { classes, design, values, weights, neighbours, weighting } = model;
  const queries = designColumns(matrix, design);
  const outputs = classes?.length ?? 1;
  const sums = Array.from({ length: outputs }, () => new Float64Array(matrix.rows));
  const nearest = new Nearest(neighbours);
  const query = new Float64Array(design.length);
  for (let row = 0; row < matrix.rows; row++) {
    for (let column = 0; column < query.length; column++)
      query[column] = Math.max(-farAway, Math.min(farAway, queries[column]![row]!));
    findNearest(model, query, nearest);
    // Points in the very place alone decide, where distances count.
    const isExact = weighting === 'distance' && nearest.squares[0] === 0;
    let total = 0;
    for (let place = 0; place < neighbours; place++) {
      const point = nearest.points[place]!;
      const square = nearest.squares[place]!;
      const near = weighting === 'uniform' ? 1 : isExact ? (square === 0 ? 1 : 0) : 1 / Math.sqrt(square);
      const weight = near * weights[point]!;
      total += weight;
      if (classes === null) sums[0]![row]! += weight * values[point]!;
      else sums[values[point]!]![row]! += weight;
    }
    for (const sum of sums) sum[row]! /= total;
  }
  if (classes === null) return { task: 'regression', values: sums[0]! };
  return { task: 'classification', classes, probabilities: sums };
}

const space = new Float64Array(blockPoints);

function findNearest({ points, values }: NeighboursModel, query: Float64Array, nearest: Nearest): void {
  const count = values.length;
  nearest.clear();
  for (let first = 0; first < count; first += blockPoints) {
    const size = Math.min(blockPoints, count - first);
    space.fill(0, 0, size);
    for (let column = 0; column < query.length; column++) {
      const at = query[column]!;
      const start = column * count + first;
      for (let place = 0; place < size; place++) {
        const apart = points[start + place]! - at;
        space[place]! += apart * apart;
      }
    }
    for (let place = 0; place < size; place++)
      if (space[place]! < nearest.farthest) nearest.add(first + place, space[place]!);
  }
}

/** The nearest points so far, nearest first. */
class Nearest {
  readonly points: Int32Array;
  readonly squares: Float64Array;
  /** A point must be nearer than that to be among them. */
  farthest = Infinity;

  constructor(size: number) {
    this.points = new Int32Array(size);
    this.squares = new Float64Array(size);
  }

  clear(): void {
    this.squares.fill(Infinity);
    this.farthest = Infinity;
  }

  add(point: number, square: number): void {
    const { points, squares } = this;
    let place = squares.length - 1;
    for (; place > 0 && squares[place - 1]! > square; place--) {
      squares[place] = squares[place - 1]!;
      points[place] = points[place - 1]!;
    }
    squares[place] = square;
    points[place] = point;
    this.farthest = squares[squares.length - 1]!;
  }
}
