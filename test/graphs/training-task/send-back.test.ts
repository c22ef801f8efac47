import { describe, expect, it } from 'vitest';
import { TaskResult } from '../../../graphs/training-task/index.ts';
import { Config } from '../../../src/config/index.ts';
import { openProjectRegistry } from '../../../src/registry/index.ts';
import { randomFrom, taskCrew } from './task-under-test.ts';

const rows = 1_200;
/** Since when, of all rows, the world is another one: that of the validator's, where rows are judged by the latest. */
const turn = 0.8;
/** What makes rows depend on time, so that the latest are set aside. */
const fading = (gone: number) => 2.2 * (1 - 2 * gone);
const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));

function normalsFrom(seed: number): { random: () => number; normal: () => number } {
  const random = randomFrom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return { random, normal };
}

/** Two machines' figures a day, and the probability that one fails by them and by how much of the time is gone. */
function inTime(chance: (load: number, heat: number, gone: number) => number): string {
  const { random, normal } = normalsFrom(11);
  const lines = Array.from({ length: rows }, (_, row) => {
    const [load, heat] = [normal(), normal()];
    const day = new Date(Date.UTC(2022, 0, 1 + Math.floor(row / 2))).toISOString().slice(0, 10);
    const fails = random() < chance(load, heat, row / rows);
    return [day, load.toFixed(3), heat.toFixed(3), fails ? 'yes' : 'no'].join(',');
  });
  return `day,load,heat,y\n${lines.join('\n')}\n`;
}

/** A column that by itself tells almost all, though not so much that it is left out at sight. */
function known(): string {
  const { random, normal } = normalsFrom(5);
  const lines = Array.from({ length: 3_000 }, () => {
    const is = random() < 0.4;
    const shift = (by: number) => (normal() + (is ? by : 0)).toFixed(3);
    return [shift(0.9), shift(0), shift(3.15), is ? 'yes' : 'no'].join(',');
  });
  return `spend,visits,closing_balance_after,y\n${lines.join('\n')}\n`;
}

function hired(): string {
  const { random, normal } = normalsFrom(7);
  const lines = Array.from({ length: rows }, () => {
    const [sex, income] = [random() < 0.5 ? 'f' : 'm', normal()];
    return [
      sex,
      income.toFixed(3),
      random() < sigmoid(income + (sex === 'm' ? 2.2 : -2.2)) ? 'yes' : 'no',
    ].join(',');
  });
  return `sex,income,y\n${lines.join('\n')}\n`;
}

/** One family of small models. */
const linear = { families: ['linear'] };
/** Seconds that are never used up: the search of one small family ends where nothing new is left to gain, long before, so that no clock decides what is judged. */
const ample = 60;

async function judgedWith(table: string, more: object = {}): Promise<TaskResult> {
  const { crew } = await taskCrew({ 'table.csv': table });
  const request = { data: 'table.csv', target: 'y', timeBudget: ample, sendBacks: 1, choices: linear };
  const result = await crew.train({ ...request, ...more });
  expect(result.status, result.answer).toBe('done');
  const judged = TaskResult.parse(result.results.at(-1)!.data);
  expect(judged.warnings.join()).not.toMatch(/in time|time-budget/);
  return judged;
}

const faults = ({ judgements }: TaskResult) =>
  judgements.flatMap(({ verdict, fault }) => (verdict === 'send-back' ? [fault] : []));

describe('the validator', { timeout: 120_000 }, () => {
  it('names a fault also where work is to be sent back no more', async () => {
    const result = await judgedWith(hired(), { protected: ['sex'], sendBacks: 0 });
    expect(faults(result)).toEqual([]);
    expect(result.judgements.at(-1)).toMatchObject({ verdict: 'accept', fault: 'unfair' });
    expect(result.warnings).toContainEqual(
      expect.stringMatching(/lets it pass with a fault.*between groups of sex/),
    );
  });
});

describe('the validator sends work back', { timeout: 120_000 }, () => {
  it('for groups that are treated otherwise, and the column that does it is left out', async () => {
    const result = await judgedWith(hired(), { protected: ['sex'] });
    expect(faults(result)).toEqual(['unfair']);
    expect(result.dropped).toEqual([expect.objectContaining({ column: 'sex', by: 'validator' })]);
  });

  it('for a leak that only shows on its own rows, which is named once and left out', async () => {
    const result = await judgedWith(known());
    expect(faults(result)).toEqual(['leakage']);
    expect(result.dropped.map(({ column }) => column)).toEqual(['closing_balance_after']);
    expect(result.scores.test.roc_auc!).toBeLessThan(0.85);
  });

  it('for probabilities that are far off', async () => {
    const result = await judgedWith(
      inTime((load, heat, gone) => sigmoid(2.5 * load + 2 * heat + (gone < turn ? fading(gone) : -5))),
    );
    expect(faults(result)).toEqual(['poor-calibration']);
  });

  it('for a score on the folds that rows which nobody had seen do not bear out', async () => {
    const season = (gone: number) => 1.6 * Math.sin(25 * gone);
    const table = inTime((load, heat, gone) =>
      sigmoid((gone < turn ? 3 * load + 2 * heat : 0.25 * load) + season(gone)),
    );
    const result = await judgedWith(table);
    expect(faults(result)).toEqual(['overfitting']);
    expect(result.warnings).toContainEqual(expect.stringMatching(/with a fault.*than on rows that nobody/));
  });

  it('for doing worse than the model in production on the same rows, which stays there', async () => {
    const { random, normal } = normalsFrom(13);
    const lines = Array.from({ length: rows }, () => {
      const [load, heat] = [normal(), normal()];
      const fails = random() < sigmoid(2.5 * load + 0.8 * heat);
      return [load.toFixed(3), heat.toFixed(3), fails ? 'yes' : 'no'].join(',');
    });
    const { crew, store, folder } = await taskCrew({ 'table.csv': `load,heat,y\n${lines.join('\n')}\n` });
    const request = { data: 'table.csv', target: 'y', timeBudget: ample, sendBacks: 1 };
    const first = await crew.train({ ...request, choices: linear });
    expect(first.status, first.answer).toBe('done');
    const registry = openProjectRegistry({ store, config: Config.parse({}), cwd: folder });
    await registry.changeStage({ reference: 'table-y@1.0.0', to: 'production', actor: 'ada' });
    const second = await crew.train({ ...request, choices: { ...linear, drop: ['load'] } });
    expect(second.status, second.answer).toBe('done');
    const result = TaskResult.parse(second.results.at(-1)!.data);
    expect(faults(result)).toEqual(['worse-than-live']);
    expect(result.judgements.at(-1)!.why).toMatch(/below the live model's, beyond noise/);
    expect((await registry.get('table-y@1.0.0')).stage).toBe('production');
  });
});
