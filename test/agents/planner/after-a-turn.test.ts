import { describe, expect, it } from 'vitest';
import { argumentsOf, onlyStep, plan } from './plan.ts';

const reviewedCode = {
  steps: [{ agent: 'code-analyst', action: 'review_code', arguments: { paths: ['a.py'] } }],
  about: { paths: ['a.py'] },
  items: ['rec_0000000001', 'rec_0000000002'].map((id) => ({ id, title: 'a finding', detail: '' })),
};

describe('after a review', () => {
  it.each(['what columns does x.csv have?', 'how many rows are in x.csv', 'same for x.csv'])(
    '“%s” is about the table, and no review of it',
    (text) => {
      const step = onlyStep(text, { previous: reviewedCode });
      expect(step).toMatchObject({ agent: 'data-collector', arguments: { data: 'x.csv' } });
    },
  );

  it('the same for another file is the same review', () => {
    expect(onlyStep('same for b.py', { previous: reviewedCode })).toMatchObject({
      action: 'review_code',
      arguments: { paths: ['b.py'] },
    });
  });

  it.each([
    'did I reject the first one?',
    'was the second one accepted?',
    'why was it rejected',
    'which findings have I dismissed',
    'what did I say about the first one',
  ])('“%s” asks, and passes no verdict', (text) => {
    expect(onlyStep(text, { previous: reviewedCode }).action).toBe('answer');
  });
});

describe('all the code that there is', () => {
  it.each([
    'review everything',
    'review the whole project',
    'measure this repo',
    'review all the files',
    'audit our codebase',
  ])('is meant by “%s”', (text) => {
    const [step] = plan(text).steps;
    expect(argumentsOf(text, step!.action)).toEqual({ paths: ['.'] });
  });
});
