import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { predictTable, type TrainedModel, writeArtifact } from '../../../../src/artifact/index.ts';
import { expectationsOf, readTable, type Table } from '../../../../src/data/index.ts';
import { openRegistry } from '../../../../src/registry/index.ts';
import { openStore } from '../../../../src/store/index.ts';
import { exampleModel, seen, unseen } from '../../../src/artifact/example-models.ts';
import { runInProcess } from '../run-in-process.ts';
import { makeWorkspace } from '../workspace.ts';

let classifier: TrainedModel;
let regressor: TrainedModel;
beforeAll(async () => {
  classifier = await exampleModel('two classes, a blend, calibrated by a sigmoid, with a threshold');
  regressor = await exampleModel('regression, one boosted model');
});

/** The table as CSV, with an id in front. */
function csvOf(table: Table): string {
  const lines = Array.from({ length: table.rows }, (_, row) =>
    [
      `row ${row}`,
      ...table.columns.map((column) => {
        if (column.type === 'texts') return column.dictionary[column.codes[row]!] ?? '';
        const value = column.values[row]!;
        if (Number.isNaN(value)) return '';
        return column.kind === 'datetime' ? new Date(value).toISOString() : String(value);
      }),
    ].join(),
  );
  return `id,${table.columns.map(({ name }) => name).join()}\n${lines.join('\n')}\n`;
}

const csv = csvOf(unseen);

async function workspaceWith(trained: TrainedModel, files: Record<string, string> = {}): Promise<string> {
  const cwd = makeWorkspace({ 'rows.csv': csv, ...files });
  await writeArtifact(join(cwd, 'model'), trained, { name: 'liking', expectations: expectationsOf(seen) });
  return cwd;
}

describe('opsmith predict', () => {
  it.each(['csv', 'tsv', 'jsonl', 'parquet'])(
    'writes predictions in the order of the rows: %s',
    async (format) => {
      const cwd = await workspaceWith(classifier);
      const out = `said.${format}`;
      const ran = await runInProcess(
        ['predict', '--model', './model', '--data', 'rows.csv', '--out', out, '--keep', 'id'],
        { cwd },
      );
      expect(ran).toMatchObject({ status: 0, stdout: '' });
      expect(ran.stderr).toContain('300 rows predicted by liking, written to said.');
      expect(ran.stderr).toMatch(
        /warning: Column "city" has values that training has not seen in \d+ rows, such as "city/,
      );
      const { table } = await readTable(out, { workspace: cwd });
      expect(table.columns.map(({ name }) => name)).toEqual([
        'id',
        'prediction',
        'probability_class 0',
        'probability_class 1',
      ]);
      const { predictions, codes } = predictTable(classifier, unseen);
      const [id, prediction, , second] = table.columns;
      for (let row = 0; row < unseen.rows; row++) {
        const text = (column: typeof id) =>
          column?.type === 'texts' ? column.dictionary[column.codes[row]!] : null;
        expect(text(id)).toBe(`row ${row}`);
        expect(text(prediction)).toBe(`class ${codes![row]}`);
        const share = second?.type === 'numbers' ? second.values[row]! : Number.NaN;
        expect(share).toBeCloseTo(
          predictions.task === 'classification' ? predictions.probabilities[1]![row]! : 0,
          12,
        );
      }
      expect(
        readdirSync(cwd).filter((name) => name.includes('.part') || name.startsWith('opsmith-tables')),
      ).toEqual([]);
    },
  );

  it('prints CSV, or one JSON document', async () => {
    const cwd = await workspaceWith(regressor);
    const arguments_ = ['predict', '--model', 'model', '--data', 'rows.csv'];
    const { stdout, status } = await runInProcess(arguments_, { cwd });
    expect(status).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(301);
    expect(lines[0]).toBe('prediction');
    const document = JSON.parse((await runInProcess([...arguments_, '--json'], { cwd })).stdout);
    expect(document).toMatchObject({
      rows: 300,
      out: null,
      model: { name: 'liking', version: null, source: 'opsmith' },
    });
    expect(document.predictions.map((row: { prediction: number }) => row.prediction)).toEqual(
      lines.slice(1).map(Number),
    );
    const written = await runInProcess([...arguments_, '--json', '--out', 'said.csv'], { cwd });
    expect(JSON.parse(written.stdout)).toMatchObject({ rows: 300, out: 'said.csv' });
    expect(readFileSync(join(cwd, 'said.csv'), 'utf8')).toBe(stdout);
  });

  it('says which columns speak for each prediction', async () => {
    const cwd = await workspaceWith(regressor, { 'few.csv': csv.split('\n').slice(0, 6).join('\n') });
    const { stdout, status } = await runInProcess(
      ['predict', '--model', './model', '--data', 'few.csv', '--explain'],
      { cwd },
    );
    expect(status).toBe(0);
    const [header, ...rows] = stdout.trimEnd().split('\n');
    expect(header).toBe('prediction,reason_1,contribution_1,reason_2,contribution_2,reason_3,contribution_3');
    expect(rows).toHaveLength(5);
    for (const row of rows) {
      const [, reason, one, , two] = row.split(',');
      expect(seen.columns.map(({ name }) => name)).toContain(reason);
      expect(Math.abs(Number(one))).toBeGreaterThanOrEqual(Math.abs(Number(two)));
    }
  });

  it('takes a version of the registry by name', async () => {
    const cwd = await workspaceWith(classifier);
    const store = await openStore({ path: join(cwd, '.opsmith', 'opsmith.db') });
    await openRegistry({ store, folder: join(cwd, '.opsmith', 'registry') }).register({
      name: 'liking',
      folder: join(cwd, 'model'),
      actor: 'a test',
    });
    await store.close();
    const { stdout, status, stderr } = await runInProcess(
      ['predict', '--model', 'liking', '--data', 'rows.csv', '--json', '--out', 'x.csv'],
      { cwd },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout).model).toMatchObject({ name: 'liking', version: expect.stringMatching(/^\d/) });
  });

  it('predicts no rows, and one', async () => {
    const [header, first] = csv.split('\n');
    const cwd = await workspaceWith(classifier, {
      'none.csv': `${header}\n`,
      'one.csv': `${header}\n${first}\n`,
    });
    const of = async (data: string) =>
      (await runInProcess(['predict', '--model', './model', '--data', data], { cwd })).stdout.split('\n')
        .length - 1;
    expect(await of('none.csv')).toBe(1);
    expect(await of('one.csv')).toBe(2);
  });
});

describe('opsmith predict refuses', () => {
  const change = (from: string, to: string) => csv.replace(from, to);
  it.each([
    ['a file that is not there', 'gone.csv', null, /There is no file gone\.csv/],
    [
      'a table without a column',
      'a.csv',
      change('age', 'aeg'),
      /no column "age" \(numbers\); there is "aeg"/,
    ],
    ['a header twice', 'b.csv', change('age,', 'age,age,'), /names two columns "age"/],
    [
      'text among numbers',
      'c.csv',
      `${csv.trimEnd()}\nrow x,old${','.repeat(9)}\n`,
      /Column "age" of c\.csv must hold numbers, and row 301 has "old"/,
    ],
    ['ragged rows', 'd.csv', `${csv.trimEnd()}\nrow x,1,2\n`, /line 302 has 3 fields/],
    ['half a Parquet file', 'e.parquet', 'PAR1...', /no whole Parquet file/],
  ])('%s', async (_, data, content, message) => {
    const cwd = await workspaceWith(classifier, content === null ? {} : { [data]: content });
    const ran = await runInProcess(['predict', '--model', './model', '--data', data, '--out', 'said.csv'], {
      cwd,
    });
    expect(ran.status).toBe(2);
    expect(ran.stderr).toMatch(message);
    expect(ran.stderr.trimEnd().split('\n').length).toBeLessThan(3);
    expect(existsSync(join(cwd, 'said.csv'))).toBe(false);
    expect(readdirSync(cwd).filter((name) => name.includes('.part'))).toEqual([]);
  });

  it('late in a file without half of a JSON document', async () => {
    const rows = csv.trimEnd().split('\n').slice(1);
    const late = `${csv.split('\n')[0]}\n${Array.from({ length: 60 }, () => rows.join('\n')).join('\n')}\nrow x,old${','.repeat(9)}\n`;
    const cwd = await workspaceWith(regressor, { 'late.csv': late });
    const ran = await runInProcess(['predict', '--model', './model', '--data', 'late.csv', '--json'], {
      cwd,
    });
    expect(ran.status).toBe(2);
    expect(JSON.parse(ran.stdout).error.message).toContain('row 18,001 has "old"');
  });

  it.each([
    [['--model', 'nobody'], /nobody/],
    [['--model', './nowhere'], /There is no model at/],
    [['--model', './model', '--out', 'said.xlsx'], /said\.xlsx does not say its format/],
    [['--model', './model', '--out', 'no/folder/said.csv'], /cannot be written/],
    [['--model', './model', '--keep', 'nothing'], /no column "nothing"/],
    [['--model', './model/model.onnx', '--explain'], /leave --explain out/],
  ])('%j', async (arguments_, message) => {
    const cwd = await workspaceWith(classifier);
    const ran = await runInProcess(['predict', '--data', 'rows.csv', ...arguments_], { cwd });
    expect(ran.status).toBeGreaterThan(0);
    expect(ran.stderr).toMatch(message);
  });
});

describe('opsmith predict with a network that PyTorch has written', () => {
  const fixtures = new URL('../../../fixtures/serve/', import.meta.url).pathname;
  const { cases } = JSON.parse(readFileSync(join(fixtures, 'foreign-pytorch-2.json'), 'utf8')) as {
    cases: { file: string; prediction: string[]; inputs: { columns: Record<string, number[]> } }[];
  };
  const wanted = cases.find(({ file }) => file === 'pytorch2-dynamo-scores.onnx')!;
  const names = Object.keys(wanted.inputs.columns);
  const rows = wanted.prediction.map((_, row) => [
    ...names.map((name) => wanted.inputs.columns[name]![row]),
    `flower ${row}`,
  ]);
  const flowers = `${names.join()},"its, name"\n${rows.join('\n')}\n`;
  const model = join(fixtures, 'foreign', wanted.file);
  const ran = (...args: string[]) =>
    runInProcess(['predict', '--model', model, '--data', 'flowers.csv', ...args], {
      cwd: makeWorkspace({ 'flowers.csv': flowers }),
    });

  it('says which columns it has to be told', async () => {
    const { status, stderr } = await ran();
    expect(status).toBe(2);
    expect(stderr).toContain(
      'takes 4 columns in its matrix "rows", and the table has 5 (sepal_length, sepal_width, petal_length, petal_width, its, name).',
    );
    expect(stderr).toContain('--features NAME,NAME');
  });

  it.each([
    ['in one word', [names.join()]],
    ['in several', names],
  ])('takes their names %s', async (_, words) => {
    const { status, stdout, stderr } = await ran('--keep', '"its, name"', '--features', ...words);
    expect([status, stderr]).toEqual([0, '']);
    const lines = stdout.trim().split('\n');
    expect(lines[0]).toBe('"its, name",prediction,output_0,output_1,output_2');
    expect(lines.slice(1).map((line) => line.split(',').slice(0, 2))).toEqual(
      wanted.prediction.map((said, row) => [`flower ${row}`, said]),
    );
  });
});
