import { predictTable, type TrainedModel } from '../artifact/index.ts';
import type { Column } from '../data/index.ts';
import { type Cell, cellAt, tableOfCells } from './cells.ts';
import type {
  ColumnChange,
  Counterexample,
  CounterexampleGoal,
  CounterexampleJob,
  Counterexamples,
} from './counterexamples.ts';
import { columnsNamed } from './sampled.ts';

/** Nearest unlike rows that are shrunk. */
const starts = 24;
/** Halvings of a number's way back. */
const halvings = 12;

type Cells = readonly Cell[];

/** Does a thread's work. */
export function searchCounterexamples(job: CounterexampleJob): Counterexamples {
  const { trained, columns, goal, count } = job;
  const like = columnsNamed(job.row, columns);
  const own = like.map((column) => cellAt(column, 0));
  const judge = judgeOf(trained, like, goal, own);
  if (judge.isReached) return { said: judge.said, isReached: true, counterexamples: [] };

  const spreads = columnsNamed(job.among, columns).map(spreadOf);
  const distanceOf = (cells: Cells): number =>
    cells.reduce<number>((sum, cell, at) => sum + cellDistance(own[at]!, cell, spreads[at]!), 0);
  const begun = startsOf(job, own, judge, distanceOf);
  const found = new Map<string, { cells: Cells; distance: number }>();
  for (const cells of begun) {
    const shrunk = moveBack(putBack(cells, own, judge, spreads), own, judge, spreads, like);
    const changed = columns.filter((_, at) => shrunk[at] !== own[at]).join('\n');
    const distance = distanceOf(shrunk);
    const known = found.get(changed);
    if (known === undefined || distance < known.distance) found.set(changed, { cells: shrunk, distance });
  }
  const nearest = [...found.values()].sort((one, other) => one.distance - other.distance).slice(0, count);
  const said = judge.say(nearest.map(({ cells }) => cells));
  return {
    said: judge.said,
    isReached: false,
    counterexamples: nearest.map(
      ({ cells, distance }, at): Counterexample => ({
        changes: changesOf(columns, own, cells, spreads),
        distance,
        said: said[at]!,
      }),
    ),
  };
}

interface Judge {
  /** What the model says of the row as it is. */
  said: number[];
  isReached: boolean;
  say(rows: readonly Cells[]): number[][];
  /** Whether each row has what is wanted. */
  reaches(rows: readonly Cells[]): boolean[];
}

function judgeOf(
  trained: TrainedModel,
  like: readonly Column[],
  goal: CounterexampleGoal,
  own: Cells,
): Judge {
  const predict = (rows: readonly Cells[]): { said: number[]; code: number }[] => {
    if (rows.length === 0) return [];
    const { predictions, codes } = predictTable(trained, tableOfCells(like, rows));
    return rows.map((_, row) => ({
      said:
        predictions.task === 'regression'
          ? [predictions.values[row]!]
          : predictions.probabilities.map((column) => column[row]!),
      code: codes?.[row] ?? 0,
    }));
  };
  const before = predict([own])[0]!;
  const wanted = goal.class === undefined ? -1 : (trained.classes?.indexOf(goal.class) ?? -1);
  const isBounded = goal.atLeast !== undefined || goal.atMost !== undefined;
  const isWanted = ({ said, code }: { said: number[]; code: number }): boolean => {
    if (!isBounded) return wanted < 0 ? code !== before.code : code === wanted;
    const value = said[Math.max(0, wanted)]!;
    return value >= (goal.atLeast ?? -Infinity) && value <= (goal.atMost ?? Infinity);
  };
  return {
    said: before.said,
    isReached: isWanted(before),
    say: (rows) => predict(rows).map(({ said }) => said),
    reaches: (rows) => predict(rows).map(isWanted),
  };
}

/** Real rows of which the model says what is wanted, with what may not change put back; the nearest first. */
function startsOf(
  { among, columns, immutable }: CounterexampleJob,
  own: Cells,
  judge: Judge,
  distanceOf: (cells: Cells) => number,
): Cells[] {
  const source = columnsNamed(among, columns);
  const isKept = columns.map((name) => immutable.includes(name));
  const rows = Array.from({ length: among.rows }, (_, row) =>
    source.map((column, at) => (isKept[at] ? own[at]! : cellAt(column, row))),
  );
  const reached = judge.reaches(rows);
  return rows
    .filter((_, row) => reached[row])
    .map((cells) => ({ cells, distance: distanceOf(cells) }))
    .sort((one, other) => one.distance - other.distance)
    .slice(0, starts)
    .map(({ cells }) => cells);
}

/** Puts columns back to what they were, always the one that saves most, while the model still says what is wanted. */
function putBack(cells: Cells, own: Cells, judge: Judge, spreads: readonly number[]): Cells {
  let kept = cells;
  for (;;) {
    const changed = [...kept.keys()].filter((at) => kept[at] !== own[at]);
    if (changed.length <= 1) return kept;
    const tried = changed.map((at) => kept.with(at, own[at]!));
    const reached = judge.reaches(tried);
    let best = -1;
    let most = -1;
    changed.forEach((at, place) => {
      const saved = cellDistance(own[at]!, kept[at]!, spreads[at]!);
      if (reached[place] && saved > most) {
        most = saved;
        best = place;
      }
    });
    if (best < 0) return kept;
    kept = tried[best]!;
  }
}

/** Moves numbers back towards what they were, the farthest first. */
function moveBack(
  cells: Cells,
  own: Cells,
  judge: Judge,
  spreads: readonly number[],
  like: readonly Column[],
): Cells {
  let kept = cells;
  const order = [...cells.keys()]
    .filter((at) => typeof cells[at] === 'number' && typeof own[at] === 'number' && cells[at] !== own[at])
    .sort(
      (one, other) =>
        cellDistance(own[other]!, cells[other]!, spreads[other]!) -
        cellDistance(own[one]!, cells[one]!, spreads[one]!),
    );
  for (const at of order) {
    const from = own[at] as number;
    const isWhole =
      like[at]!.kind === 'boolean' || (Number.isInteger(from) && Number.isInteger(kept[at] as number));
    let near = from;
    let far = kept[at] as number;
    for (let step = 0; step < halvings; step++) {
      const half = near + (far - near) / 2;
      const middle = isWhole ? Math.round(half) : half;
      if (middle === near || middle === far) break;
      if (judge.reaches([kept.with(at, middle)])[0]) far = middle;
      else near = middle;
    }
    kept = kept.with(at, far);
  }
  return kept;
}

/** Between the 5th and the 95th percentile; the whole range where these are one, 1 where that is none. */
function spreadOf(column: Column): number {
  if (column.type === 'texts') return 1;
  const sorted = column.values.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0) return 1;
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))]!;
  return at(0.95) - at(0.05) || at(1) - at(0) || 1;
}

function cellDistance(one: Cell, other: Cell, spread: number): number {
  if (one === other) return 0;
  if (typeof one !== 'number' || typeof other !== 'number') return 1;
  return Math.abs(one - other) / spread;
}

function changesOf(
  columns: readonly string[],
  own: Cells,
  cells: Cells,
  spreads: readonly number[],
): ColumnChange[] {
  return columns
    .map((column, at) => ({
      column,
      from: own[at]!,
      to: cells[at]!,
      by: cellDistance(own[at]!, cells[at]!, spreads[at]!),
    }))
    .filter(({ from, to }) => from !== to)
    .sort((one, other) => other.by - one.by)
    .map(({ column, from, to }) => ({ column, from, to }));
}
