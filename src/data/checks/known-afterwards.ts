import type { Target } from '../../train/index.ts';
import type { Column, Table } from '../table.ts';
import { wilson } from './label-noise.ts';
import { singleColumnScore } from './single-column-score.ts';
import { inSlices, type Turns } from './turns.ts';

/** Why a column is taken to be known only after what is to be predicted. */
export interface KnownAfterwards {
  /** `filled`: it is filled for one outcome nearly alone. `time`: it lies after the moment of record, and how long after tells the target. */
  by: 'filled' | 'time';
  /** In words, with the figures. */
  why: string;
  evidence: Readonly<Record<string, number | string>>;
}

const leastSide = 15;
const purity = 0.85;
/** By so many times the odds must be better than those of the class itself. */
const leastOdds = 20;
const laterShare = 0.95;
const gapTells = { rocAuc: 0.75, r2: 0.4 } as const;

/** Whether a column is filled, or empty, for one class nearly alone: counted over all rows. */
export async function filledAfterwards(
  column: Column,
  target: Target,
  turns: Turns,
): Promise<KnownAfterwards | null> {
  if (target.task !== 'classification' || column.missing < leastSide) return null;
  const { codes, classes } = target;
  const counts = [new Int32Array(classes.length), new Int32Array(classes.length)] as const;
  const [empty, filled] = counts;
  await inSlices(codes.length, turns, (from, to) => {
    for (let row = from; row < to; row++) {
      const code = codes[row]!;
      if (code < 0) continue;
      const isFilled =
        column.type === 'numbers' ? !Number.isNaN(column.values[row]!) : column.codes[row]! >= 0;
      if (isFilled) filled[code]!++;
      else empty[code]!++;
    }
    return undefined;
  });
  const sizes = counts.map((own) => own.reduce((sum, count) => sum + count, 0));
  const total = sizes[0]! + sizes[1]!;
  if (sizes[0]! < leastSide || sizes[1]! < leastSide) return null;
  for (const side of [1, 0] as const)
    for (const [code, name] of classes.entries()) {
      const hits = counts[side][code]!;
      const share = hits / sizes[side]!;
      const usual = (counts[0][code]! + counts[1][code]!) / total;
      const { low } = wilson(hits, sizes[side]!);
      const odds = (low * (1 - usual)) / (Math.max(1e-9, 1 - low) * usual);
      if (share < purity || odds < leastOdds) continue;
      const state = side === 1 ? 'filled' : 'empty';
      return {
        by: 'filled',
        why: `where it is ${state} (${sizes[side]} rows) the target is ${name} in ${(100 * share).toFixed(1)}%, against ${(100 * usual).toFixed(1)}% of all rows`,
        evidence: { state, rows: sizes[side]!, class: name, share, usual },
      };
    }
  return null;
}

/** Whether a column of times lies after the moment of record, another column of times, in nearly every row, and how long after tells the target. */
export async function laterThanRecord(
  column: Column,
  table: Table,
  target: Target,
  seed: number,
): Promise<KnownAfterwards | null> {
  if (column.type !== 'numbers' || column.kind !== 'datetime') return null;
  for (const record of table.columns) {
    if (record === column || record.kind !== 'datetime' || record.type !== 'numbers') continue;
    let [both, later] = [0, 0];
    const gaps = new Float64Array(table.rows);
    for (let row = 0; row < table.rows; row++) {
      gaps[row] = column.values[row]! - record.values[row]!;
      if (Number.isNaN(gaps[row]!)) continue;
      both++;
      if (gaps[row]! > 0) later++;
    }
    if (both < leastSide || later < laterShare * both) continue;
    const score = await singleColumnScore(
      { name: column.name, kind: 'numeric', missing: table.rows - both, type: 'numbers', values: gaps },
      target,
      seed,
    );
    if (score === null || score.value < gapTells[score.metric]) continue;
    return {
      by: 'time',
      why: `it lies after ${record.name} in ${((100 * later) / both).toFixed(1)}% of the rows, and how long after tells the target (${score.metric === 'r2' ? 'R²' : 'ROC AUC'} ${score.value.toFixed(3)})`,
      evidence: { record: record.name, later: later / both, metric: score.metric, value: score.value },
    };
  }
  return null;
}
