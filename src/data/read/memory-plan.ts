import { totalmem } from 'node:os';
import { explainDuckError } from './explain-duck-error.ts';
import type { StoredColumn } from './open-table.ts';
import type { RawTable } from './raw-table.ts';
import type { ReadOptions, ReadWarning } from './read-options.ts';

export interface MemoryPlan {
  /** What the columns will take as typed arrays, estimated. */
  bytes: number;
  /** Whether DuckDB keeps the table in a file rather than in memory. */
  isBig: boolean;
  /** The rows that are drawn, null for all. */
  sample: { rows: number; seed: number } | null;
  warnings: ReadWarning[];
}

/** A text takes its code, and its share of a dictionary. */
const bytesPerText = 24;

/** Estimates a table's size before it is read, and draws a sample from one that is too big, with a warning. */
export function memoryPlan({
  raw,
  columns,
  options,
}: {
  raw: RawTable;
  columns: readonly Pick<StoredColumn, 'stored'>[];
  options: ReadOptions;
}): MemoryPlan {
  const rowBytes = columns.reduce((sum, { stored }) => sum + (stored === 'text' ? bytesPerText : 8), 0);
  const budget = options.memoryBytes ?? totalmem() / 4;
  const wanted = Math.min(raw.estimatedRows, options.limit ?? Infinity, options.sample?.rows ?? Infinity);
  const bytes = wanted * rowBytes;
  // DuckDB's copy is about as big as the arrays; both must fit.
  const isBig = raw.estimatedRows * rowBytes > budget / 4;
  const bounds =
    options.exceeding === 'sample'
      ? [...memoryBound(rowBytes, budget, bytes), ...workBound(columns, options)]
      : [];
  const [bound] = bounds.filter(({ rows }) => rows < wanted).toSorted((one, other) => one.rows - other.rows);
  if (bound === undefined) return { bytes, isBig, sample: options.sample ?? null, warnings: [] };
  const { rows, why } = bound;
  // Only what is in a file's head tells how many rows it has; by its size it is an estimate.
  const all = `${raw.types === null ? 'about ' : ''}${wanted.toLocaleString('en')}`;
  const message = `${rows.toLocaleString('en')} of ${all} rows were drawn at random: ${why}`;
  return {
    bytes: rows * rowBytes,
    isBig,
    sample: { rows, seed: options.sample?.seed ?? 0 },
    warnings: [{ code: 'sampled', column: null, count: rows, message }],
  };
}

/** How many rows may be read, and why no more. */
interface RowBound {
  rows: number;
  why: string;
}

function memoryBound(rowBytes: number, budget: number, bytes: number): RowBound[] {
  if (bytes <= budget) return [];
  const rows = Math.max(1, Math.floor(budget / rowBytes));
  const why = `all would take about ${megabytes(bytes)} MB, and a table may take ${megabytes(budget)} MB. Allow more (memoryBytes), or name the columns needed.`;
  return [{ rows, why }];
}

function workBound(columns: readonly unknown[], { most }: ReadOptions): RowBound[] {
  if (most === undefined) return [];
  return [{ rows: Math.max(1, most.rows(columns.length)), why: most.why }];
}

function megabytes(bytes: number): string {
  return Math.round(bytes / 1e6).toLocaleString('en');
}

/** Makes a table of the places (`r`, from 1) of the rows drawn, and gives its name; null where all rows are wanted. `known`: how many rows there are, where that is known. */
export async function chooseRows(
  raw: RawTable,
  sample: { rows: number; seed: number } | null,
  paths: readonly string[],
  known?: number,
): Promise<string | null> {
  if (sample === null) return null;
  try {
    const n = known ?? (await raw.session.row(`SELECT count(*) AS n FROM ${raw.relation()}`)).n;
    if (Number(n) <= sample.rows) return null;
    const rows = Math.max(0, Math.trunc(sample.rows));
    const hash = `hash(r, ${Math.trunc(sample.seed)}::BIGINT)`;
    // The smallest hashes are wanted: a bound that nearly always leaves a few more of them spares sorting all.
    const share = (rows + 10 * Math.sqrt(rows) + 10) / Number(n);
    const bounds = share < 0.9 ? [`WHERE ${hash} < ${BigInt(Math.round(share * 2 ** 53)) << 11n}`, ''] : [''];
    for (const bound of bounds) {
      await raw.session.run(
        `CREATE OR REPLACE TABLE work.chosen AS SELECT r FROM range(1, ${Number(n) + 1}) AS all_rows(r) ${bound}
         ORDER BY ${hash}, r LIMIT ${rows}`,
      );
      if (bound === '') break;
      const found = await raw.session.row('SELECT count(*) AS n FROM work.chosen');
      if (Number(found.n) === rows) break;
    }
    return 'work.chosen';
  } catch (error) {
    throw explainDuckError(error, paths);
  }
}
