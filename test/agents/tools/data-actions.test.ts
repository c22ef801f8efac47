import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { engineerFeatures } from '../../../agents/tools/engineer-features.ts';
import { profileDataset } from '../../../agents/tools/profile-dataset.ts';
import { trainModel } from '../../../agents/tools/train-model.ts';
import { validateDataset } from '../../../agents/tools/validate-dataset.ts';
import { checkFairness, validateModel } from '../../../agents/tools/validate-model.ts';
import { createRandom } from '../../../src/train/index.ts';
import { actionContext } from '../action-context.ts';

/** Loans whose default follows from the debt by the income, with a column that is filled only afterwards. */
function loans(rows: number, seed: number): string {
  const random = createRandom(seed);
  const lines = Array.from({ length: rows }, (_, row) => {
    const income = 1 + 9 * random.next();
    const debt = 1 + 9 * random.next();
    const isBad = Math.log(debt / income) + 0.15 * random.normal() > 0;
    const written = isBad && random.next() < 0.7 ? (10 * random.next()).toFixed(2) : '';
    return `c${row}x,${income.toFixed(4)},${debt.toFixed(4)},${'fm'[random.below(2)]},${written},${isBad ? 'bad' : 'good'}`;
  });
  return `customer_id,income,debt,sex,written_off,outcome\n${lines.join('\n')}\n`;
}

async function withLoans() {
  const context = await actionContext();
  writeFileSync(join(context.workspace, 'loans.csv'), loans(600, 1));
  writeFileSync(join(context.workspace, 'later.csv'), loans(400, 2));
  return context;
}

describe('the agents’ single actions on tables', () => {
  it('profile a table, with a detail for each column', async () => {
    const { text, data, items, about } = await profileDataset({ data: 'loans.csv' }, await withLoans());
    expect(text).toMatch(/`loans.csv` has 600 rows and 6 columns/);
    expect(text).toMatch(/\| `sex` \| categorical \|/);
    expect(items!.find(({ id }) => id === 'income')!.detail).toMatch(/Mean 5\.\d+/);
    expect(about).toEqual({ data: 'loans.csv' });
    expect(JSON.parse(JSON.stringify(data))).toEqual(data);
  });

  it('check it, say what is left out and why, and how to split', async () => {
    const context = await withLoans();
    const result = await validateDataset({ data: 'loans.csv', target: 'outcome' }, context);
    expect(result.text).toMatch(/needs mending for training on `outcome`/);
    expect(result.data).toMatchObject({ fit: false, split: { by: 'class' }, decidedBy: { drop: 'policy' } });
    const { drop } = result.data as { drop: { column: string }[] };
    expect(drop.map(({ column }) => column).toSorted()).toEqual(['customer_id', 'written_off']);
    expect((await validateDataset({ data: 'loans.csv' }, context)).text).toMatch(
      /Without a target nobody can say/,
    );
  });

  it('keep a feature that was measured to help, with who proposed it', async () => {
    const { data, text } = await engineerFeatures(
      { data: 'loans.csv', target: 'outcome' },
      await withLoans(),
    );
    const { trials } = data as {
      trials: { step: { step: string }; kept: boolean; gain: number; pValue: number; proposedBy: string }[];
    };
    const ratio = trials.find(({ step }) => step.step === 'ratio')!;
    expect(ratio).toMatchObject({ kept: true, proposedBy: 'policy' });
    expect(ratio.gain).toBeGreaterThan(0);
    expect(text).toMatch(/ratio of .* \| kept \|/);
  });

  it('train a model that later rows are judged by, as a whole and by groups', async () => {
    const context = await withLoans();
    const trained = await trainModel(
      { data: 'loans.csv', target: 'outcome', timeBudget: 300, trials: 6, metric: 'roc_auc' },
      context,
    );
    const { artifact, evaluation } = trained.data as {
      artifact: string;
      evaluation: { scores: { rocAuc: { value: number } } };
    };
    expect(evaluation.scores.rocAuc.value).toBeGreaterThan(0.9);
    const judged = await validateModel(
      {
        model: artifact,
        data: 'later.csv',
        protected: ['sex'],
        costs: { falsePositive: 1, falseNegative: 5 },
      },
      context,
    );
    expect(judged.data).toMatchObject({
      verdict: { passed: true },
      evaluation: { rows: 400, overBaseline: { verdict: 'better' } },
    });
    expect(judged.text).toMatch(/\*\*May pass\*\*/);
    const fair = await checkFairness({ model: artifact, data: 'later.csv', protected: ['sex'] }, context);
    expect(fair.text).toMatch(/treated alike as far as these rows tell/);
    await expect(
      checkFairness({ model: artifact, data: 'later.csv', protected: ['gender'] }, context),
    ).rejects.toMatchObject({ code: 'no-such-column' });
    expect((await validateModel({ model: artifact }, context)).text).toMatch(
      /What was measured when it was trained/,
    );
  });

  it('refuse what is not there', async () => {
    const context = await withLoans();
    await expect(profileDataset({ data: 'loan.csv' }, context)).rejects.toThrow(/loan\.csv/);
    await expect(validateDataset({ data: 'loans.csv', target: 'outcomes' }, context)).rejects.toThrow(
      /Did you mean outcome/,
    );
    await expect(
      trainModel({ data: 'loans.csv', target: 'outcome', metric: 'rmse' }, context),
    ).rejects.toMatchObject({ code: 'wrong-metric' });
    await expect(validateModel({ model: 'churn', data: 'later.csv' }, context)).rejects.toMatchObject({
      code: 'unknown-model',
    });
    await expect(validateModel({ model: '/etc', data: 'later.csv' }, context)).rejects.toMatchObject({
      code: 'outside-workspace',
    });
  });
});
