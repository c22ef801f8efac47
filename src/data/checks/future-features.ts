import type { Target } from '../../train/index.ts';
import type { Column } from '../table.ts';
import type { TableFinding } from './finding.ts';
import type { Turns } from './turns.ts';

const leastRows = 150;
const mostLags = 12;
const explained = 0.97;
const leastRatio = 8;
/** What sums leave unexplained of a column that is explained whole. */
const rounding = 1e-6;

/**
 * Columns that are computed from the target's own later values (a rolling mean that is centred, say): the values around a row explain the column nearly
 * whole, and the earlier ones alone far less. Explained is meant as R² on the later half by a regression on the earlier one.
 *
 * @param order rows that follow each other in time, in that order
 */
export async function futureFeatures(
  columns: readonly Column[],
  target: Target,
  order: Int32Array,
  goal: string,
  turns: Turns,
): Promise<TableFinding[]> {
  const truth = numbersOf(target, order);
  if (truth === null || order.length < leastRows) return [];
  const lags = Math.min(mostLags, Math.floor(order.length / 30));
  const findings: TableFinding[] = [];
  for (const column of columns) {
    await turns();
    if (column.type !== 'numbers' || column.kind === 'datetime' || column.kind === 'constant') continue;
    const own = Float64Array.from(order, (row) => column.values[row]!);
    const around = explainedBy(own, truth, range(-lags, lags));
    if (around === null || around < explained) continue;
    const earlier = explainedBy(own, truth, range(-lags, -1)) ?? 0;
    // Of the row's own value alone it would be a leak of another kind, and is told as one.
    const present = explainedBy(own, truth, [0]) ?? 0;
    const least = leastRatio * Math.max(rounding, 1 - around);
    if (1 - earlier < least || 1 - present < least) continue;
    findings.push({
      code: 'feature-from-future',
      severity: 'high',
      column: column.name,
      message: `${column.name} is made of values of ${goal} that are not known yet: those up to ${lags} rows before and after explain ${percent(around)} of it, the earlier ones alone ${percent(Math.max(0, earlier))}. Compute it from earlier rows only, or leave it out.`,
      evidence: { around, earlier, lags },
    });
  }
  return findings;
}

function numbersOf(target: Target, order: Int32Array): Float64Array | null {
  if (target.task === 'regression') return Float64Array.from(order, (row) => target.values[row]!);
  if (target.classes.length !== 2) return null;
  return Float64Array.from(order, (row) => (target.codes[row]! < 0 ? Number.NaN : target.codes[row]!));
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, place) => first + place);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}

/** R² on the later half of a least-squares regression of values on shifted others, fitted on the earlier half; null where too few rows are whole. */
function explainedBy(values: Float64Array, others: Float64Array, lags: readonly number[]): number | null {
  const rows: number[] = [];
  for (let row = 0; row < values.length; row++)
    if (
      Number.isFinite(values[row]!) &&
      lags.every((lag) => Number.isFinite(others[row + lag] ?? Number.NaN))
    )
      rows.push(row);
  const half = rows.length >> 1;
  if (half < 2 * lags.length + 10) return null;
  const width = lags.length + 1;
  const normal = Array.from({ length: width }, () => new Float64Array(width + 1));
  const mean = rows.slice(0, half).reduce((sum, row) => sum + others[row]!, 0) / half;
  const design = (row: number) => [1, ...lags.map((lag) => others[row + lag]! - mean)];
  for (const row of rows.slice(0, half)) {
    const x = design(row);
    for (let one = 0; one < width; one++) {
      for (let other = 0; other < width; other++) normal[one]![other]! += x[one]! * x[other]!;
      normal[one]![width]! += x[one]! * values[row]!;
    }
  }
  const weights = solved(normal);
  if (weights === null) return null;
  const later = rows.slice(half);
  const center = later.reduce((sum, row) => sum + values[row]!, 0) / later.length;
  let [errors, squares] = [0, 0];
  for (const row of later) {
    const said = design(row).reduce((sum, x, place) => sum + x * weights[place]!, 0);
    errors += (values[row]! - said) ** 2;
    squares += (values[row]! - center) ** 2;
  }
  return squares > 0 ? 1 - errors / squares : null;
}

/** Gauss and Jordan with the largest pivots, a trace of ridge on the diagonal; null where it has no solution. */
function solved(normal: Float64Array[]): Float64Array | null {
  const size = normal.length;
  for (let place = 0; place < size; place++) normal[place]![place]! *= 1 + 1e-10;
  for (let pivot = 0; pivot < size; pivot++) {
    let best = pivot;
    for (let row = pivot + 1; row < size; row++)
      if (Math.abs(normal[row]![pivot]!) > Math.abs(normal[best]![pivot]!)) best = row;
    [normal[pivot], normal[best]] = [normal[best]!, normal[pivot]!];
    const own = normal[pivot]!;
    if (Math.abs(own[pivot]!) < 1e-12) return null;
    for (let row = 0; row < size; row++) {
      if (row === pivot) continue;
      const factor = normal[row]![pivot]! / own[pivot]!;
      if (factor !== 0)
        for (let column = pivot; column <= size; column++) normal[row]![column]! -= factor * own[column]!;
    }
  }
  return Float64Array.from(normal, (row, place) => row[size]! / row[place]!);
}
