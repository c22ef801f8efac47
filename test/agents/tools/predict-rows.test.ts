import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { askToPredict, predictRows } from '../../../agents/tools/predict-rows.ts';
import { type TrainedModel, writeArtifact } from '../../../src/artifact/index.ts';
import { expectationsOf, type Table } from '../../../src/data/index.ts';
import { runInProcess } from '../../apps/cli/run-in-process.ts';
import { exampleModel, seen, unseen } from '../../src/artifact/example-models.ts';
import { actionContext } from '../action-context.ts';

let classifier: TrainedModel;
let regressor: TrainedModel;
beforeAll(async () => {
  classifier = await exampleModel('two classes, a blend, calibrated by a sigmoid, with a threshold');
  regressor = await exampleModel('regression, one boosted model');
});

function csvOf(table: Table, rows = table.rows, without?: string): string {
  const columns = table.columns.filter(({ name }) => name !== without);
  const lines = Array.from({ length: rows }, (_, row) =>
    columns
      .map((column) => {
        if (column.type === 'texts') return column.dictionary[column.codes[row]!] ?? '';
        const value = column.values[row]!;
        if (Number.isNaN(value)) return '';
        return column.kind === 'datetime' ? new Date(value).toISOString() : String(value);
      })
      .join(),
  );
  return `${columns.map(({ name }) => name).join()}\n${lines.map((line) => `${line}\n`).join('')}`;
}

async function contextWith(model: TrainedModel) {
  const context = await actionContext();
  const { workspace } = context;
  writeFileSync(join(workspace, 'new.csv'), csvOf(unseen));
  await writeArtifact(join(workspace, 'model'), model, {
    name: 'liking',
    expectations: expectationsOf(seen),
  });
  return { context, workspace };
}

describe('rows that a conversation asks to predict', () => {
  it('are written to a file as the command writes them, after a question that says where', async () => {
    const { context, workspace } = await contextWith(classifier);
    expect(await askToPredict({ model: 'model', data: 'new.csv' }, context)).toBe(
      'Predict the rows of new.csv with model and write the predictions to new-predictions.csv?',
    );
    const { text, data, about } = await predictRows({ model: 'model', data: 'new.csv' }, context);
    await runInProcess(['predict', '--model', './model', '--data', 'new.csv', '--out', 'command.csv'], {
      cwd: workspace,
    });
    const written = readFileSync(join(workspace, 'new-predictions.csv'), 'utf8');
    expect(written).toBe(readFileSync(join(workspace, 'command.csv'), 'utf8'));
    const lines = written.trim().split('\n');
    const first = lines.slice(1).filter((line) => line.startsWith('class 0,')).length;
    expect(data).toMatchObject({ rows: 300, predictions: { 'class 0': first, 'class 1': 300 - first } });
    expect(text).toContain(
      '300 rows of `new.csv` are predicted with `model`, in their order, in `new-predictions.csv`.',
    );
    expect(text).toContain(`\`class 0\`: ${first} rows`);
    expect(text).toContain('Unlike what it has learned from:');
    expect(about).toEqual({ model: 'model', data: 'new.csv' });
    expect(await askToPredict({ model: 'model', data: 'new.csv' }, context)).toContain(
      'in place of what is there',
    );
  });

  it('are told by their least, mean and greatest where they are numbers', async () => {
    const { context, workspace } = await contextWith(regressor);
    const { data } = await predictRows({ model: 'model', data: 'new.csv', out: 'said.csv' }, context);
    const values = readFileSync(join(workspace, 'said.csv'), 'utf8').trim().split('\n').slice(1).map(Number);
    const { predictions } = data as { predictions: { least: number; mean: number; greatest: number } };
    expect(predictions.least).toBe(Math.min(...values));
    expect(predictions.greatest).toBe(Math.max(...values));
    expect(predictions.mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length, 9);
  });

  it('may be none: the file then has its header', async () => {
    const { context, workspace } = await contextWith(classifier);
    writeFileSync(join(workspace, 'none.csv'), csvOf(unseen, 0));
    const { text } = await predictRows({ model: 'model', data: 'none.csv' }, context);
    expect(text).toContain('0 rows of `none.csv`');
    expect(readFileSync(join(workspace, 'none-predictions.csv'), 'utf8')).toBe(
      'prediction,probability_class 0,probability_class 1\n',
    );
  });

  it.each([
    [{ model: 'none', data: 'new.csv' }, 'unknown-model', /none/],
    [{ model: 'model', data: 'gone.csv' }, 'file-not-found', /gone\.csv/],
    [{ model: 'model', data: 'partly.csv' }, 'no-such-column', /partly\.csv has no column/],
    [{ model: 'model', data: 'new.csv', out: '../said.csv' }, 'outside-workspace', /outside/],
    [{ model: 'model', data: 'new.csv', out: 'said.xlsx' }, 'unknown-format', /\.parquet/],
    [{ model: 'model', data: 'new.csv', out: 'new.csv' }, 'bad-arguments', /the table itself/],
  ])('are refused before anybody is asked: %j', async (input, code, says) => {
    const { context, workspace } = await contextWith(classifier);
    writeFileSync(join(workspace, 'partly.csv'), csvOf(unseen, 3, unseen.columns[0]!.name));
    const refused = await askToPredict(input, context).then(
      () => null,
      (thrown) => thrown,
    );
    expect(refused).toMatchObject({ code });
    expect(refused.message).toMatch(says);
    expect(existsSync(join(workspace, 'new-predictions.csv'))).toBe(false);
  });
});
