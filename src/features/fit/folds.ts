import { createRandom, type Target } from '../../train/index.ts';

/** A fold for each row, dealt out in random order, within each class in turn. */
export function assignFolds(target: Target, folds: number, seed: number): Int32Array {
  const rows = target.task === 'regression' ? target.values.length : target.codes.length;
  const order = createRandom(seed).shuffle(Int32Array.from({ length: rows }, (_, row) => row));
  if (target.task === 'classification') {
    const place = new Int32Array(rows);
    order.forEach((row, at) => {
      place[row] = at;
    });
    order.sort((one, other) => target.codes[one]! - target.codes[other]! || place[one]! - place[other]!);
  }
  const foldOf = new Int32Array(rows);
  order.forEach((row, at) => {
    foldOf[row] = at % folds;
  });
  return foldOf;
}
