import { describe, expect, it } from 'vitest';
import { type Column, inspectTable, type Table, takeTableRows } from '../../../../src/data/index.ts';
import { createRandom } from '../../../../src/train/index.ts';

const rows = 700;
const all = Int32Array.from({ length: rows }, (_, row) => row);
const numbers = (name: string, values: ArrayLike<number>, kind: Column['kind'] = 'numeric'): Column => {
  const own = Float64Array.from(values);
  return { name, kind, missing: own.filter(Number.isNaN).length, type: 'numbers', values: own };
};
const texts = (name: string, values: readonly string[], kind: Column['kind'] = 'categorical'): Column => {
  const dictionary = [...new Set(values)].sort();
  const codeOf = new Map(dictionary.map((text, code) => [text, code]));
  return {
    name,
    kind,
    missing: 0,
    type: 'texts',
    dictionary,
    codes: Int32Array.from(values, (text) => codeOf.get(text)!),
  };
};

/** Two classes that three numbers tell apart well, and nothing wrong with them. */
function honest(seed: number, noise = 0.4): { columns: Column[]; label: number[] } {
  const random = createRandom(seed);
  const [a, b, c] = [0, 1, 2].map(() => Array.from(all, () => random.normal()));
  const label = Array.from(all, (row) => (a![row]! + b![row]! + noise * random.normal() > 0 ? 1 : 0));
  return { columns: [numbers('a', a!), numbers('b', b!), numbers('c', c!)], label };
}
const tableOf = (columns: readonly Column[], label: readonly number[]): Table => ({
  rows,
  columns: [
    ...columns,
    texts(
      'label',
      label.map((value) => (value === 1 ? 'yes' : 'no')),
    ),
  ],
});
const named = async (table: Table, test?: Table) =>
  (await inspectTable({ table, target: 'label', seed: 3, ...(test && { test }) }))
    .filter(({ severity }) => severity === 'high')
    .map(({ code, column }) => `${code} ${column}`);

describe('looking into a table', () => {
  it('finds nothing grave in an honest one', async () => {
    const { columns, label } = honest(1);
    expect(await named(tableOf(columns, label))).toEqual([]);
  });

  it('names columns that give the target away only together', async () => {
    const { columns, label } = honest(2, 2);
    const random = createRandom(9);
    const noise = Array.from(all, () => 4 * random.normal());
    const other = noise.map((value, row) => value + label[row]! + 0.02 * random.normal());
    const found = await named(
      tableOf([...columns, numbers('before', noise), numbers('after', other)], label),
    );
    expect(found.toSorted()).toEqual(['leakage-in-combination after', 'leakage-in-combination before']);
  });

  it('names a column that is filled for one class nearly alone', async () => {
    const { columns, label } = honest(3);
    const random = createRandom(4);
    const refund = label.map((value) =>
      value === 1 && random.next() < 0.5 ? 10 + random.next() : Number.NaN,
    );
    expect(await named(tableOf([...columns, numbers('refund', refund)], label))).toEqual([
      'known-afterwards refund',
    ]);
  });

  it('names a column of times that lies after the moment of record and tells the target', async () => {
    const { columns, label } = honest(4);
    const random = createRandom(6);
    const day = 86_400_000;
    const opened = Array.from(all, (row) => 1.7e12 + row * day);
    const closed = label.map(
      (value, row) => opened[row]! + day * (value === 1 ? 2 + 3 * random.next() : 3 + 9 * random.next()),
    );
    const table = tableOf(
      [...columns, numbers('opened', opened, 'datetime'), numbers('settled', closed, 'datetime')],
      label,
    );
    const findings = await inspectTable({ table, target: 'label', seed: 3 });
    const found = findings.find(({ column, code }) => column === 'settled' && code === 'known-afterwards');
    expect(found).toMatchObject({ severity: 'high', evidence: { by: 'time', record: 'opened' } });
  });

  it('names identifiers in which the target is hidden, and says how', async () => {
    const { columns, label } = honest(5);
    const random = createRandom(8);
    const ids = label.map((value, row) => `K${7 * (1_000 + row * 3 + random.below(3)) + value}`);
    const findings = await inspectTable({
      table: tableOf([...columns, texts('record', ids, 'identifier')], label),
      target: 'label',
      seed: 3,
    });
    expect(findings.find(({ code }) => code === 'identifier-encodes-target')).toMatchObject({
      column: 'record',
      evidence: { pattern: 'its remainder by 7' },
    });
  });

  it('names an identifier that says in which half of the numbers a row is', async () => {
    const random = createRandom(14);
    const { columns } = honest(15);
    const size = Array.from(all, () => random.normal());
    const refs = size.map((value, row) => `${value < 0 ? 'Q' : 'X'}${10_000 + random.below(80_000)}${row}`);
    const plain = size.map(
      (_, row) => `${random.next() < 0.5 ? 'Q' : 'X'}${10_000 + random.below(80_000)}${row}`,
    );
    const told = async (ids: readonly string[]) =>
      (
        await inspectTable({
          table: { rows, columns: [...columns, texts('ref', ids, 'identifier'), numbers('size', size)] },
          target: 'size',
          seed: 3,
        })
      ).filter(({ code }) => code === 'identifier-encodes-target');
    expect(await told(refs)).toMatchObject([{ column: 'ref', evidence: { pattern: 'its first character' } }]);
    expect(await told(plain)).toEqual([]);
  });

  it('names a unit that changes half way, and where', async () => {
    const { columns, label } = honest(6);
    const random = createRandom(2);
    const weight = Array.from(all, (row) => (60 + 12 * random.normal()) * (row < 400 ? 1 : 2.2046));
    const findings = await inspectTable({
      table: tableOf([...columns, numbers('weight', weight)], label),
      target: 'label',
      seed: 3,
    });
    const found = findings.find(({ code }) => code === 'unit-change');
    expect(found).toMatchObject({ column: 'weight', severity: 'high', evidence: { factor: 2.2046 } });
    expect(Math.abs((found!.evidence.row as number) - 401)).toBeLessThan(10);
  });

  it('tells swapped labels from a problem that is hard', async () => {
    const { columns, label } = honest(7);
    const random = createRandom(5);
    const swapped = label.map((value) => (random.next() < 0.12 ? 1 - value : value));
    const findings = await inspectTable({ table: tableOf(columns, swapped), target: 'label', seed: 3 });
    const found = findings.find(({ code }) => code === 'label-noise')!;
    expect(found.evidence.rate).toBeGreaterThan(0.08);
    expect(found.evidence.rate).toBeLessThan(0.17);
    const suspects = String(found.evidence.rows)
      .split(' ')
      .map((row) => Number(row) - 1)
      .slice(0, 30);
    expect(suspects.filter((row) => swapped[row] !== label[row]).length).toBeGreaterThan(24);
    const hard = label.map((_, row) => {
      const [a, b] = columns;
      if (a?.type !== 'numbers' || b?.type !== 'numbers') throw new Error('numbers');
      return a.values[row]! + b.values[row]! + 2 * random.normal() > 0 ? 1 : 0;
    });
    expect(await named(tableOf(columns, hard))).toEqual([]);
  });

  it('names columns made of later values, and test rows drawn from among their neighbours in time', async () => {
    const random = createRandom(1);
    const day = numbers(
      'day',
      Array.from(all, (row) => 1.6e12 + row * 86_400_000),
      'datetime',
    );
    let level = 0;
    const y = Array.from(all, () => (level = 0.97 * level + random.normal()));
    const centred = y.map((_, row) =>
      y.slice(Math.max(0, row - 3), row + 4).reduce((sum, value, _at, part) => sum + value / part.length, 0),
    );
    const before = y.map((_, row) => y[row - 1] ?? Number.NaN);
    const target = numbers('y', y);
    const future = await inspectTable({
      table: { rows, columns: [day, numbers('smooth', centred), numbers('before', before), target] },
      target: 'y',
      seed: 1,
    });
    expect(future.filter(({ code }) => code === 'feature-from-future').map(({ column }) => column)).toEqual([
      'smooth',
    ]);

    const series = { rows, columns: [day, target] };
    const isTest = all.map(() => (random.next() < 0.2 ? 1 : 0));
    const part = (wanted: number) =>
      takeTableRows(
        series,
        all.filter((row) => isTest[row] === wanted),
      );
    const dealt = await inspectTable({ table: part(0), test: part(1), target: 'y', seed: 1 });
    expect(dealt.map(({ code }) => code)).toContain('time-leakage');
    const inTime = await inspectTable({
      table: takeTableRows(series, all.slice(0, 560)),
      test: takeTableRows(series, all.slice(560)),
      target: 'y',
      seed: 1,
    });
    expect(inTime.map(({ code }) => code)).not.toContain('time-leakage');
  });

  it('takes equal rows of few values for chance, and copies for what they are', async () => {
    const random = createRandom(3);
    const coarse = (name: string) =>
      texts(
        name,
        Array.from(all, () => 'abc'[random.below(3)]!),
      );
    const table: Table = {
      rows,
      columns: [
        coarse('p'),
        coarse('q'),
        coarse('r'),
        texts(
          'label',
          Array.from(all, () => 'yn'[random.below(2)]!),
        ),
      ],
    };
    const [first, last] = [all.slice(0, 500), all.slice(500)];
    const findings = await inspectTable({
      table: takeTableRows(table, first),
      test: takeTableRows(table, last),
      target: 'label',
      seed: 3,
    });
    expect(findings.find(({ code }) => code === 'train-test-overlap')).toMatchObject({ severity: 'low' });
    const { columns, label } = honest(8);
    const fine = tableOf(columns, label);
    const copied = Int32Array.from(last, (row, place) => (place < 10 ? place : row));
    expect(await named(takeTableRows(fine, first), takeTableRows(fine, copied))).toEqual([
      'train-test-overlap null',
    ]);
  });

  it('gives what is to be said of tables that are too small or hopeless, without fitting anything', async () => {
    const { columns, label } = honest(9);
    const three = takeTableRows(tableOf(columns, label), Int32Array.of(0, 1, 2));
    expect(
      (await inspectTable({ table: three, target: 'label' })).every(({ code }) => code !== 'label-noise'),
    ).toBe(true);
    const constant = tableOf(
      columns,
      label.map(() => 1),
    );
    expect((await inspectTable({ table: constant, target: 'label' }))[0]).toMatchObject({
      code: 'target-constant',
      severity: 'critical',
    });
    await expect(inspectTable({ table: three, target: 'lable' })).rejects.toMatchObject({
      code: 'no-such-column',
    });
  });

  it('names the target in bands, and columns whose ratio is the target', async () => {
    const { columns } = honest(11);
    const random = createRandom(12);
    const [a, b] = columns as [Column & { type: 'numbers' }, Column & { type: 'numbers' }];
    const price = Array.from(
      all,
      (row) => 100 + 10 * a.values[row]! + 5 * b.values[row]! + 20 * random.normal(),
    );
    const divisor = Array.from(all, () => Math.exp(1.5 * random.normal()));
    const found = await inspectTable({
      table: {
        rows,
        columns: [
          ...columns,
          numbers(
            'tier',
            price.map((value) => Math.floor(value / 25)),
          ),
          numbers('units', divisor),
          numbers(
            'total',
            price.map((value, row) => value * divisor[row]!),
          ),
          numbers('price', price),
        ],
      },
      target: 'price',
      seed: 3,
    });
    const grave = found
      .filter(({ severity }) => severity === 'high')
      .map(({ code, column }) => `${code} ${column}`);
    expect(grave.toSorted()).toEqual([
      'leakage tier',
      'leakage-in-combination total',
      'leakage-in-combination units',
    ]);
  });

  it('names groups on both sides of a split that tell of each other, and not those that stand on one side', async () => {
    const random = createRandom(21);
    const people = Array.from({ length: 140 }, (_, person) => ({
      name: `p${person}`,
      effect: 3 * random.normal(),
      height: random.normal(),
      weight: random.normal(),
    }));
    const who = Array.from(all, (row) => people[row % people.length]!);
    const table: Table = {
      rows,
      columns: [
        texts(
          'patient_id',
          who.map(({ name }) => name),
        ),
        numbers(
          'height',
          who.map(({ height }) => height),
        ),
        numbers(
          'weight',
          who.map(({ weight }) => weight),
        ),
        numbers(
          'score',
          who.map(({ effect }) => effect + 0.3 * random.normal()),
        ),
      ],
    };
    const groupsFound = async (isTest: (row: number) => boolean) =>
      (
        await inspectTable({
          table: takeTableRows(
            table,
            all.filter((row) => !isTest(row)),
          ),
          test: takeTableRows(table, all.filter(isTest)),
          target: 'score',
          seed: 3,
        })
      ).filter(({ code }) => code === 'group-leakage');
    expect(await groupsFound((row) => Math.floor(row / 140) === 2)).toMatchObject([
      { column: 'patient_id', severity: 'high' },
    ]);
    expect(await groupsFound((row) => row % 140 < 28)).toEqual([]);
  });

  it('names copies that differ in one column, and a unit that is another one in one source', async () => {
    const { columns, label } = honest(31);
    const random = createRandom(32);
    const more = [3, 4].map((place) =>
      numbers(
        `m${place}`,
        Array.from(all, () => random.normal()),
      ),
    );
    const source = Array.from(all, () => random.below(3));
    const distance = numbers(
      'distance',
      Array.from(all, (row) => (source[row] === 1 ? 1_000 : 1) * (2 + random.next())),
    );
    const whole = tableOf([...columns, ...more], label);
    const test = takeTableRows(whole, all.slice(500));
    // Ten of the test rows are rows to learn from but for one column.
    const copied = test.columns.map((column, place): Column => {
      const from = whole.columns[place]!;
      if (column.type === 'numbers' && from.type === 'numbers') {
        const values = column.values.slice();
        for (let row = 0; row < 10; row++) values[row] = from.values[row]! + (column.name === 'a' ? 0.01 : 0);
        return { ...column, values };
      }
      if (column.type !== 'texts' || from.type !== 'texts') throw new Error('columns differ');
      const codes = column.codes.slice();
      for (let row = 0; row < 10; row++) codes[row] = from.codes[row]!;
      return { ...column, codes };
    });
    const near = await inspectTable({
      table: takeTableRows(whole, all.slice(0, 500)),
      test: { rows: test.rows, columns: copied },
      target: 'label',
      seed: 3,
    });
    expect(near.find(({ code }) => code === 'train-test-overlap')).toMatchObject({
      severity: 'high',
      evidence: { count: 10, differs: 'a' },
    });
    const units = await named(
      tableOf(
        [
          ...columns,
          distance,
          texts(
            'site',
            source.map((code) => `s${code}`),
          ),
        ],
        label,
      ),
    );
    expect(units).toEqual(['unit-change distance']);
  });

  it('takes a stretch of lower values for no other unit, since the rows after it are as those before', async () => {
    const { columns, label } = honest(31);
    const random = createRandom(32);
    const price = all.map(
      (row) => 40 * Math.exp(0.6 * random.normal()) * (row >= 200 && row < 330 ? 0.1 : 1),
    );
    const staying = price.map((value, row) => (row < 330 ? value : value * 10));
    const ofUnits = async (name: string, values: ArrayLike<number>) =>
      (await named(tableOf([...columns, numbers(name, values)], label))).filter((each) =>
        each.startsWith('unit-change'),
      );
    expect(await ofUnits('price', Array.from(price))).toEqual([]);
    expect(await ofUnits('price', Array.from(staying))).toEqual(['unit-change price']);
  });

  it('takes a day of the year for a calendar, not for an identifier that hides the weekday', async () => {
    const { columns } = honest(33);
    const weekend = Array.from(all, (row) => (row % 7 >= 5 ? 1 : 0));
    const days = Array.from(all, (row) => row + 1);
    const hidden = async (name: string) =>
      (await named(tableOf([...columns, numbers(name, days, 'identifier')], weekend))).filter((each) =>
        each.startsWith('identifier-encodes-target'),
      );
    expect(await hidden('day_of_year')).toEqual([]);
    expect(await hidden('record_no')).toEqual(['identifier-encodes-target record_no']);
  });
});
