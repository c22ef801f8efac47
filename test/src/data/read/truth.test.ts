import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeProblem, prepareTraining } from '../../../../src/automl/index.ts';
import {
  columnOf,
  openTable,
  profileTable,
  readTable,
  takeTableRows,
  targetOf,
} from '../../../../src/data/index.ts';

const rows = Array.from({ length: 30 }, (_, row) => ({ x: row / 7, isBought: row % 3 === 0 }));
const files = {
  'rows.json': JSON.stringify(rows),
  'rows.jsonl': rows.map((row) => JSON.stringify(row)).join('\n'),
  'rows.csv': `x,isBought\n${rows.map(({ x, isBought }) => `${x},${isBought ? 'True' : 'False'}`).join('\n')}\n`,
  'numbers.csv': `x,isBought\n${rows.map(({ x, isBought }) => `${x},${isBought ? 1 : 0}`).join('\n')}\n`,
};
let workspace: string;
beforeAll(() => {
  workspace = mkdtempSync(join(tmpdir(), 'opsmith-truth-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(workspace, name), content);
});
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

describe('a column of true and false', () => {
  it.each([
    ['rows.json', ['false', 'true']],
    ['rows.jsonl', ['false', 'true']],
    ['rows.csv', ['false', 'true']],
    ['numbers.csv', ['0', '1']],
  ])('names its classes as the file does: %s', async (name, classes) => {
    const { table } = await readTable(name, { workspace, threads: 1 });
    const problem = describeProblem(table, { target: 'isBought' });
    expect(problem).toMatchObject({ classes, positiveClass: classes[1], classRows: [20, 10] });
    const { target } = prepareTraining(table, problem);
    expect(target.task === 'classification' && [...target.codes.subarray(0, 4)]).toEqual([1, 0, 0, 1]);
    const some = columnOf(takeTableRows(table, Int32Array.of(0, 1, 2)), 'isBought')!;
    expect(targetOf(some)).toMatchObject({ classes, codes: Int32Array.of(1, 0, 0) });
  });

  it('is profiled by these names', async () => {
    const open = await openTable('rows.json', { workspace, threads: 1 });
    const { columns, classBalance } = await profileTable(open, { target: 'isBought' });
    open.close();
    expect(columns[1]).toMatchObject({
      kind: 'boolean',
      top: [
        { value: 'false', count: 20 },
        { value: 'true', count: 10 },
      ],
    });
    expect(classBalance!.map(({ value }) => value)).toEqual(['false', 'true']);
  });
});

describe('a running number', () => {
  it('is an identifier wherever it begins, unless one is missing', async () => {
    const lines = Array.from(
      { length: 25 },
      (_, row) => `${100_000 + ((7 * row) % 25)},${row === 3 ? '' : 100_000 + row}`,
    );
    writeFileSync(join(workspace, 'running.csv'), `Kundennr,units\n${lines.join('\n')}\n`);
    const { table } = await readTable('running.csv', { workspace, threads: 1 });
    expect(table.columns.map(({ kind }) => kind)).toEqual(['identifier', 'numeric']);
  });
});
