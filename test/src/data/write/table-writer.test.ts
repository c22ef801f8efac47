import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  openTableWriter,
  readTable,
  type WrittenColumn,
  type WrittenValues,
} from '../../../../src/data/index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'table-writer-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const columns: WrittenColumn[] = [
  { name: 'a "number"', type: 'numbers' },
  { name: 'words', type: 'texts' },
];
const parts: WrittenValues[][] = [
  [
    { type: 'numbers', values: Float64Array.of(1.5, Number.NaN, -2e-300) },
    { type: 'texts', codes: Int32Array.of(0, 1, -1), dictionary: ['one, two', 'a "quote"\nand a line'] },
  ],
  [
    { type: 'numbers', values: Float64Array.of(7) },
    { type: 'texts', codes: Int32Array.of(0), dictionary: ['ends'] },
  ],
];

describe('a table that is written part by part', () => {
  it.each(['csv', 'tsv', 'jsonl', 'parquet'])('is read again as it was: %s', async (format) => {
    const path = join(folder, `table.${format}`);
    const writer = await openTableWriter(path, columns);
    for (const part of parts)
      await writer.write(part[0]!.type === 'numbers' ? part[0]!.values.length : 0, part);
    await writer.finish();
    const { table } = await readTable(path, { workspace: folder });
    expect(table.rows).toBe(4);
    const [numbers, words] = [table.columns[0]!, table.columns[1]!];
    expect(numbers.type === 'numbers' && [...numbers.values]).toEqual([1.5, Number.NaN, -2e-300, 7]);
    expect(
      words.type === 'texts' && Array.from(words.codes, (code) => words.dictionary[code] ?? null),
    ).toEqual(['one, two', 'a "quote"\nand a line', null, 'ends']);
    expect(readdirSync(folder)).toEqual([`table.${format}`]);
  });

  it('leaves nothing where it is abandoned', async () => {
    const writer = await openTableWriter(join(folder, 'table.csv'), columns);
    await writer.write(3, parts[0]!);
    await writer.abandon();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves turns to all else while a big part is formatted, and its lines in their order', async () => {
    const rows = 20_000;
    const wide = Array.from({ length: 20 }, (_, at): WrittenColumn => ({ name: `c${at}`, type: 'numbers' }));
    const values = Float64Array.from({ length: rows }, (_, row) => row);
    const writer = await openTableWriter(join(folder, 'wide.csv'), wide);
    let turns = 0;
    let isWriting = true;
    const count = (): void => {
      turns++;
      if (isWriting) setImmediate(count);
    };
    setImmediate(count);
    await writer.write(
      rows,
      wide.map(() => ({ type: 'numbers', values })),
    );
    isWriting = false;
    await writer.finish();
    // 400,000 values, at most 16,384 of them at once.
    expect(turns).toBeGreaterThan(20);
    const lines = readFileSync(join(folder, 'wide.csv'), 'utf8').trim().split('\n').slice(1);
    expect(lines.map((line) => Number(line.split(',')[19]))).toEqual([...values]);
  });
});
