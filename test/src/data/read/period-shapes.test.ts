import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkExpectations, expectationsOf, readTable, streamTable } from '../../../../src/data/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'opsmith-periods-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

function fileOf(name: string, values: readonly (string | number)[]): string {
  const path = join(folder, `${files++}.csv`);
  writeFileSync(path, `${name},sales\n${values.map((value, at) => `${value},${1.5 * at}`).join('\n')}\n`);
  return path;
}

/** The kind of a column with these values, and its times as days. */
async function readAs(
  name: string,
  values: readonly (string | number)[],
): Promise<{ kind: string; days: string[] }> {
  const { table } = await readTable(fileOf(name, values), { workspace: folder });
  const column = table.columns[0]!;
  const days =
    column.kind === 'datetime' && column.type === 'numbers'
      ? [...column.values].map((time) =>
          Number.isNaN(time) ? '' : new Date(time).toISOString().slice(0, 10),
        )
      : [];
  return { kind: column.kind, days };
}

/** Days from one on, each `step` later, as numbers of eight digits. */
function daysFrom(first: string, count: number, step = 1): number[] {
  return Array.from({ length: count }, (_, at) =>
    Number(
      new Date(Date.parse(first) + at * step * 86_400_000).toISOString().slice(0, 10).replaceAll('-', ''),
    ),
  );
}

const shuffled = (values: readonly number[]) => values.map((_, at) => values[(at * 7) % values.length]!);

describe('periods are read as their first day', () => {
  it.each([
    ['quarters', ['1974Q1', '1974Q4', '1975Q2'], ['1974-01-01', '1974-10-01', '1975-04-01']],
    ['quarters behind a sign', ['1974-Q1', '1974 q3', ''], ['1974-01-01', '1974-07-01', '']],
    ['months', ['1974-03', '1974-12', '1975-01'], ['1974-03-01', '1974-12-01', '1975-01-01']],
    ['months with a letter', ['1974M03', '1974M12', '1975m1'], ['1974-03-01', '1974-12-01', '1975-01-01']],
    // ISO 8601: the first week is that of 4 January.
    ['weeks', ['2019-W01', '2020 W53', '2021W01'], ['2018-12-31', '2020-12-28', '2021-01-04']],
  ])('%s', async (_, values, days) => {
    expect(await readAs('period', values)).toEqual({ kind: 'datetime', days });
  });

  it.each([
    ['seasons from one year to the next', ['2001-02', '2002-03', '2003-04', '2011-12']],
    ['a month that no year has', ['1974-03', '1974-13', '1974-04']],
    ['a week that the year has not', ['2019-W53', '2019-W01', '2019-W02']],
    ['a fifth quarter', ['1974Q1', '1974Q5', '1974Q2']],
    ['years far off', ['0974-03', '5212-11', '5212-10']],
    ['codes among them', ['1974Q1', '1974Q2', 'total']],
  ])('but not %s', async (_, values) => {
    expect((await readAs('period', values)).kind).not.toBe('datetime');
  });
});

describe('eight digits are read as days', () => {
  it('where the name speaks of them, in any order', async () => {
    const values = shuffled(daysFrom('1958-03-29', 12, 17));
    const { kind, days } = await readAs('birth_date', values);
    expect(kind).toBe('datetime');
    expect(days[0]).toBe('1958-03-29');
    expect(days.map((day) => Number(day.replaceAll('-', '')))).toEqual(values);
  });

  it('where rows are in their order, over months', async () => {
    expect((await readAs('t', daysFrom('2019-01-29', 60, 2))).kind).toBe('datetime');
    expect((await readAs('t', daysFrom('2019-01-29', 60, 2).reverse())).kind).toBe('datetime');
  });

  it.each([
    ['in no order and with no name that tells', 't', shuffled(daysFrom('2019-01-29', 60, 2))],
    ['where the name speaks of numbers', 'order_id', daysFrom('2019-01-29', 60, 2)],
    ['where the name speaks of amounts', 'amount', daysFrom('2019-01-29', 60, 2)],
    ['of which there are few', 'date', daysFrom('2019-01-29', 4)],
    ['where one is no day', 'date', [...daysFrom('2019-01-29', 40), 20_190_431]],
    ['where one comes that is no day, far behind', 'date', [...daysFrom('1990-01-01', 6_000), 12_345_678]],
    ['of years far off', 'date', daysFrom('2190-01-29', 40)],
    [
      'that are numbered anew each month',
      'serial',
      [1, 2, 3].flatMap((month) => Array.from({ length: 12 }, (_, at) => 20_190_001 + 100 * month + at)),
    ],
  ])('but not those %s', async (_, name, values) => {
    expect((await readAs(name, values)).kind).not.toBe('datetime');
  });
});

describe('a later table that is too short to tell', () => {
  const values = daysFrom('2019-01-29', 60, 2);

  it('is read as the columns are expected to be', async () => {
    const path = fileOf('day', [20_190_301, 20_240_229]);
    const expected = [{ name: 'day', type: 'numbers', kind: 'datetime' } as const];
    const times: number[] = [];
    for await (const table of streamTable(path, expected, { workspace: folder }))
      times.push(...(table.columns[0] as { values: Float64Array }).values);
    expect(times).toEqual([Date.UTC(2019, 2, 1), Date.UTC(2024, 1, 29)]);
  });

  it('is read as numbers where a model was fitted on numbers', async () => {
    const expected = [{ name: 'day', type: 'numbers', kind: 'numeric' } as const];
    const numbers: number[] = [];
    for await (const table of streamTable(fileOf('day', values), expected, { workspace: folder }))
      numbers.push(...(table.columns[0] as { values: Float64Array }).values);
    expect(numbers).toEqual(values);
  });

  it('fits the expectations of the first', async () => {
    const { table } = await readTable(fileOf('day', values), { workspace: folder });
    const expectations = expectationsOf(table);
    const of = async (some: readonly number[]) =>
      checkExpectations((await readTable(fileOf('day', some), { workspace: folder })).table, {
        ...expectations,
        columns: [expectations.columns[0]!],
      });
    expect((await of(values.slice(2, 4))).filter(({ column }) => column === 'day')).toEqual([]);
    const far = (await of([20_990_101, 20_190_201])).filter(({ column }) => column === 'day');
    expect(far).toMatchObject([{ code: 'out-of-range', evidence: { below: 0, above: 1 } }]);
  });
});

it('reads dates as text where something else comes far behind ones that no calendar has', async () => {
  const dates = Array.from({ length: 6_000 }, (_, at) => `2019-02-${String(1 + (at % 29)).padStart(2, '0')}`);
  expect((await readAs('day', [...dates, 'unknown thing'])).kind).toBe('categorical');
});
