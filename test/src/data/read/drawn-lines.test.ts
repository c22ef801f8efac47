import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTable } from '../../../../src/data/index.ts';
import { InterruptedError } from '../../../../src/errors/index.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'drawn-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rows = 30_000;
const lines = Array.from(
  { length: rows },
  (_, row) => `${row},${row % 7 === 0 ? '' : `t${row % 5}`},${(row * 31) % 1_000}.5`,
);
const most = { rows: () => 1_500, why: 'that is enough.' };

async function draw(content: string, options: Parameters<typeof readTable>[1] = {}) {
  writeFileSync(join(folder, 'table.csv'), content);
  const { table, warnings, source } = await readTable('table.csv', {
    workspace: folder,
    exceeding: 'sample',
    most,
    ...options,
  });
  const columns = table.columns.map((column) =>
    column.type === 'numbers'
      ? [...column.values]
      : [...column.codes].map((code) => column.dictionary[code] ?? null),
  );
  // Other rows were looked at, so the whole text was taken apart.
  const isWhole = !warnings.some(({ message }) => /was not looked at/.test(message));
  return { columns, warnings, isWhole, isSampled: source.isSampled };
}

describe('rows drawn from a long text', () => {
  it('are the same whether all is taken apart or their lines alone', async () => {
    const quoted = await draw(`n,text,size\n"0",${lines[0]!.slice(2)}\n${lines.slice(1).join('\n')}\n`);
    expect(quoted).toMatchObject({ isWhole: true, isSampled: true });
    expect(quoted.columns[0]).toHaveLength(1_500);
    for (const content of [
      `n,text,size\n${lines.join('\n')}\n`,
      `n,text,size\n${lines.join('\n')}`,
      `n,text,size\r\n${lines.join('\r\n')}\r\n`,
      `\uFEFFn,text,size\n${lines.join('\n')}\n`,
    ]) {
      const found = await draw(content);
      expect(found).toMatchObject({ isWhole: false, isSampled: true });
      expect(found.columns).toEqual(quoted.columns);
    }
    const bare = await draw(`${lines.join('\n')}\n`, { hasHeader: false });
    expect(bare).toMatchObject({ isWhole: false, columns: quoted.columns });
  });

  it.each([
    ['blank lines', `n,text,size\n${lines.slice(0, 50).join('\n')}\n\n${lines.slice(50).join('\n')}\n`],
    ['blank lines of another system', `n,text,size\r\n${lines.join('\r\n')}\r\n\r\n`],
    ['text before the table', `A title\n\nn,text,size\n${lines.join('\n')}\n`],
    [
      'an odd value among them',
      `n,text,size\n${lines.join('\n').replace(/\d+\.5/g, (size) => (size === '31.5' ? 'x' : size))}\n`,
    ],
  ])('are looked for by the database where there are %s', async (_, content) => {
    const found = await draw(content);
    expect(found).toMatchObject({ isWhole: true, isSampled: true });
    expect(found.columns[0]).toHaveLength(1_500);
  });

  it('are those of the columns that are asked for, and none where all are wanted', async () => {
    const content = `n,text,size\n${lines.join('\n')}\n`;
    const all = await draw(content);
    expect((await draw(content, { columns: ['size', 'n'] })).columns).toEqual([
      all.columns[2],
      all.columns[0],
    ]);
    const whole = await draw(content, { most: { rows: () => rows, why: '' } });
    expect(whole).toMatchObject({ isSampled: false });
  });

  it('hear a stop', async () => {
    await expect(draw(`n,text,size\n${lines.join('\n')}\n`, { signal: AbortSignal.abort() })).rejects.toThrow(
      InterruptedError,
    );
  });
});
