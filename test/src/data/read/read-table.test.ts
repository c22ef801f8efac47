import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { columnOf, openTable, type ReadOptions, readTable, type Table } from '../../../../src/data/index.ts';
import { InterruptedError } from '../../../../src/errors/index.ts';

let workspace: string;
beforeAll(() => {
  workspace = realpathSync(mkdtempSync(join(tmpdir(), 'opsmith-read-')));
});
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

function write(name: string, content: string | Buffer): string {
  writeFileSync(join(workspace, name), content);
  return name;
}

function valuesOf(table: Table, name: string): (number | string | null)[] {
  const column = columnOf(table, name)!;
  return column.type === 'numbers'
    ? [...column.values].map((value) => (Number.isNaN(value) ? null : value))
    : [...column.codes].map((code) => (code < 0 ? null : column.dictionary[code]!));
}

async function read(name: string, options: ReadOptions = {}) {
  return readTable(name, { workspace, threads: 1, ...options });
}

async function values(content: string | Buffer, column: string, name = 'table.csv') {
  const { table, warnings } = await read(write(name, content));
  return {
    values: valuesOf(table, column),
    kind: columnOf(table, column)!.kind,
    codes: warnings.map(({ code }) => code),
  };
}

describe('what a table is written as', () => {
  it('reads comma, semicolon, tab and bar alike, with quotes and line ends of any kind', async () => {
    for (const [name, content] of [
      ['a.csv', 'n,t\n1,"x, y"\n2,"say ""so"""\n'],
      ['b.csv', 'n;t\r\n1;x, y\r\n2;"say ""so"""\r\n'],
      ['c.tsv', 'n\tt\r1\tx, y\r2\t"say ""so"""\r'],
      ['d.txt', 'n|t\n1|x, y\n2|"say ""so"""'],
    ] as const) {
      const { table } = await read(write(name, content));
      expect([name, valuesOf(table, 'n'), valuesOf(table, 't')]).toEqual([
        name,
        [1, 2],
        ['x, y', 'say "so"'],
      ]);
    }
  });

  it('reads JSON, JSON Lines and gzip, with keys that come late and nested values as JSON', async () => {
    const json = await read(write('a.json', '[{"a":1},{"a":2.5,"b":{"z":1}}]'));
    expect(valuesOf(json.table, 'a')).toEqual([1, 2.5]);
    expect(valuesOf(json.table, 'b')).toEqual([null, '{"z":1}']);
    const lines = await read(write('a.jsonl.gz', gzipSync('{"a":true}\n{"a":false}\n')));
    expect(valuesOf(lines.table, 'a')).toEqual([1, 0]);
    const packed = await read(write('a.csv.gz', gzipSync('a,b\n1,2\n3,4\n')));
    expect(valuesOf(packed.table, 'b')).toEqual([2, 4]);
  });

  it('reads Parquet with the types that it states', async () => {
    const rows =
      "SELECT range AS n, CASE WHEN range = 1 THEN NULL ELSE range / 2 END AS half, (range % 2 = 0) AS even, DATE '2024-01-01' + range::INTEGER AS day, 'v' || range AS word, [range] AS list FROM range(3)";
    await writeParquet('a.parquet', rows);
    const { table } = await read('a.parquet');
    expect(valuesOf(table, 'half')).toEqual([0, null, 1]);
    expect(valuesOf(table, 'even')).toEqual([1, 0, 1]);
    expect(valuesOf(table, 'day')[1]).toBe(Date.UTC(2024, 0, 2));
    expect(valuesOf(table, 'word')).toEqual(['v0', 'v1', 'v2']);
    expect(valuesOf(table, 'list')).toEqual(['[0]', '[1]', '[2]']);
  });

  it('reads texts of Parquet as times where all of them are, as those of a CSV', async () => {
    const rows = (last: string) =>
      `SELECT strftime(TIMESTAMP '2024-01-01 10:00:00' + to_hours(range::INTEGER), '%Y-%m-%d %H:%M:%S') AS moment, CASE WHEN range = 3 THEN 'NA' ELSE CAST(2000 + range % 20 AS VARCHAR) || 'Q' || (1 + range % 4) END AS quarter, CASE WHEN range = 8999 THEN '${last}' ELSE CAST(DATE '2000-01-01' + (range % 300)::INTEGER AS VARCHAR) END AS late, CAST(2000 + range % 20 AS VARCHAR) AS code FROM range(9000)`;
    await writeParquet('texts.parquet', rows('2001-02-03'));
    const { table, warnings } = await read('texts.parquet');
    const kinds = (from: typeof table) => from.columns.map(({ kind }) => kind);
    expect(kinds(table)).toEqual(['datetime', 'datetime', 'datetime', 'categorical']);
    expect(valuesOf(table, 'moment')[2]).toBe(Date.UTC(2024, 0, 1, 12));
    expect(valuesOf(table, 'quarter').slice(2, 4)).toEqual([Date.UTC(2002, 6, 1), null]);
    expect(valuesOf(table, 'late')[8_999]).toBe(Date.UTC(2001, 1, 3));
    expect(warnings.map(({ code, column }) => [code, column])).toEqual([['missing-marks', 'quarter']]);
    await writeParquet('odd.parquet', rows('soon'));
    const odd = await read('odd.parquet');
    expect(kinds(odd.table)[2]).toBe('categorical');
    expect(valuesOf(odd.table, 'late').at(-1)).toBe('soon');
    expect(odd.warnings).toContainEqual(
      expect.objectContaining({ code: 'mixed-types', column: 'late', row: 9_000, value: 'soon' }),
    );
  });

  it('finds the encoding: UTF-8 with and without a mark, Latin-1, UTF-16 of both orders', async () => {
    const text = 'city,n\nKöln,1\nMünchen,2\n';
    const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');
    for (const [encoding, content] of [
      ['utf-8', text],
      ['utf-8', `\ufeff${text}`],
      ['latin-1', Buffer.from(text, 'latin1')],
      ['utf-16le', utf16],
      ['utf-16be', Buffer.from(utf16).swap16()],
      ['utf-16le', Buffer.from(text, 'utf16le')],
    ] as const) {
      const { table, source } = await read(write('city.csv', content));
      expect([source.encoding, valuesOf(table, 'city')]).toEqual([encoding, ['Köln', 'München']]);
    }
  });

  it('takes numbers apart at blanks where nothing else stands between them, and no text or number in itself', async () => {
    const named = await read(write('spaced.csv', "'OBS' 'GPA'\n1 2.66\n2 2.89\n3 3.28\n"));
    expect(valuesOf(named.table, 'GPA')).toEqual([2.66, 2.89, 3.28]);
    const plain = await read(write('spaced.txt', '59 2.5 101\n48 1.5 87\n72 2 93\n'));
    expect(valuesOf(plain.table, 'column_2')).toEqual([2.5, 1.5, 2]);
    const thousands = await read(write('thousands.csv', '1 234\n5 678\n9 012\n'));
    expect(valuesOf(thousands.table, 'column_1')).toEqual([1234, 5678, 9012]);
    const texts = await read(write('texts.csv', 'said\na b\nc d\ne f\n'));
    expect(valuesOf(texts.table, 'said')).toEqual(['a b', 'c d', 'e f']);
    const moments = await read(
      write('moments.csv', '2024-01-01 10:00\n2024-01-02 11:30\n2024-01-03 12:00\n'),
    );
    expect(moments.table.columns.map(({ kind }) => kind)).toEqual(['datetime']);
  });

  it('takes years and dates above figures for names of columns, and years among years for data', async () => {
    const years = await read(
      write('years.csv', 'country,code,2019,2020,2021\nAruba,ABW,1.9,1.8,\nAngola,AGO,5.5,5.4,5.3\n'),
    );
    expect(valuesOf(years.table, '2020')).toEqual([1.8, 5.4]);
    const days = await read(
      write('days.csv', 'place,1/22/20,1/23/20,1/24/20\nHubei,444,444,549\nHenan,5,5,9\n'),
    );
    expect(valuesOf(days.table, '1/24/20')).toEqual([549, 9]);
    const data = await read(write('born.csv', 'x,1990,1991,1992\nx,2001,2002,2003\ny,1998,1999,1997\n'));
    expect(data.table.rows).toBe(3);
  });

  it('tells a header from data, and names columns where there is none', async () => {
    const bare = await read(write('bare.csv', '1,2\n3,4\n'));
    expect(bare.table.columns.map(({ name }) => name)).toEqual(['column_1', 'column_2']);
    expect(bare.table.rows).toBe(2);
    const named = await read(write('named.csv', 'x,y\na,b\nc,d\n'));
    expect(valuesOf(named.table, 'x')).toEqual(['a', 'c']);
  });

  it('takes names that would be gaps for names above figures, and counted columns for a header', async () => {
    const glass = await read(
      write('glass.csv', 'RI,Na,Mg,type\n3.01,13.64,4.49,WinF\n-0.39,13.89,3.6,WinN\n'),
    );
    expect(valuesOf(glass.table, 'Na')).toEqual([13.64, 13.89]);
    const gaps = await read(write('gaps.csv', 'a,NA,b,c\nd,NA,e,f\ng,h,NA,k\n'));
    expect(gaps.table.rows).toBe(3);
    const counted = await read(write('counted.csv', '0,1,2,3,y\n5.1,3.5,1.4,0.2,p\n4.9,3,1.4,0.2,q\n'));
    expect(valuesOf(counted.table, 'y')).toEqual(['p', 'q']);
    const places = await read(write('places.csv', '0,1,2,3,p\n4,5,6,7,p\n0,1,2,3,q\n'));
    expect(places.table.rows).toBe(3);
  });

  it('takes a backslash before a quote for a letter where the fields end there', async () => {
    const text = 'a,b\n1,"one\n\\"\n2,"two, and\n\\"\n3,"C:\\"\n';
    expect(valuesOf((await read(write('ends.csv', text))).table, 'b')).toEqual([
      'one\n\\',
      'two, and\n\\',
      'C:\\',
    ]);
    const escaped = 'a,b\n1,"say \\"hi\\", twice"\n2,"no"\n';
    expect(valuesOf((await read(write('escaped.csv', escaped))).table, 'b')).toEqual([
      'say "hi", twice',
      'no',
    ]);
  });

  it('joins the files of a pattern, and refuses those with other columns', async () => {
    write('part-1.csv', 'a,b\n1,2\n');
    write('part-2.csv', 'a,b\n3,4\n');
    expect(valuesOf((await read('part-*.csv')).table, 'a')).toEqual([1, 3]);
    write('part-3.csv', 'a,c\n3,4\n');
    await expect(read('part-*.csv')).rejects.toMatchObject({ code: 'files-differ' });
  });
});

describe('what values mean', () => {
  it('reads numbers with thousands separators and decimal commas', async () => {
    expect((await values('a,b\n"1,234",1\n"12,345.5",2\n', 'a')).values).toEqual([1234, 12345.5]);
    expect((await values('a;b\n1,5;1\n2,75;2\n', 'a')).values).toEqual([1.5, 2.75]);
    expect((await values('a;b\n1.234,5;1\n12;2\n', 'a')).values).toEqual([1234.5, 12]);
    expect((await values('a;b\n1 234,5;1\n12;2\n', 'a')).values).toEqual([1234.5, 12]);
    expect(await values('a\n"1,234"\n"5,678"\n', 'a')).toMatchObject({
      values: [1234, 5678],
      codes: ['ambiguous-numbers'],
    });
  });

  it('keeps codes as text: leading zeros, and more digits than a number holds', async () => {
    expect(await values('zip\n01234\n99999\n', 'zip')).toMatchObject({
      values: ['01234', '99999'],
      codes: ['kept-as-codes'],
    });
    expect((await values('n\n12345678901234567890\n12345678901234567891\n', 'n')).values[1]).toBe(
      '12345678901234567891',
    );
  });

  it('reads marks of missing values as missing and says which', async () => {
    const { table, warnings } = await read(write('marks.csv', 'n,t\n1,a\nNA,null\n?,\n-,-\n4,b\n'));
    expect(valuesOf(table, 'n')).toEqual([1, null, null, null, 4]);
    // A dash may be a value among texts.
    expect(valuesOf(table, 't')).toEqual(['a', null, null, '-', 'b']);
    const messages = warnings.map(({ message }) => message);
    expect(messages).toContain('Column n: "NA", "?", "-" is read as missing.');
    expect(messages).toContain('Column t: "null" is read as missing (1 rows).');
    const own = await read('marks.csv', { missing: ['b'] });
    expect(columnOf(own.table, 't')!.missing).toBe(3);
  });

  it('reads dates of several formats, day or month first by what is possible', async () => {
    const day = (year: number, month: number, date: number) => Date.UTC(year, month - 1, date);
    const dates = await values('d\n2024-01-02\n31.12.2024\n"Jan 5, 2024"\n5 March 2024\n2024/05/06\n', 'd');
    expect(dates.kind).toBe('datetime');
    expect(dates.values).toEqual([
      day(2024, 1, 2),
      day(2024, 12, 31),
      day(2024, 1, 5),
      day(2024, 3, 5),
      day(2024, 5, 6),
    ]);
    expect((await values('d\n31/12/2024\n01/02/2024\n', 'd')).values[1]).toBe(day(2024, 2, 1));
    expect((await values('d\n12/31/2024\n01/02/2024\n', 'd')).values[1]).toBe(day(2024, 1, 2));
    expect((await values('d\n01/02/2024\n02/03/2024\n', 'd')).codes).toEqual(['ambiguous-dates']);
    expect(await values('d\n31/12/2024\n12/31/2024\n', 'd')).toMatchObject({
      kind: 'categorical',
      codes: ['mixed-types'],
    });
    expect((await values('d\n12/31/2024 3:04 PM\n01/02/2024 11:00 AM\n', 'd')).values[0]).toBe(
      Date.UTC(2024, 11, 31, 15, 4),
    );
  });

  it('brings mixed time zones to UTC and says so', async () => {
    const zoned = await values('t\n2024-01-01T10:00:00+02:00\n2024-01-01T10:00Z\n2024-01-01 10:00:00\n', 't');
    expect(zoned.values).toEqual([8, 10, 10].map((hour) => Date.UTC(2024, 0, 1, hour)));
    expect(zoned.codes).toEqual(['mixed-time-zones']);
  });

  it('reads days that no calendar has as missing and counts them', async () => {
    const days = Array.from({ length: 20 }, (_, at) => `2024-01-${String(at + 1).padStart(2, '0')}`);
    const { table, warnings } = await read(write('days.csv', `d\n${days.join('\n')}\n2023-02-29\n`));
    expect(columnOf(table, 'd')).toMatchObject({ kind: 'datetime', missing: 1 });
    expect(warnings[0]).toMatchObject({ code: 'impossible-dates', row: 21, value: '2023-02-29', count: 1 });
  });

  it('looks at the whole file where a late value does not fit', async () => {
    const many = '1,a\n'.repeat(60_000);
    const { table, warnings } = await read(write('late.csv', `x,y\n${many}oops,b\n2,c\n`));
    expect(columnOf(table, 'x')!.type).toBe('texts');
    expect(valuesOf(table, 'x').slice(-3)).toEqual(['1', 'oops', '2']);
    expect(warnings[0]).toMatchObject({
      code: 'mixed-types',
      column: 'x',
      row: 60_001,
      value: 'oops',
      count: 1,
    });
    const missing = await values(`x,y\n${many}NA,b\n , \nnan,c\n`, 'x');
    expect(missing).toMatchObject({ kind: 'numeric' });
    expect(missing.values.slice(-4)).toEqual([1, null, null, null]);
  });
});

describe('which part is read', () => {
  it('takes the columns named, in that order, and helps with a mistyped one', async () => {
    write('part.csv', 'alpha,beta,gamma\n1,2,3\n');
    const { table } = await read('part.csv', { columns: ['gamma', 'alpha'] });
    expect(table.columns.map(({ name }) => name)).toEqual(['gamma', 'alpha']);
    await expect(read('part.csv', { columns: ['betta'] })).rejects.toThrow(/Did you mean beta\?/);
  });

  it('takes the first rows, or the same random ones for the same seed, in their order', async () => {
    write('rows.csv', `n\n${Array.from({ length: 1000 }, (_, at) => at).join('\n')}\n`);
    expect((await read('rows.csv', { limit: 3 })).table.rows).toBe(3);
    const [one, same, other] = await Promise.all(
      [1, 1, 2].map(async (seed) =>
        valuesOf((await read('rows.csv', { sample: { rows: 50, seed } })).table, 'n'),
      ),
    );
    expect(one).toHaveLength(50);
    expect(one).toEqual(same);
    expect(one).not.toEqual(other);
    expect(one).toEqual(one!.toSorted((a, b) => Number(a) - Number(b)));
  });

  it('draws a sample of a table that exceeds the memory allowed, and says so', async () => {
    write('big.csv', `n,m\n${'1.5,2.5\n'.repeat(20_000)}`);
    const { table, warnings, source } = await read('big.csv', { memoryBytes: 160_000, threads: 1 });
    expect(table.rows).toBe(10_000);
    expect(source.isSampled).toBe(true);
    expect(warnings.map(({ code }) => code)).toEqual(['sampled']);
    const open = await openTable('big.csv', { workspace, memoryBytes: 160_000, threads: 1 });
    expect([open.rows, open.warnings]).toEqual([20_000, []]);
    open.close();
  });

  it('draws as many rows as are worth reading, the same ones from text and Parquet, from one file and from several', async () => {
    const lines = Array.from({ length: 9_000 }, (_, at) => `${at},${at % 7}`);
    write('whole.csv', `n,m\n${lines.join('\n')}\n`);
    const rows = (from: number, to: number) => `SELECT range AS n, range % 7 AS m FROM range(${from}, ${to})`;
    await writeParquet('whole.parquet', rows(0, 9_000));
    await writeParquet('parts-1.parquet', rows(0, 2_500));
    await writeParquet('parts-2.parquet', rows(2_500, 9_000));
    const most = { rows: (columns: number) => 1_000 * columns, why: 'that is enough.' };
    const drawn: unknown[] = [];
    for (const name of ['whole.csv', 'whole.parquet', 'parts-*.parquet']) {
      const { table, warnings } = await read(name, { most });
      expect(table.rows).toBe(2_000);
      expect(warnings[0]!.message).toMatch(
        /^2,000 of (about )?[\d,]+ rows were drawn at random: that is enough\.( What stands in the other rows was not looked at\.)?$/,
      );
      drawn.push(valuesOf(table, 'n'));
    }
    expect(drawn[1]).toEqual(drawn[0]);
    expect(drawn[2]).toEqual(drawn[0]);
  });
});

describe('a reading that is stopped', () => {
  it('ends in the midst of its query, and not by itself', async () => {
    await writeParquet('long.parquet', 'SELECT range AS n, hash(range)::VARCHAR AS t FROM range(400000)');
    for (const afterMs of [0, 60]) {
      const stop = new AbortController();
      const reading = read('long.parquet', { signal: stop.signal });
      setTimeout(() => stop.abort(), afterMs);
      await expect(reading).rejects.toThrow(InterruptedError);
    }
  });
});

describe('what is refused', () => {
  const cases: Record<string, [string, string | Buffer, RegExp]> = {
    'empty-file': ['empty.csv', '', /is empty/],
    'binary-file': ['book.csv', Buffer.from('PK\u0003\u0004xxxx', 'latin1'), /Excel/],
    'nul-bytes': ['nul.csv', 'a,b\n1,x\u0000y\n', /line 2/],
    'duplicate-column': ['twice.csv', 'a,b,a\n1,2,3\n', /columns 1 and 3/],
    'header-repeated': ['joined.csv', 'a,b\n1,2\na,b\n3,4\n', /Row 2/],
    'ragged-rows': ['ragged.csv', 'a,b\n1,2\n3,4,5\n', /line 3 has 3 fields or more, and the header has 2/],
    'unterminated-quote': ['quote.csv', 'a,b\n1,"x\n2,y\n', /on line 2 opens a quote that never ends/],
    'json-broken': ['broken.jsonl', '{"a":1}\n{"a":\n', /line/],
    'not-a-table': ['numbers.json', '[1,2,3]', /array of objects/],
    'parquet-broken': ['cut.parquet', 'PAR1 and no more', /cut short/],
    'gzip-broken': ['cut.csv.gz', gzipSync('a,b\n'.repeat(10_000)).subarray(0, 40), /cut short/],
    'unknown-format': ['table.xyz', 'a', /format/],
    'too-many-columns': [
      'wide.csv',
      `${Array.from({ length: 100_000 }, (_, at) => `c${at}`).join(',')}\n`,
      /100,000 columns/,
    ],
  };
  for (const [code, [name, content, message]] of Object.entries(cases)) {
    it(`${code}: ${name}`, async () => {
      write(name, content);
      await expect(read(name)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    });
  }

  it('a Parquet file cut in half', async () => {
    const whole = await writeParquet('whole.parquet', 'SELECT range AS n FROM range(5000)');
    write('half.parquet', whole.subarray(0, whole.length >> 1));
    await expect(read('half.parquet')).rejects.toMatchObject({ code: 'parquet-broken' });
  });

  it('a Parquet file that lost its beginning, or is damaged somewhere inside', async () => {
    const whole = await writeParquet('sound.parquet', 'SELECT range AS n, range % 7 AS m FROM range(5000)');
    const spoilt = (from: number, to: number) => Buffer.from(whole).fill(0xa7, from, to);
    for (const bytes of [
      whole.subarray(whole.length >> 1),
      spoilt(4, 40),
      spoilt(whole.length >> 1, (whole.length >> 1) + 200),
      spoilt(whole.length - 120, whole.length - 60),
    ]) {
      write('spoilt.parquet', bytes);
      await expect(read('spoilt.parquet')).rejects.toMatchObject({ code: 'parquet-broken' });
    }
  });

  it('what is not there, naming what is near, and what lies outside the workspace', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'opsmith-outside-'));
    writeFileSync(join(outside, 'secret.csv'), 'a\n1\n');
    symlinkSync(join(outside, 'secret.csv'), join(workspace, 'link.csv'));
    mkdirSync(join(workspace, 'folder'));
    write('there.csv', 'a\n1\n');
    await expect(read('theer.csv')).rejects.toThrow(/Did you mean there.csv/);
    await expect(read('none-*.csv')).rejects.toMatchObject({ code: 'file-not-found' });
    await expect(read('folder')).rejects.toMatchObject({ code: 'not-a-file' });
    for (const path of [join(outside, 'secret.csv'), 'link.csv', 'lin*.csv', `${outside}/*.csv`])
      await expect(read(path)).rejects.toMatchObject({ code: 'outside-workspace' });
    rmSync(outside, { recursive: true });
  });

  it('leaves ragged rows out where that is wished, and counts them', async () => {
    write('ragged.csv', 'a,b\n1,2\n3,4,5\n6\n7,8\n');
    const { table, warnings } = await read('ragged.csv', { raggedRows: 'leave-out' });
    expect(valuesOf(table, 'a')).toEqual([1, 7]);
    expect(warnings).toMatchObject([{ code: 'rows-left-out', count: 2 }]);
  });

  it('nothing of a header without rows, or of one row', async () => {
    const { table, warnings } = await read(write('header.csv', 'a,b\n'));
    expect(table).toMatchObject({ rows: 0, columns: [{ name: 'a', kind: 'constant' }, { name: 'b' }] });
    expect(warnings.map(({ code }) => code)).toEqual(['no-rows']);
    expect((await read(write('one.csv', 'a,b\n1,x\n'))).table.rows).toBe(1);
  });
});

it('reads tables wider than one of DuckDB’s', async () => {
  const names = Array.from({ length: 1100 }, (_, at) => `c${at}`);
  const row = (factor: number) =>
    names.map((_, at) => (at % 2 === 0 ? at * factor : `w${at * factor}`)).join(',');
  const { table } = await read(write('wide.csv', `${names.join(',')}\n${row(1)}\n${row(2)}\n`));
  expect(table.columns).toHaveLength(1100);
  expect(valuesOf(table, 'c1098')).toEqual([1098, 2196]);
  expect(valuesOf(table, 'c501')).toEqual(['w501', 'w1002']);
});

it('reaches no file but those of the table', async () => {
  write('open.csv', 'a\n1\n');
  write('other.csv', 'a\n2\n');
  const open = await openTable('open.csv', { workspace, threads: 1 });
  const { session } = open;
  await expect(session.rows(`FROM '${join(workspace, 'other.csv')}'`)).rejects.toThrow(/disabled/);
  await expect(session.rows("FROM 'https://example.org/a.csv'")).rejects.toThrow();
  await expect(session.run('INSTALL httpfs')).rejects.toThrow(/disabled/);
  await expect(session.run(`COPY (SELECT 1) TO '${join(workspace, 'copy.csv')}'`)).rejects.toThrow(
    /disabled/,
  );
  await expect(session.run('SET enable_external_access = true')).rejects.toThrow();
  open.close();
});

async function writeParquet(name: string, query: string): Promise<Buffer> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const { readFileSync } = await import('node:fs');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`COPY (${query}) TO '${join(workspace, name)}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  return readFileSync(join(workspace, name));
}
