import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  checkExpectations,
  checkTable,
  expectationsOf,
  loadExpectations,
  readTable,
  saveExpectations,
  takeTableRows,
  targetOf,
} from '../../../../src/data/index.ts';
import { createRandom } from '../../../../src/train/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'opsmith-check-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(content: string) {
  writeFileSync(join(folder, 'table.csv'), content);
  return readTable('table.csv', { workspace: folder, threads: 1 });
}

/** Rows with honest columns, one that gives the target away, an identifier, and what else is to be found. */
function loans(rows: number): string {
  const random = createRandom(5);
  const lines = Array.from({ length: rows }, (_, row) => {
    const income = 1000 + random.below(5000);
    const isBad = random.next() < 1 / (1 + Math.exp((income - 3000) / 1500));
    const fee = isBad ? 20 + random.below(30) : 0;
    const label = row === 7 ? '' : row === 3 ? 'fraud' : isBad ? 'bad' : 'good';
    return [
      `k${row}x`,
      income,
      fee,
      row === 5 ? 'x' : 'y',
      isBad ? 'b' : 'a',
      row === 0 ? '1800-01-01' : '2024-05-01',
      label,
    ].join(',');
  });
  return `loan_id,income,late_fee,branch,statusAfter,day,label\n${lines.join('\n')}\n`;
}

describe('checks before training', () => {
  it('comes to the same about a column that the target was made from, whichever of few rows are there', async () => {
    const random = createRandom(3);
    const lines = Array.from({ length: 400 }, () => {
      const weight = 1_500 + random.below(3_500);
      const power = Math.round(weight / 25 + 20 * random.next());
      const miles = (55 - weight / 110 + 6 * (random.next() - 0.5)).toFixed(1);
      return [weight, power, miles, Number(miles) > 25 ? 'yes' : 'no'].join(',');
    });
    const { table } = await read(`weight,power,miles,economical\n${lines.join('\n')}\n`);
    for (let seed = 0; seed < 8; seed++) {
      const rows = createRandom(seed).sample(seed % 2 === 0 ? 320 : 240, table.rows);
      const drawn = takeTableRows(table, Int32Array.from(rows));
      const found = await checkTable({ table: drawn, target: 'economical', seed });
      expect(found.find(({ column }) => column === 'miles')).toMatchObject({
        code: 'leakage',
        severity: 'high',
        evidence: { metric: 'rocAuc', value: 1 },
      });
    }
  });

  it('finds leaks, identifiers, missing targets, rare classes and odd columns, and nothing against honest ones', async () => {
    const { table, warnings } = await read(loans(600));
    const findings = await checkTable({ table, warnings, target: 'label', seed: 1 });
    const found = findings.map(({ code, column }) => `${code} ${column}`);
    expect(found.toSorted()).toEqual(
      [
        'leakage late_fee',
        'leakage statusAfter',
        'identifier loan_id',
        'known-afterwards statusAfter',
        'target-missing label',
        'few-rows-in-class label',
        'near-constant branch',
        'near-constant day',
        'impossible-dates day',
      ].toSorted(),
    );
    const leak = findings.find(({ column, code }) => column === 'late_fee' && code === 'leakage')!;
    expect(leak.severity).toMatch(/high|medium/);
    expect(leak.evidence).toMatchObject({ metric: 'rocAuc' });
  });

  it('finds a column that gives a number away', async () => {
    const random = createRandom(2);
    const lines = Array.from({ length: 400 }, () => {
      const price = random.normal();
      return `${(price * 100).toFixed(3)},${(price * 119).toFixed(3)},${(price + 2 * random.normal()).toFixed(3)}`;
    });
    const { table } = await read(`price,with_tax,hint\n${lines.join('\n')}\n`);
    const findings = await checkTable({ table, target: 'price' });
    expect(findings.map(({ code, column }) => [code, column])).toEqual([['leakage', 'with_tax']]);
  });

  it('finds test rows among those to learn from', async () => {
    const { table } = await read(loans(100));
    const test = takeTableRows(table, Int32Array.of(1, 2, 2, 50));
    const [finding] = await checkTable({ table, test });
    expect(finding).toMatchObject({
      code: 'train-test-overlap',
      severity: 'high',
      evidence: { count: 4, share: 1 },
    });
    const rest = takeTableRows(
      table,
      Int32Array.from({ length: 50 }, (_, row) => row),
    );
    const others = takeTableRows(
      table,
      Int32Array.from({ length: 50 }, (_, row) => row + 50),
    );
    expect((await checkTable({ table: rest, test: others })).map(({ code }) => code)).not.toContain(
      'train-test-overlap',
    );
  });

  it('says what no training can mend', async () => {
    const { table } = await read('a,b,c\n1,,x\n2,,x\n');
    expect((await checkTable({ table, target: 'b' }))[0]).toMatchObject({
      code: 'target-missing',
      severity: 'critical',
    });
    expect((await checkTable({ table, target: 'c' }))[0]).toMatchObject({
      code: 'target-constant',
      severity: 'critical',
    });
    await expect(checkTable({ table, target: 'd' })).rejects.toMatchObject({ code: 'no-such-column' });
  });

  it('passes on mixed types and impossible dates of the reading', async () => {
    const { table, warnings } = await read(
      'n,d\n1,2024-01-01\n2,2024-01-02\n3,2024-01-03\nx,2024-01-04\n5,2024-01-05\n6,2024-02-30\n',
    );
    const codes = (await checkTable({ table, warnings })).map(({ code, column }) => `${code} ${column}`);
    expect(codes).toEqual(['mixed-types n', 'impossible-dates d']);
  });
});

describe('what a target is', () => {
  it('classes for texts, booleans and few whole numbers, else numbers', async () => {
    const lines = Array.from(
      { length: 30 },
      (_, row) => `${row % 3 === 0 ? 'a' : 'b'},${row % 2},${row % 4 === 0 ? '' : row % 4},${row * 1.5}`,
    );
    const { table } = await read(`text,flag,grade,price\n${lines.join('\n')}\n`);
    const targets = table.columns.map(targetOf);
    expect(
      targets.map((target) => (target.task === 'classification' ? target.classes : target.task)),
    ).toEqual([['a', 'b'], ['0', '1'], ['1', '2', '3'], 'regression']);
    expect(targets[2]).toMatchObject({ codes: expect.objectContaining({ 0: -1, 1: 0, 2: 1 }) });
  });
});

describe('whole numbers that are to be predicted', () => {
  const taskOf = (counts: readonly number[], first = 0) => {
    const values = Float64Array.from(counts.flatMap((rows, at) => Array<number>(rows).fill(first + at)));
    return targetOf({ name: 'n', kind: 'numeric', missing: 0, type: 'numbers', values }).task;
  };

  it('are numbers where they count something: the more the rarer, down to a few rows', () => {
    // Visits to a doctor (Cameron and Trivedi, 1986), and arrests in a year (Grogger, 1991).
    expect(taskOf([4141, 782, 174, 30, 24, 9, 12, 12, 8, 1])).toBe('regression');
    expect(taskOf([1970, 559, 121, 42, 12, 13, 4, 1, 1, 0, 1, 0, 1].filter((rows) => rows > 0))).toBe(
      'regression',
    );
  });

  it('are classes where they are codes, grades or digits', () => {
    // Kinds of glass, states of the shuttle, grades of wine from 3 on, words known of ten, digits.
    expect(taskOf([70, 76, 17, 13, 9, 29], 1)).toBe('classification');
    expect(taskOf([45586, 50, 171, 8903, 3267, 10, 13], 1)).toBe('classification');
    expect(taskOf([10, 53, 681, 638, 199, 18], 3)).toBe('classification');
    expect(taskOf([174, 391, 888, 2037, 3536, 4740, 6300, 3500, 3200, 2100, 1400])).toBe('classification');
    expect(taskOf([178, 182, 177, 183, 181, 182, 181, 179, 174, 180])).toBe('classification');
  });
});

describe('rare classes', () => {
  it('are told together where they are many, as where a text is no class', async () => {
    const lines = Array.from({ length: 60 }, (_, row) => `${row < 20 ? `own ${row}` : 'usual'},${row % 7}`);
    const { table, warnings } = await read(`kind,x\n${lines.join('\n')}\n`);
    const rare = (await checkTable({ table, warnings, target: 'kind', seed: 1 })).filter(
      ({ code }) => code === 'few-rows-in-class',
    );
    expect(rare).toHaveLength(1);
    expect(rare[0]).toMatchObject({ severity: 'high', evidence: { classes: 20, of: 21 } });
    expect(rare[0]!.message).toContain(
      '20 of the 21 classes of kind have one row each (own 0, own 1, own 10, …)',
    );
  });
});

describe('expectations', () => {
  it('are kept in a file and hold later tables to account', async () => {
    const { table } = await read('age,city,old,id\n20,Bonn,1,a\n40,Köln,2,b\n30,Bonn,3,c\n');
    const path = join(folder, 'schema.json');
    saveExpectations(path, expectationsOf(table));
    const expectations = loadExpectations(path);
    expect(expectations).toEqual(expectationsOf(table));
    expect(checkExpectations(table, expectations)).toEqual([]);
    const later = await read('age,city,new,id\n19,Rom,1,1\n41,Bonn,2,2\n30,Rom,3,3\n');
    const findings = checkExpectations(later.table, expectations);
    expect(findings.map(({ code, column, severity }) => [code, column, severity])).toEqual([
      ['out-of-range', 'age', 'medium'],
      ['unseen-category', 'city', 'medium'],
      ['missing-column', 'old', 'critical'],
      ['retyped-column', 'id', 'high'],
      ['extra-column', 'new', 'low'],
    ]);
    expect(findings[0]!.evidence).toEqual({ below: 1, above: 1 });
    expect(findings[1]!.evidence).toEqual({ rows: 2, example: 'Rom' });
  });

  it('that are broken are refused', () => {
    const path = join(folder, 'broken.json');
    writeFileSync(path, '{"version":2}');
    expect(() => loadExpectations(path)).toThrow(/holds no expectations/);
    writeFileSync(path, '{');
    expect(() => loadExpectations(path)).toThrow(/cannot be read as JSON/);
  });
});
