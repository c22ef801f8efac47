import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type OpenTable,
  openTable,
  profileTable,
  type TableProfile,
  takeTable,
} from '../../../../src/data/index.ts';

const fixtures = join(import.meta.dirname, '../../../fixtures/data');
const expected = JSON.parse(readFileSync(join(fixtures, 'profile.json'), 'utf8')) as {
  numbers: Record<
    string,
    Record<string, unknown> & {
      quantiles: Record<string, number>;
      histogram: number[];
      mean: number;
      standardDeviation: number;
      skew: number;
    }
  >;
  duplicateRows: number;
  pearson: Record<string, number>;
  spearman: Record<string, number>;
  cramersV: Record<string, number>;
  mutualInformation: Record<string, number>;
  top: { colour: Record<string, number> };
};

let open: OpenTable;
let profile: TableProfile;
beforeAll(async () => {
  open = await openTable('profile.csv', { workspace: fixtures, threads: 1 });
  profile = await profileTable(open, { target: 'label' });
});
afterAll(() => open.close());

const column = (name: string) => profile.columns.find((each) => each.name === name)!;

describe('a profile, against pandas, scipy and scikit-learn', () => {
  it.each(Object.keys(expected.numbers))('describes the numbers of %s', (name) => {
    const { numbers, distinct, missing } = column(name);
    const truth = expected.numbers[name]!;
    expect({ distinct, missing, outliers: numbers!.outliers.count }).toEqual({
      distinct: truth.distinct,
      missing: truth.missing,
      outliers: truth.outliers,
    });
    expect(numbers!.histogram.counts).toEqual(truth.histogram);
    expect(numbers!.mean / truth.mean).toBeCloseTo(1, 12);
    expect(numbers!.standardDeviation! / truth.standardDeviation).toBeCloseTo(1, 6);
    expect(numbers!.skew).toBeCloseTo(truth.skew, 6);
    for (const [share, value] of Object.entries(truth.quantiles))
      expect(numbers!.quantiles[share]! / value).toBeCloseTo(1, 12);
  });

  it('counts duplicates, missing and the commonest values', () => {
    expect(profile.rows).toBe(412);
    expect(profile.duplicateRows).toBe(expected.duplicateRows);
    expect(Object.fromEntries(column('colour').top.map(({ value, count }) => [value, count]))).toEqual(
      expected.top.colour,
    );
  });

  it.each(['pearson', 'spearman', 'cramersV'] as const)(
    'measures %s over rows where both are there',
    (measure) => {
      for (const [pair, value] of Object.entries(expected[measure])) {
        const found = profile.correlations[measure].find(({ one, other }) => `${one}/${other}` === pair)!;
        expect([pair, found.value.toFixed(9)]).toEqual([pair, value.toFixed(9)]);
      }
    },
  );

  it('measures what columns tell of the target, and its classes', () => {
    for (const [name, value] of Object.entries(expected.mutualInformation))
      expect(profile.mutualInformation.find((each) => each.column === name)!.value).toBeCloseTo(value, 10);
    expect(profile.mutualInformation[0]!.column).toBe('size');
    expect(profile.classBalance!.reduce((sum, { count }) => sum + count, 0)).toBe(412);
  });

  it('leaves the table open to be taken into memory', async () => {
    const table = await takeTable(open);
    const colour = table.columns.find(({ name }) => name === 'colour')!;
    expect([table.rows, colour.missing, colour.kind]).toEqual([412, column('colour').missing, 'categorical']);
  });

  it('names a target that is not there', async () => {
    await expect(profileTable(open, { target: 'lable' })).rejects.toThrow(/Did you mean label/);
  });
});

describe('a profile of odd tables', () => {
  const folder = mkdtempSync(join(tmpdir(), 'opsmith-profile-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const profiled = async (content: string, target?: string) => {
    writeFileSync(join(folder, 'odd.csv'), content);
    const odd = await openTable('odd.csv', { workspace: folder, threads: 1 });
    try {
      return await profileTable(odd, { sampleRows: 30, ...(target !== undefined && { target }) });
    } finally {
      odd.close();
    }
  };

  it('takes no rows, one row, constants and columns that are all missing', async () => {
    expect((await profiled('a,b\n')).columns.map(({ distinct }) => distinct)).toEqual([0, 0]);
    const one = await profiled('a,b,c\n1,x,\n', 'b');
    expect(one.columns[0]!.numbers).toMatchObject({ mean: 1, standardDeviation: null, skew: null });
    expect(one.columns[2]).toMatchObject({ missing: 1, numbers: null, lengths: null });
  });

  it('samples pairs by seed and tells the order of times', async () => {
    const days = Array.from({ length: 100 }, (_, at) =>
      new Date(Date.UTC(2024, 0, 1 + at)).toISOString().slice(0, 10),
    );
    const rows = days.map((day, at) => `${day},${at * 2},${(at * 37) % 101},${days[(at * 7) % 100]}`);
    const found = await profiled(`day,up,other,when\n${rows.join('\n')}\n`, 'up');
    expect(found.sampleRows).toBe(30);
    expect(found.timeOrder.map(({ column: name, order }) => [name, order])).toEqual([
      ['day', 'rising'],
      ['when', 'none'],
    ]);
    expect(found.correlations.spearman).toHaveLength(1);
    expect(await profiled(`day,up,other,when\n${rows.join('\n')}\n`, 'up')).toEqual(found);
  });
});
