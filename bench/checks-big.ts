/**
 * The checks before training on a table of 3 million rows and 50 columns in memory: what each takes, for how long the event loop is held, and how long a stop is not heard.
 * `OPSMITH_BENCH_ROWS` takes another number of rows.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { changedUnits } from '../src/data/checks/changed-units.ts';
import { checkPrepared, prepareTable } from '../src/data/checks/check-table.ts';
import { groupLeakage } from '../src/data/checks/group-leakage.ts';
import { overlapFindings } from '../src/data/checks/overlap-findings.ts';
import { timeLeakage } from '../src/data/checks/time-leakage.ts';
import { createTurns } from '../src/data/checks/turns.ts';
import { type Column, inspectTable, type Table } from '../src/data/index.ts';
import { createRandom } from '../src/train/index.ts';
import { machine, rounded } from './processes.ts';

const rows = Number(process.env.OPSMITH_BENCH_ROWS ?? 3_000_000);
const testRows = Math.floor(rows / 5);
const seed = 1;
const table = generated(rows, 1);
const test = generated(testRows, 2);
const turns = createTurns();
const usable = new Set(
  table.columns.filter(({ name, kind }) => name !== 'label' && kind !== 'identifier').map(({ name }) => name),
);
const split = { table, test, goal: 'label', usable, seed, turns };

const checks: Record<string, () => Promise<unknown>> = {
  'the sample and the target': () => prepareTable({ table, target: 'label', seed }),
  'counts, kinds, and columns that alone tell the target': async () =>
    checkPrepared({ table, target: 'label', seed }, await prepareTable({ table, target: 'label', seed })),
  units: () => changedUnits(table, { seed, turns }),
  'equal and nearly equal rows on both sides': () => overlapFindings(table, test, turns),
  'groups on both sides': () => groupLeakage(split),
  'neighbours in time on both sides': () => timeLeakage(split),
  'all without rows to judge by': () => inspectTable({ table, target: 'label', seed }),
  'all with rows to judge by': () => inspectTable({ table, test, target: 'label', seed }),
};
const measured = [];
for (const [name, check] of Object.entries(checks)) measured.push(await measure(name, check));
process.stdout.write(
  `${JSON.stringify({ benchmark: 'checks-big', machine: machine(), rows, columns: table.columns.length, testRows, checks: measured, stop: await stopHeard() }, null, 2)}\n`,
);
process.exit(0);

async function measure(name: string, check: () => Promise<unknown>) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const cpu = process.cpuUsage();
  const begin = performance.now();
  delay.enable();
  const result = await check();
  delay.disable();
  const { user, system } = process.cpuUsage(cpu);
  const line = {
    name,
    seconds: rounded((performance.now() - begin) / 1_000),
    cpuSeconds: rounded((user + system) / 1e6),
    longestHeldMs: rounded(delay.max / 1e6, 0),
    held99Ms: rounded(delay.percentile(99) / 1e6, 0),
    findings: Array.isArray(result) ? result.length : null,
  };
  process.stderr.write(`${JSON.stringify(line)}\n`);
  return line;
}

/** How long after a stop the checks end, for stops at several moments. */
async function stopHeard() {
  const waits: number[] = [];
  for (const afterMs of [5, 50, 200, 500, 1_000, 2_000, 4_000, 6_000]) {
    const stop = new AbortController();
    let stopped = Number.NaN;
    const timer = setTimeout(() => {
      stopped = performance.now();
      stop.abort();
    }, afterMs);
    await inspectTable({ table, test, target: 'label', seed, signal: stop.signal }).catch(() => undefined);
    clearTimeout(timer);
    if (!Number.isNaN(stopped)) waits.push(rounded(performance.now() - stopped, 0));
  }
  return { heardAfterMs: waits, longestMs: Math.max(...waits) };
}

/** Numbers, some with gaps, times, keys, whole numbers of few values, texts of few and of many values, and a label that several of them tell a little of. */
function generated(count: number, own: number): Table {
  const random = createRandom(own);
  const columns: Column[] = [];
  const score = new Float64Array(count);
  const numbers = (name: string, kind: Column['kind'], value: (row: number) => number) => {
    const values = new Float64Array(new SharedArrayBuffer(8 * count));
    let missing = 0;
    for (let row = 0; row < count; row++) {
      values[row] = value(row);
      if (Number.isNaN(values[row]!)) missing++;
    }
    columns.push({ name, kind, missing, type: 'numbers', values });
    return values;
  };
  const texts = (name: string, kind: Column['kind'], dictionary: readonly string[]) => {
    const codes = new Int32Array(new SharedArrayBuffer(4 * count));
    for (let row = 0; row < count; row++) codes[row] = random.below(dictionary.length);
    columns.push({ name, kind, missing: 0, type: 'texts', codes, dictionary });
  };
  const words = (of: number, prefix: string) => Array.from({ length: of }, (_, place) => `${prefix}${place}`);
  numbers('row_no', 'identifier', (row) => row);
  numbers('recorded', 'datetime', () => 1.6e12 + random.below(90_000) * 1_000_000);
  numbers('customer_id', 'numeric', () => random.below(Math.ceil(count / 6)));
  for (let place = 0; place < 6; place++) texts(`few${place}`, 'categorical', words(4 + place, 'v'));
  texts('city', 'categorical', words(5_000, 'c'));
  texts('session', 'categorical', words(Math.ceil(count / 8), 's'));
  for (let place = 0; place < 4; place++) numbers(`count${place}`, 'numeric', () => random.below(30));
  for (let place = 0; place < 34; place++) {
    const values = numbers(`x${place}`, 'numeric', () =>
      place % 10 === 9 && random.next() < 0.1 ? Number.NaN : random.normal(),
    );
    if (place < 6) for (let row = 0; row < count; row++) score[row] = score[row]! + values[row]!;
  }
  numbers('label', 'boolean', (row) => (score[row]! + 2 * random.normal() > 0 ? 1 : 0));
  return { rows: count, columns };
}
