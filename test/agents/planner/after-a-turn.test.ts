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

describe('what only makes sense after the turn before', () => {
  const measured = {
    steps: [{ agent: 'code-analyst', action: 'measure_code', arguments: { paths: ['ap.py'] } }],
    offer: [{ agent: 'code-analyst', action: 'measure_code', arguments: { paths: ['app.py'] } }],
  };

  it.each(['yes', 'yes please', 'oh sorry, yes', 'exactly', 'ja'])(
    '“%s” takes up what was offered',
    (text) => {
      expect(onlyStep(text, { previous: measured }).arguments).toEqual({ paths: ['app.py'] });
      expect(onlyStep(text, { previous: reviewedCode }).action).toBe('answer');
    },
  );

  it.each(['undo that', 'no, revert it please', 'the other file', 'no, the other one', 'wrong file'])(
    '“%s” is answered, and does nothing',
    (text) => {
      expect(onlyStep(text, { previous: reviewedCode }).action).toBe('answer');
    },
  );

  it('“undo that” after a promotion is an order', () => {
    const steps = [{ agent: 'supervisor', action: 'promote_model', arguments: { model: 'churn' } }];
    expect(onlyStep('undo that', { previous: { steps, about: { model: 'churn' } } }).action).toBe(
      'roll_back_model',
    );
  });

  it('the name of a language completes the review of code that has none', () => {
    const code = 'x = eval(input())';
    const steps = [{ agent: 'code-analyst', action: 'review_code', arguments: { code } }];
    expect(onlyStep('it is Python', { previous: { steps } }).arguments).toEqual({ code, language: 'python' });
  });

  it('code by itself is reviewed, whatever was done to the code before', () => {
    const code = 'def f(a):\n    return a == None';
    expect(onlyStep(code, { previous: measured })).toMatchObject({
      action: 'review_code',
      arguments: { code },
    });
  });

  it('“which one is better?” after a comparison is that comparison', () => {
    const steps = [
      { agent: 'code-analyst', action: 'compare_code', arguments: { old: 'a.py', new: 'b.py' } },
    ];
    expect(onlyStep('so which one is better?', { previous: { steps } })).toEqual(steps[0]);
  });
});

it.each([
  ['show me customers.csv', 'profile_dataset'],
  ['and customers.csv', 'predict_rows'],
])('what changes the world is not done anew because another table is named: %s', (text, action) => {
  const steps = [
    { agent: 'supervisor', action: 'predict_rows', arguments: { model: 'churn', data: 'new.csv' } },
  ];
  expect(plan(text, { previous: { steps } }).steps[0]).toMatchObject({ action });
});

it('rows are predicted with the model that the same request trains', () => {
  const { steps, clarification } = plan(
    'train on customers.csv to predict y in 5 seconds and then predict new.csv with it',
  );
  expect(steps.at(-1)).toMatchObject({ action: 'predict_rows', arguments: { data: 'new.csv' } });
  expect(steps).toHaveLength(6);
  expect(clarification).toBeUndefined();
});
