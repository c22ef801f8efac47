import { describe, expect, it } from 'vitest';
import { offerOf } from '../../../graphs/supervisor/offer.ts';
import { outcomeWithout, type PlannedStep } from '../../../graphs/supervisor/outcomes.ts';

const step = (id: string, args: Record<string, unknown>): PlannedStep => ({
  id,
  agent: 'tester',
  action: 'look',
  arguments: args,
  after: [],
  supplied: {},
});
const failed = (planned: PlannedStep, message: string) =>
  outcomeWithout(planned, 'failed', message, { code: 'x', message, repairable: true });

describe('what an error proposes', () => {
  it('is the same step with the name that was meant', () => {
    const one = step('1', { paths: ['b.py', 'src/ap.js'] });
    const two = step('2', { data: 'custmers.csv', target: 'y' });
    expect(
      offerOf(
        [one, two],
        [
          failed(one, 'src/ap.js: there is no such file or folder; did you mean src/app.js?'),
          failed(two, 'There is no file custmers.csv. Did you mean customers.csv?'),
        ],
      ),
    ).toEqual([
      { agent: 'tester', action: 'look', arguments: { paths: ['b.py', 'src/app.js'] } },
      { agent: 'tester', action: 'look', arguments: { data: 'customers.csv', target: 'y' } },
    ]);
  });

  it('is nothing where an error proposes nothing, or nothing failed', () => {
    const one = step('1', { paths: ['a.py'] });
    expect(offerOf([one], [failed(one, 'a.py: there is no such file or folder')])).toBeNull();
    expect(offerOf([one], [outcomeWithout(one, 'done', 'Fine.')])).toBeNull();
  });
});
