import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DuckSession } from '../../../../src/data/duckdb/session.ts';
import { type ExpectedColumn, streamTable } from '../../../../src/data/index.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stream-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const age: ExpectedColumn = { name: 'age', type: 'numbers', kind: 'numeric' };
const city: ExpectedColumn = { name: 'city', type: 'texts', kind: 'categorical' };
const joined: ExpectedColumn = { name: 'joined', type: 'numbers', kind: 'datetime' };
const member: ExpectedColumn = { name: 'member', type: 'numbers', kind: 'boolean' };

function write(name: string, content: string | Buffer): string {
  writeFileSync(join(folder, name), content);
  return name;
}

/** All rows, each as a list: numbers (null: missing) and texts. */
async function rowsOf(
  name: string,
  expected: readonly ExpectedColumn[],
  rowsAtOnce?: number,
): Promise<{ rows: unknown[][]; tables: number }> {
  const rows: unknown[][] = [];
  let tables = 0;
  for await (const table of streamTable(name, expected, {
    workspace: folder,
    ...(rowsAtOnce && { rowsAtOnce }),
  })) {
    tables += 1;
    for (let row = 0; row < table.rows; row++)
      rows.push(
        table.columns.map((column) => {
          if (column.type === 'texts') return column.dictionary[column.codes[row]!] ?? null;
          return Number.isNaN(column.values[row]!) ? null : column.values[row]!;
        }),
      );
  }
  return { rows, tables };
}

describe('a table comes in parts', () => {
  it('in the order of the file, whatever the order of its columns', async () => {
    const lines = Array.from({ length: 50_000 }, (_, row) => `c${row % 7},${row},x`);
    const name = write('big.csv', `city,age,other\n${lines.join('\n')}\n`);
    const { rows, tables } = await rowsOf(name, [age, city], 4_000);
    expect(tables).toBeGreaterThan(5);
    expect(rows).toEqual(Array.from({ length: 50_000 }, (_, row) => [row, `c${row % 7}`]));
  });

  it.each([
    [
      'CSV',
      'mixed.csv',
      'age,city,joined,member\n3,"a, b",2024-01-02,true\n,NA,,\n4.5,0815,2024-01-02T03:04:05Z,false\n',
    ],
    [
      'TSV',
      'mixed.tsv',
      'age\tcity\tjoined\tmember\n3\ta, b\t2024-01-02\ttrue\n\t\t\t\n4.5\t0815\t2024-01-02 03:04:05\tfalse\n',
    ],
    [
      'JSON lines',
      'mixed.jsonl',
      '{"age":3,"city":"a, b","joined":"2024-01-02","member":true}\n{"age":null}\n{"age":4.5,"city":"0815","joined":"2024-01-02T03:04:05Z","member":false}\n',
    ],
  ])('from %s', async (_, name, content) => {
    const { rows } = await rowsOf(write(name, content), [age, city, joined, member]);
    expect(rows).toEqual([
      [3, 'a, b', Date.UTC(2024, 0, 2), 1],
      [null, null, null, null],
      [4.5, '0815', Date.UTC(2024, 0, 2, 3, 4, 5), 0],
    ]);
  });

  it('from Parquet and gzip', async () => {
    const session = await DuckSession.open({ files: [], temporaryFolder: folder });
    await session.run(
      `COPY (SELECT i::INTEGER AS age, 'c' || i % 3 AS city, DATE '2024-01-01' AS joined FROM range(5000) t(i)) TO '${session.folder}/t.parquet'`,
    );
    const parquet = join(folder, 'table.parquet');
    (await import('node:fs')).copyFileSync(`${session.folder}/t.parquet`, parquet);
    session.close();
    const { rows } = await rowsOf('table.parquet', [city, age, joined], 2_000);
    expect(rows).toEqual(
      Array.from({ length: 5_000 }, (_, row) => [`c${row % 3}`, row, Date.UTC(2024, 0, 1)]),
    );
    write('zipped.csv.gz', gzipSync('age\n1\n2\n'));
    expect((await rowsOf('zipped.csv.gz', [age])).rows).toEqual([[1], [2]]);
  });

  it('with times that Parquet has as texts, and none where a value is no time', async () => {
    const session = await DuckSession.open({ files: [], temporaryFolder: folder });
    const { copyFileSync } = await import('node:fs');
    for (const [name, last] of [
      ['times', '19580401'],
      ['odd', 'later'],
    ] as const) {
      await session.run(
        `COPY (SELECT i::INTEGER AS age, CASE WHEN i = 2 THEN '${last}' ELSE '1958032' || i END AS joined FROM range(3) t(i)) TO '${session.folder}/${name}.parquet'`,
      );
      copyFileSync(`${session.folder}/${name}.parquet`, join(folder, `${name}.parquet`));
    }
    session.close();
    expect((await rowsOf('times.parquet', [joined, age])).rows).toEqual([
      [Date.UTC(1958, 2, 20), 0],
      [Date.UTC(1958, 2, 21), 1],
      [Date.UTC(1958, 3, 1), 2],
    ]);
    await expect(rowsOf('odd.parquet', [joined, age])).rejects.toMatchObject({ code: 'retyped-column' });
  });

  it('with texts that look like numbers as texts, and numbers of few values as numbers', async () => {
    const name = write('looks.csv', 'city,age\n101,0\n102,1\n101,1\n');
    expect((await rowsOf(name, [city, age])).rows).toEqual([
      ['101', 0],
      ['102', 1],
      ['101', 1],
    ]);
  });

  it('of no rows, of one, and without a value in a column', async () => {
    expect((await rowsOf(write('none.csv', 'age,city\n'), [age, city])).rows).toEqual([]);
    expect((await rowsOf(write('one.csv', 'age,city,joined\n,,\n'), [age, city, joined])).rows).toEqual([
      [null, null, null],
    ]);
  });
});

describe('what comes late in a file', () => {
  const lines = (last: string) =>
    `age,city,joined\n${Array.from({ length: 20_000 }, (_, row) => `${row},c,`).join('\n')}\n${last}\n`;

  it('may be missing in other words, or the first date', async () => {
    const { rows } = await rowsOf(
      write('late.csv', lines('unknown,c,2024-05-06\n7,d,2024-05-07')),
      [age, city, joined],
      3_000,
    );
    expect(rows).toHaveLength(20_002);
    expect(rows.slice(-3)).toEqual([
      [19_999, 'c', null],
      [null, 'c', Date.UTC(2024, 4, 6)],
      [7, 'd', Date.UTC(2024, 4, 7)],
    ]);
  });

  it('is refused with column and row where it is no number', async () => {
    const name = write('bad.csv', lines('seven,c,'));
    await expect(rowsOf(name, [age, city])).rejects.toThrow(
      'Column "age" of bad.csv must hold numbers, and row 20,001 has "seven".',
    );
  });
});

describe('a table that is not what is expected is refused', () => {
  it.each([
    [
      'a column that is not there',
      'gone.csv',
      'aeg,city\n1,a\n',
      [age],
      /no column "age" \(numbers\); there is "aeg"/,
    ],
    ['a column of texts', 'texts.csv', 'age\nold\nyoung\n', [age], /must hold numbers, and row 1 has "old"/],
    [
      'times for numbers',
      'times.csv',
      'age\n2024-01-01\n2024-01-02\n',
      [age],
      /holds times; numbers are expected/,
    ],
    ['numbers for times', 'numbers.csv', 'joined\n17\n18\n', [joined], /holds no times; times are expected/],
    ['a ragged row', 'ragged.csv', 'age,city\n1,a\n2,b,c\n', [age], /line 3 has 3 fields/],
    [
      'a header twice',
      'twice.csv',
      'age,city\n1,a\nage,city\n',
      [age],
      /is the header again|row 2 has "age"/,
    ],
    ['two columns of one name', 'double.csv', 'age,age\n1,2\n', [age], /names two columns "age"/],
  ])('%s', async (_, name, content, expected, message) => {
    await expect(rowsOf(write(name, content), expected)).rejects.toThrow(message);
  });

  it('half a Parquet file', async () => {
    write('half.parquet', Buffer.from('PAR1 and then nothing'));
    await expect(rowsOf('half.parquet', [age])).rejects.toThrow(/no whole Parquet file/);
  });
});
