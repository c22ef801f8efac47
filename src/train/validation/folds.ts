import { InputError } from '../../errors/index.ts';
import { createRandom } from '../random.ts';

/** Rows to learn from and rows to judge by, in rising order. */
export interface Fold {
  train: Int32Array;
  test: Int32Array;
}

export interface FoldOptions {
  /** Number of parts. */
  folds?: number;
  seed?: number;
  /** Class of each row: each part gets its share of every class. */
  classes?: Int32Array | undefined;
  /** Group of each row: a group is never torn apart. */
  groups?: Int32Array | undefined;
}

/**
 * Parts the rows for cross-validation: each is judged by once. With classes each part has about its share of each; with groups whole groups go to the part that has
 * fewest rows, by class where classes are given, the largest first.
 *
 * @throws InputError `too-few-rows` when there are fewer rows, or groups, than parts
 */
export function foldsOf(rows: number, { folds = 5, seed = 0, classes, groups }: FoldOptions = {}): Fold[] {
  const units = groups === undefined ? rows : new Set(groups).size;
  if (folds < 2 || units < folds)
    throw new InputError(
      'too-few-rows',
      `${units} ${groups === undefined ? 'rows' : 'groups'} cannot be parted into ${folds}; there must be at least 2 parts, and as many ${groups === undefined ? 'rows' : 'groups'}.`,
    );
  const partOf =
    groups === undefined
      ? partsByClass(rows, folds, seed, classes)
      : partsByGroup(folds, seed, groups, classes);
  return Array.from({ length: folds }, (_, part) => ({
    train: rowsWhere(partOf, (own) => own !== part),
    test: rowsWhere(partOf, (own) => own === part),
  }));
}

/** Deals the rows out, shuffled, class after class, so that parts differ by a row in each class and in all. */
function partsByClass(
  rows: number,
  folds: number,
  seed: number,
  classes: Int32Array | undefined,
): Uint16Array {
  const order = createRandom(seed).shuffle(Int32Array.from({ length: rows }, (_, row) => row));
  const dealt =
    classes === undefined ? order : [...order].sort((one, other) => classes[one]! - classes[other]!);
  const partOf = new Uint16Array(rows);
  for (let place = 0; place < rows; place++) partOf[dealt[place]!] = place % folds;
  return partOf;
}

function partsByGroup(
  folds: number,
  seed: number,
  groups: Int32Array,
  classes: Int32Array | undefined,
): Uint16Array {
  const kinds = classes === undefined ? 1 : classes.reduce((most, code) => Math.max(most, code + 1), 1);
  /** Rows of each class in each group. */
  const counts = new Map<number, Float64Array>();
  const totals = new Float64Array(kinds);
  groups.forEach((group, row) => {
    const own = counts.get(group) ?? new Float64Array(kinds);
    own[classes?.[row] ?? 0]! += 1;
    totals[classes?.[row] ?? 0]! += 1;
    counts.set(group, own);
  });
  const sizeOf = (own: Float64Array): number => own.reduce((sum, count) => sum + count, 0);
  const order = createRandom(seed)
    .shuffle([...counts.entries()])
    .sort(([, one], [, other]) => sizeOf(other) - sizeOf(one));
  const held = Array.from({ length: folds }, () => new Float64Array(kinds));
  const partOfGroup = new Map<number, number>();
  for (const [group, own] of order) {
    /** How unevenly the classes would lie if the part got the group: only its own share of the squares changes. */
    const cost = (part: Float64Array): number =>
      own.reduce((sum, count, kind) => sum + (count * (2 * part[kind]! + count)) / totals[kind]! ** 2, 0);
    let least = 0;
    for (let part = 1; part < folds; part++) if (cost(held[part]!) < cost(held[least]!)) least = part;
    own.forEach((count, kind) => {
      held[least]![kind]! += count;
    });
    partOfGroup.set(group, least);
  }
  return Uint16Array.from(groups, (group) => partOfGroup.get(group)!);
}

function rowsWhere(partOf: Uint16Array, isWanted: (part: number) => boolean): Int32Array {
  const rows: number[] = [];
  for (let row = 0; row < partOf.length; row++) if (isWanted(partOf[row]!)) rows.push(row);
  return Int32Array.from(rows);
}
