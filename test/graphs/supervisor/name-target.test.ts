import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { agents } from '../../../agents/index.ts';
import { planByPolicy } from '../../../agents/planner/index.ts';
import { crewUnderTest } from '../crew-under-test.ts';

const header = 'customer_id,tenure,churned\n1,2,yes\n';

/** The crew with its own planner; what `train` was given stands in its answer. */
async function asked(text: string) {
  const told: Record<string, unknown>[] = [];
  const own = agents.map((agent) => ({
    ...agent,
    actions: agent.actions.map((action) => ({
      ...action,
      execute: async (input: Record<string, unknown>) => {
        told.push(input);
        return { text: `${action.name} is done.`, data: null, about: { model: 'churn' } };
      },
    })),
  }));
  const { crew, folder } = await crewUnderTest({ agents: own, planner: planByPolicy });
  writeFileSync(join(folder, 'customers.csv'), header);
  return { result: await crew.turn({ text }), told };
}

describe('a training without the column to predict', () => {
  it('takes the column that the subject of the model names', async () => {
    const { result, told } = await asked('build me a churn model from customers.csv');
    expect(result.status).toBe('done');
    expect(result.steps.map((step) => step.arguments.target ?? null)).toEqual([
      'churned',
      'churned',
      'churned',
      'churned',
      null,
    ]);
    expect(told[2]).toEqual({ data: 'customers.csv', target: 'churned', name: 'churn' });
  });

  it('asks once, with the columns that there are, and does nothing', async () => {
    const { result, told } = await asked('train a model on customers.csv');
    expect(told).toEqual([]);
    expect(result.answer).toBe(
      'To train models that predict a column of a table I still need the column to predict. customers.csv has customer_id, tenure, churned.',
    );
  });

  it('says what is wrong with the table instead', async () => {
    const { result, told } = await asked('build a churn model from missing.csv');
    expect(told).toEqual([]);
    expect(result.answer).toBe('There is no file missing.csv. Check the path.');
  });
});
