import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { affordableFolds } from '../../../graphs/training-task/fold-settings.ts';
import { TaskResult } from '../../../graphs/training-task/index.ts';
import { randomFrom, taskCrew } from './task-under-test.ts';

/** A sum that drifts from day to day: neighbours in time tell of each other. */
function drifting(rows: number): string {
  const random = randomFrom(5);
  let level = 0;
  const lines = ['day,visits,sales'];
  for (let row = 0; row < rows; row++) {
    level += random() - 0.5;
    const day = new Date(Date.UTC(2020, 0, 1 + row)).toISOString().slice(0, 10);
    const visits = Math.round(100 * random());
    lines.push([day, visits, (50 + 10 * level + 0.05 * visits).toFixed(3)].join(','));
  }
  return `${lines.join('\n')}\n`;
}

/** Several rows of each patient, alike in what is measured and in the outcome. */
function patients(count: number, each: number): string {
  const random = randomFrom(6);
  const lines = ['patient_id,age,pulse,ill'];
  for (let patient = 0; patient < count; patient++) {
    const [age, isIll] = [20 + Math.floor(60 * random()), random() < 0.4];
    for (let visit = 0; visit < each; visit++)
      lines.push(
        [`P${patient}`, age, Math.round(70 + 10 * random() + (isIll ? 6 : 0)), isIll ? 'yes' : 'no'].join(
          ',',
        ),
      );
  }
  return `${lines.join('\n')}\n`;
}

async function trained(name: string, file: string, target: string) {
  const { crew } = await taskCrew({ [name]: file });
  const result = await crew.train({ data: name, target, timeBudget: 4 });
  expect(result.status, result.answer).toBe('done');
  return TaskResult.parse(result.results.at(-1)!.data);
}

describe('rows that the validator sets aside', () => {
  it('are the latest where rows depend on time, and the report says so', async () => {
    const document = await trained('sales.csv', drifting(400), 'sales');
    expect(document.data.split).toMatchObject({ by: 'time', column: 'day' });
    expect(document.data.rows).toMatchObject({ train: 320, test: 80 });
    expect(readFileSync(document.report!, 'utf8')).toMatch(/split by time \(day\)/);
  });

  it('are whole groups where rows of one belong together', async () => {
    const document = await trained('visits.csv', patients(60, 6), 'ill');
    expect(document.data.split).toMatchObject({ by: 'group', column: 'patient_id' });
    expect(document.data.rows.test % 6).toBe(0);
  });
});

describe('the number of folds', () => {
  it('is the usual where they take little, and falls to a holdout as they take more', () => {
    const usual = { parts: 5, repeats: 2 };
    expect(affordableFolds(usual, 0.1, 50)).toBeNull();
    expect(affordableFolds(usual, 1, 50)).toEqual({ parts: 5, repeats: 1 });
    expect(affordableFolds(usual, 1.5, 50)).toEqual({ parts: 3, repeats: 1 });
    expect(affordableFolds(usual, 10, 50)).toEqual({ parts: 1, repeats: 1 });
  });
});
