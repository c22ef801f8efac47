import { describe, expect, it } from 'vitest';
import { TaskResult } from '../../../graphs/training-task/index.ts';
import { customers, taskCrew } from './task-under-test.ts';

describe('families that a person named', { timeout: 120_000 }, () => {
  it.each([['linear'], ['random-forest'], ['naive-bayes', 'decision-tree']])(
    '%s are all that the model is made of, also where the time is over before they begin',
    async (...families) => {
      const { crew } = await taskCrew({ 'customers.csv': customers(400) });
      // Over when the table is read: what is trained at all is trained in time that is lent.
      const request = { data: 'customers.csv', target: 'churned', timeBudget: 0.05, sendBacks: 0 };
      const turn = await crew.train({ ...request, choices: { families } });
      expect(turn.status, turn.answer).toBe('done');
      const { ensemble, warnings } = TaskResult.parse(turn.results.at(-1)!.data);
      const used = ensemble.map(({ family }) => family);
      expect(families).toEqual(expect.arrayContaining(used));
      expect(used).not.toEqual([]);
      expect(warnings.join()).not.toMatch(/another family/);
    },
  );
});
