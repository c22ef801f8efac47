/**
 * A profile of a million rows and fifty columns (a Parquet file) against DuckDB's own SUMMARIZE of the same file, in one run, in turns. The profile also
 * opens the file, which finds the kinds of the columns.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { openTable, profileTable } from '../src/data/index.ts';

const rows = 1_000_000;
const limit = 2;
const rounds = 3;
const folder = mkdtempSync(join(tmpdir(), 'opsmith-bench-'));
const path = join(folder, 'table.parquet');
try {
  await makeTable();
  const times: { profile: number[]; summarize: number[] } = { profile: [], summarize: [] };
  let peak = 0;
  for (let round = 0; round < rounds; round++) {
    times.summarize.push(await timed(summarize));
    times.profile.push(await timed(profile));
    peak = Math.max(peak, process.resourceUsage().maxRSS / 1024);
  }
  const ratio = median(times.profile) / median(times.summarize);
  const result = {
    benchmark: 'data-profile',
    rows,
    columns: 50,
    medianMs: { profile: Math.round(median(times.profile)), summarize: Math.round(median(times.summarize)) },
    ratios: { profileToSummarize: Number(ratio.toFixed(2)) },
    peakMegabytes: Math.round(peak),
    limit,
    reached: ratio <= limit,
  };
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Forty columns of numbers, one in eight with gaps; eight of words, one of moments, and a target. */
async function makeTable(): Promise<void> {
  const numbers = Array.from({ length: 40 }, (_, at) => {
    const value = `round(sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()), 4)`;
    return at % 8 === 0
      ? `CASE WHEN random() < 0.1 THEN NULL ELSE ${value} END AS n${at}`
      : `${value} AS n${at}`;
  });
  const words = Array.from(
    { length: 8 },
    (_, at) => `'word' || CAST(floor(random() * ${5 ** (1 + (at % 4))}) AS INTEGER) AS w${at}`,
  );
  const rest = [
    "TIMESTAMP '2020-01-01' + to_seconds(range) AS moment",
    'CAST(floor(random() * 2) AS INTEGER) AS target',
  ];
  await withDuck((run) =>
    run(
      `COPY (SELECT ${[...numbers, ...words, ...rest].join(', ')} FROM range(${rows})) TO '${path}' (FORMAT parquet)`,
      'SELECT setseed(0.5)',
    ),
  );
}

async function summarize(): Promise<void> {
  await withDuck((run) => run(`SUMMARIZE FROM '${path}'`));
}

async function profile(): Promise<void> {
  const open = await openTable('table.parquet', { workspace: folder });
  await profileTable(open, { target: 'target' });
  open.close();
}

async function withDuck(work: (run: (...sql: string[]) => Promise<void>) => Promise<void>): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await work(async (sql, before) => {
    if (before !== undefined) await connection.run(before);
    await connection.runAndReadAll(sql);
  });
  connection.closeSync();
  instance.closeSync();
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1]!;
}
