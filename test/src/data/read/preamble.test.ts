import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readTable } from '../../../../src/data/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'opsmith-preamble-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(content: string) {
  writeFileSync(join(folder, 'table.csv'), content);
  return readTable('table.csv', { workspace: folder, threads: 1 });
}

describe('text before a table', () => {
  it('is left out with a word, blank lines too', async () => {
    const { table, warnings } = await read(
      'Sales of the north\n\nas of March\nday,sold\n2024-01-01,3\n2024-01-02,5\n2024-01-03,8\n',
    );
    expect(table.columns.map(({ name }) => name)).toEqual(['day', 'sold']);
    expect(table.rows).toBe(3);
    expect(warnings).toContainEqual(expect.objectContaining({ code: 'preamble-left-out', count: 3 }));
  });

  it('is not seen in tables of one column, or where the first line is the header', async () => {
    const one = await read('name\nanna\nbert\ncarl\n');
    expect([one.table.rows, one.table.columns.map(({ name }) => name)]).toEqual([3, ['name']]);
    const plain = await read('a,b\n1,2\n3,4\n5,6\n');
    expect([plain.table.rows, plain.warnings]).toEqual([3, []]);
  });
});
