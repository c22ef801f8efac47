import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Proposal } from '../../../agents/decisions/proposals.ts';
import { trainModel } from '../../../agents/tools/train-model.ts';
import { validateDataset } from '../../../agents/tools/validate-dataset.ts';
import { createRandom } from '../../../src/train/index.ts';
import { fakeModelName, startScriptedModels } from '../../fakes/scripted-models.ts';
import { actionContext } from '../action-context.ts';

const model = fakeModelName.ollama;

/** Loans whose default follows from the debt by the income; the office says nothing. */
function loans(rows: number): string {
  const random = createRandom(1);
  const lines = Array.from({ length: rows }, () => {
    const income = 1 + 9 * random.next();
    const debt = 1 + 9 * random.next();
    const isBad = Math.log(debt / income) + 0.3 * random.normal() > 0;
    return `${income.toFixed(4)},${debt.toFixed(4)},${'abc'[random.below(3)]},${isBad ? 'bad' : 'good'}`;
  });
  return `income,debt,office,outcome\n${lines.join('\n')}\n`;
}

/** A context with a model that answers decisions by a word of their prompts. */
async function asked(answers: Readonly<Record<string, object>>) {
  const { models } = await startScriptedModels(({ messages }) => {
    const found = Object.entries(answers).find(([word]) => messages[0]!.content.includes(word));
    return { text: JSON.stringify(found?.[1] ?? {}) };
  });
  const context = await actionContext({ models });
  writeFileSync(join(context.workspace, 'loans.csv'), loans(300));
  const said = () => context.events.flatMap((event) => (event.type === 'progress' ? [event.message] : []));
  return { context, said };
}

const drop = (column: string) => ({ drop: [{ column, why: 'is said to be of no use' }] });
const split = { by: 'random', column: null, why: 'it is common' };

describe('what a model proposes in an action by itself', () => {
  it('is measured: a column that tells something stays, whatever a model says of it', async () => {
    const { context, said } = await asked({ 'columns are left out': drop('debt'), 'judge by': split });
    const result = await validateDataset({ data: 'loans.csv', target: 'outcome' }, context);
    const { drop: dropped, proposals } = result.data as { drop: object[]; proposals: Proposal[] };
    expect(dropped).toEqual([]);
    expect(proposals).toMatchObject([
      { decision: 'drop-columns', by: model, what: 'leaving debt out', won: false },
    ]);
    expect(proposals[0]!.gain).toBeLessThan(-0.1);
    const told = new RegExp(
      `leaving debt out, proposed by ${model}, was worse than the policy’s by 0\\.\\d+`,
    );
    expect(result.text).toMatch(told);
    // The record has both: what was measured, and what no score can judge.
    expect(said().find((message) => told.test(message))).toBeDefined();
    expect(said()).toContainEqual(
      expect.stringMatching(/^The split by random was chosen by .* no score can judge/),
    );
    expect(result.text).toContain('The split by random was chosen by');
  });

  it('is held against the policy’s families in the same search', async () => {
    const { context, said } = await asked({
      'columns are left out': { drop: [] },
      metric: { metric: 'logLoss', why: 'probabilities are used' },
      families: { families: [{ family: 'naive-bayes', why: 'few columns' }] },
    });
    const result = await trainModel(
      { data: 'loans.csv', target: 'outcome', timeBudget: 4, trials: 8 },
      context,
    );
    const { proposals, unjudged } = result.data as { proposals: Proposal[]; unjudged: string[] };
    expect(proposals).toMatchObject([{ decision: 'choose-families', by: model, what: 'naive-bayes' }]);
    const [{ score, policyScore, gain, won }] = proposals as [Proposal];
    if (score === null) expect([gain, won]).toEqual([null, false]);
    else expect(gain).toBeCloseTo(policyScore! - score, 12);
    expect(unjudged).toEqual([
      expect.stringMatching(/^The metric log_loss was chosen by .* nothing was measured/),
    ]);
    expect(said()).toContain(unjudged[0]);
    expect(result.text).toContain(`naive-bayes, proposed by ${model}`);
  });
});
