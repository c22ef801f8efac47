import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  checkExpectations,
  columnOf,
  type ExpectedColumn,
  expectationsOf,
  openTable,
  profileTable,
  readTable,
  streamTable,
} from '../../../../src/data/index.ts';

const fixtures = new URL('../../../fixtures/data', import.meta.url).pathname;
/** Made by make-signs.py. */
const byPandas = JSON.parse(readFileSync(join(fixtures, 'signs.json'), 'utf8')) as Record<
  string,
  (number | null)[]
>;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'signs-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, values: readonly string[]): string {
  writeFileSync(join(folder, name), `value;row\n${values.map((value) => `${value};x\n`).join('')}`);
  return name;
}

async function read(values: readonly string[]) {
  const { table, warnings } = await readTable(write('values.csv', values), { workspace: folder });
  const column = columnOf(table, 'value')!;
  return {
    values: column.type === 'numbers' ? [...column.values] : column.type,
    sign: column.type === 'numbers' ? column.sign : undefined,
    codes: warnings.filter((warning) => warning.column === 'value').map(({ code }) => code),
  };
}

async function streamed(values: readonly string[], sign?: string): Promise<number[]> {
  const expected: ExpectedColumn = {
    name: 'value',
    type: 'numbers',
    kind: 'numeric',
    ...(sign !== undefined && { sign }),
  };
  const found: number[] = [];
  for await (const { columns } of streamTable(write('stream.csv', values), [expected], {
    workspace: folder,
  }))
    if (columns[0]!.type === 'numbers') found.push(...columns[0]!.values);
  return found;
}

describe('numbers beside a sign', () => {
  it.each(Object.keys(byPandas))('are those that pandas reads once the signs are gone: %s', async (name) => {
    const { table } = await readTable('signs.csv', { workspace: fixtures });
    const column = columnOf(table, name)!;
    const values = column.type === 'numbers' ? [...column.values] : [];
    expect(values.map((value) => (Number.isNaN(value) ? null : value))).toEqual(byPandas[name]);
    expect(column.kind).toBe('numeric');
  });

  it('are said to be read without it', async () => {
    const open = await openTable('signs.csv', { workspace: fixtures });
    try {
      const said = open.warnings.filter(({ code }) => code === 'read-without-sign');
      expect(said.map(({ column, value }) => [column, value])).toEqual([
        ['dollars', '$'],
        ['bookkept', '$'],
        ['euros', '€'],
        ['behind', '€'],
        ['share', '%'],
        ['francs', 'CHF'],
      ]);
      const { columns } = await profileTable(open);
      expect(columns.every(({ numbers }) => numbers !== null)).toBe(true);
    } finally {
      open.close();
    }
  });

  it.each([
    ['two currencies', ['$3', '€4', '$5']],
    ['a share and a number', ['12%', '13', '14%']],
    ['codes', ['$007', '$012', '$013']],
    ['a word', ['$3', 'free', '$5']],
    ['a unit that is not known', ['3 pcs', '4 pcs', '5 pcs']],
  ])('are texts where there is %s', async (_, values) => {
    expect((await read(values)).values).toBe('texts');
  });

  it.each([
    ['three digits behind a comma are thousands', ['$1,234', '$5,100'], [1234, 5100]],
    [
      'three digits behind a point are thousands of euros',
      ['€ 1.234', '€ 950', '€ 12.500'],
      [1234, 950, 12500],
    ],
  ])('that could be two are told: %s', async (_, values, numbers) => {
    expect(await read(values)).toMatchObject({
      values: numbers,
      codes: ['read-without-sign', 'ambiguous-numbers'],
    });
  });

  it('takes a point in dollars for what it is, a sign for none that comes late, and a late word as it does elsewhere', async () => {
    expect((await read(['$3.459', '$3.501'])).values).toEqual([3.459, 3.501]);
    const late = [...new Array<string>(6_000).fill('12.5%'), '13'];
    expect(await read(late)).toMatchObject({ values: 'texts', codes: ['mixed-types'] });
    expect((await read([...new Array<string>(6_000).fill('0'), '13%'])).sign).toBe('%');
  });
});

describe('a later table', () => {
  it('is read by the sign that was there before', async () => {
    expect(await streamed(['€ 1.000,50', '0', '7 €'], '€')).toEqual([1000.5, 0, 7]);
    expect(await streamed(['12', '13'], '€')).toEqual([12, 13]);
    expect(await streamed(['0', '12%'], '%')).toEqual([0, 12]);
  });

  it.each([
    ['another currency', ['$3', '$4'], '€', 'other-unit'],
    ['a share where numbers were', ['12%', '13%'], undefined, 'other-unit'],
    ['numbers where shares were', ['0.12', '0.13'], '%', 'other-unit'],
    [
      'numbers where shares were, after zeros',
      [...new Array<string>(6_000).fill('0'), '0.12'],
      '%',
      'other-unit',
    ],
    ['one number among shares', ['12%', '13'], '%', 'wrong-value'],
  ])('is refused with %s', async (_, values, sign, code) => {
    await expect(streamed(values, sign)).rejects.toMatchObject({ code });
  });

  it('differs from what is expected of it by its sign', async () => {
    const table = async (values: string[]) =>
      (await readTable(write('later.csv', values), { workspace: folder, columns: ['value'] })).table;
    const shares = expectationsOf(await table(['12%', '13%', '14%']));
    expect(checkExpectations(await table(['12%', '13%', '14%']), shares)).toEqual([]);
    expect(checkExpectations(await table(['12', '13', '14']), shares)).toMatchObject([
      { code: 'other-unit' },
    ]);
  });
});
