import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTable, readTable, takeTable } from '../../../../src/data/index.ts';
import { plainNumber, plainNumberAt } from '../../../../src/data/read/plain-number.ts';
import { createRandom } from '../../../../src/train/index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wide-text-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const width = 620;
const letters = [
  ...['0', '-1', '2.50', '1e-3', '-0.000123', '123456789012345', '0.1234567890123456789', '1E5', ''],
];
const odd = ['007', 'NA', '"quoted, with a comma"', '"a\nline"', '"1,5"', 'true', '2026-01-31', ' 12', '+3'];

/** Most columns hold plain numbers; some hold words, and some numbers with one value that is none. */
function wideRows(rows: number, seed: number): string[][] {
  const random = createRandom(seed);
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: width }, (_, place) => {
      if (place % 41 === 5) return ['red', 'green', 'blå', '😀'][random.below(4)]!;
      if (place % 41 === 6) return row === 7 ? odd[Math.floor(place / 41) % odd.length]! : String(row);
      return letters[random.below(letters.length)]!;
    }),
  );
}

function write(name: string, rows: readonly (readonly string[])[], end = '\n'): string {
  const path = join(folder, name);
  const header = Array.from({ length: width }, (_, place) => `c ${place}`);
  writeFileSync(path, `${[header, ...rows].map((row) => row.join(',')).join(end)}${end}`);
  return path;
}

describe('a text of more than 500 columns', () => {
  it.each(['\n', '\r\n'])(
    'is read as the database reads it, a column at a time (line ends %j)',
    async (end) => {
      const path = write('wide.csv', wideRows(60, 1), end);
      const here = await readTable(path, { workspace: folder });
      const open = await openTable(path, { workspace: folder });
      const there = await takeTable(open);
      open.close();
      expect(here.table.rows).toBe(60);
      expect(here.table).toEqual(there);
      expect(here.warnings.map(({ message }) => message).sort()).toEqual(
        open.warnings.map(({ message }) => message).sort(),
      );
      // By the path that is meant: a part of the columns never were in the database.
      const own = await openTable(path, { workspace: folder }, true);
      expect(own.here!.size).toBeGreaterThan(500);
      own.close();
    },
  );

  it('is read in the same way where it is packed', async () => {
    const path = write('wide.csv', wideRows(40, 3));
    const packed = join(folder, 'packed.csv.gz');
    writeFileSync(packed, gzipSync(readFileSync(path)));
    const own = await openTable(packed, { workspace: folder }, true);
    expect(own.here!.size).toBeGreaterThan(500);
    own.close();
    const { table } = await readTable(packed, { workspace: folder });
    expect(table).toEqual((await readTable(path, { workspace: folder })).table);
  });

  it('is drawn from, cut and chosen from as any other', async () => {
    const path = write('wide.csv', wideRows(200, 2));
    const sample = { rows: 50, seed: 3 };
    const columns = ['c 46', 'c 3', 'c 619'];
    for (const options of [
      { sample, columns },
      { limit: 20, columns },
    ]) {
      const here = await readTable(path, { workspace: folder, ...options });
      const open = await openTable(path, { workspace: folder, ...options });
      expect(here.table).toEqual(await takeTable(open));
      expect(here.source.isSampled).toBe(open.source.isSampled);
      open.close();
    }
  });

  it('says on which line fields are missing or too many', async () => {
    const rows = wideRows(5, 4);
    rows[2] = rows[2]!.slice(1);
    await expect(readTable(write('few.csv', rows), { workspace: folder })).rejects.toMatchObject({
      code: 'ragged-rows',
      message: expect.stringContaining('on line 4 has 619 fields'),
    });
    rows[2] = [...rows[2]!, '1', '2'];
    await expect(readTable(write('many.csv', rows), { workspace: folder })).rejects.toMatchObject({
      code: 'ragged-rows',
      message: expect.stringContaining('on line 4 has 621 fields or more'),
    });
  });

  it('says where a quote never ends', async () => {
    const rows = wideRows(3, 5);
    rows[1]![7] = '"never';
    await expect(readTable(write('open.csv', rows), { workspace: folder })).rejects.toMatchObject({
      code: 'unterminated-quote',
    });
  });

  it('may end without a line end, in an empty field', async () => {
    const path = join(folder, 'end.csv');
    const names = Array.from({ length: width }, (_, place) => `x${place}`);
    writeFileSync(
      path,
      `${names.join(',')}\n${names.map(() => 1).join(',')}\n\n${names.map((_, at) => (at < width - 1 ? 2 : '')).join(',')}`,
    );
    const { table } = await readTable(path, { workspace: folder });
    expect(table.rows).toBe(2);
    const last = table.columns.at(-1)!;
    expect(last.type === 'numbers' && [...last.values]).toEqual([1, Number.NaN]);
  });
});

describe('a plain number of a text', () => {
  it('is the very double that JavaScript reads', () => {
    const random = createRandom(6);
    for (let round = 0; round < 20_000; round++) {
      const value = random.normal() * 10 ** (random.below(40) - 20);
      const text =
        round % 3 === 0
          ? String(value)
          : round % 3 === 1
            ? value.toFixed(random.below(12))
            : value.toExponential();
      const bytes = Buffer.from(`${text},`);
      const end = plainNumberAt(bytes, 0, 44);
      // Only whole numbers of many digits are left to others.
      if (end < 0) expect(text).toMatch(/^-?\d{16,}/);
      else expect([text, plainNumber.value, end]).toEqual([text, Number(text), text.length]);
    }
  });

  it.each([
    '007',
    '+1',
    '1.',
    '.5',
    '1 ',
    ' 1',
    'NaN',
    'inf',
    '1e',
    '1e400',
    '-',
    '"1"',
    '1234567890123456',
    '1.5x',
  ])('is not %s, which others may know', (text) => {
    expect(plainNumberAt(Buffer.from(`${text}\n`), 0, 44)).toBe(-1);
  });
});
