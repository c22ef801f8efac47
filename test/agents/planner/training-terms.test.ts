import { describe, expect, it } from 'vitest';
import { argumentsOf, onlyStep, plan } from './plan.ts';

const task = ['validate_dataset', 'engineer_features', 'train_model', 'tune_model', 'validate_model'];
const agentOf: Record<string, string> = {
  validate_dataset: 'data-collector',
  engineer_features: 'feature-engineer',
  train_model: 'trainer',
  tune_model: 'optimizer',
  validate_model: 'validator',
};
const trained = {
  steps: task.map((action) => ({
    agent: agentOf[action]!,
    action,
    arguments:
      action === 'validate_model'
        ? {}
        : {
            data: 'c.csv',
            target: 'churned',
            ...(action === 'train_model' ? { name: 'churn', leaveOut: ['id'], timeBudget: 30 } : {}),
          },
  })),
  about: { data: 'c.csv', target: 'churned', model: 'churn@1.0.0' },
};

describe('what a training is told besides its table and target', () => {
  it.each([
    ['train a model called churn on c.csv', { name: 'churn' }],
    ['train on c.csv, target y, and call it "my model"', { name: 'my model' }],
    ['train on c.csv to predict y with 5 folds', { folds: 5 }],
    ['train on c.csv to predict y, ten-fold cross validation', { folds: 10 }],
    ['train on c.csv without the column id, target y', { leaveOut: ['id'] }],
    ['train on c.csv but leave out id and name, target y', { leaveOut: ['id', 'name'] }],
    ['predict y from age and tenure only using c.csv', { useOnly: ['age', 'tenure'] }],
    ['train a random forest on c.csv to predict y', { families: ['random-forest'] }],
    ['train on c.csv, target y, just use gradient boosting', { families: ['gradient-boosting'] }],
  ])('“%s” carries it', (text, expected) => {
    expect(argumentsOf(text, 'train_model')).toMatchObject(expected);
  });

  it.each([
    'train on c.csv without tuning, target y',
    'train on c.csv to predict y without target encoding',
    'the column is called cancelled in c.csv, train one',
    'train on c.csv, target y, without asking me',
  ])('“%s” leaves out no column and gives no name', (text) => {
    const given = argumentsOf(text, 'train_model');
    expect(given.leaveOut).toBeUndefined();
    expect(given.name).toBeUndefined();
  });

  it('what is left out is not what is to be predicted', () => {
    expect(argumentsOf('train on c.csv without the column monthly', 'train_model')).toEqual({
      data: 'c.csv',
      leaveOut: ['monthly'],
    });
  });
});

describe('after a training', () => {
  it.each([
    ['give it more time', { timeBudget: 60 }],
    ['give it 2 more minutes', { timeBudget: 150 }],
    ['only 10 seconds please', { timeBudget: 10 }],
    ['train again without tenure', { leaveOut: ['id', 'tenure'] }],
    ['use f1 as the metric instead', { metric: 'f1' }],
    ['try it with 10-fold cross validation', { folds: 10 }],
    ['use xgboost only', { families: ['gradient-boosting'] }],
  ])('“%s” is the same task with that', (text, expected) => {
    const { steps } = plan(text, { previous: trained });
    expect(steps.map(({ action }) => action)).toEqual(task);
    expect(argumentsOf(text, 'train_model', { previous: trained })).toEqual({
      data: 'c.csv',
      target: 'churned',
      name: 'churn',
      leaveOut: ['id'],
      timeBudget: 30,
      ...expected,
    });
  });

  it.each(['remember that we use f1', 'what would happen with age 30', 'why only 30 seconds?'])(
    '“%s” trains nothing',
    (text) => {
      expect(plan(text, { previous: trained }).steps.some(({ action }) => action === 'train_model')).toBe(
        false,
      );
    },
  );

  it('a promotion that stood beside it is not done again', () => {
    const promoted = {
      ...trained,
      steps: [...trained.steps, { agent: 'supervisor', action: 'promote_model', arguments: {} }],
    };
    expect(plan('give it more time', { previous: promoted }).steps.map(({ action }) => action)).toEqual(task);
  });
});

describe('more than one thing in a sentence', () => {
  it('trains, tells what was asked and promotes what came of it, if it is better', () => {
    const { steps } = plan(
      'train on c.csv to predict y and tell me what matters, then promote it if it beats the current one',
    );
    expect(steps.map(({ action }) => action)).toEqual([...task, 'answer', 'promote_model']);
    expect(steps.at(-2)!.arguments).toEqual({ text: 'what matters' });
    expect(steps.at(-1)!.arguments).toEqual({ onlyIfBetter: true });
  });
});

describe('what is to be forgotten', () => {
  it.each([
    ['forget what I said about eval', 'eval'],
    ['forget the note about the price column', 'the price column'],
    ['delete the memory on tests', 'tests'],
    ['please forget everything about customers', 'everything about customers'],
    ['clear your memory', 'everything'],
    ['delete all my notes', 'everything'],
  ])('“%s”', (text, what) => {
    expect(onlyStep(text)).toMatchObject({ agent: 'supervisor', action: 'forget', arguments: { what } });
  });

  it.each([
    "don't forget that Anna owns billing",
    'I forget what we said about eval',
    'forget the tests, review a.py',
  ])('“%s” is no such order', (text) => {
    expect(plan(text).steps.some(({ action }) => action === 'forget')).toBe(false);
  });

  it('a correction takes the old note away and keeps the new one', () => {
    const { steps } = plan("update the note about release, it's on monday");
    expect(steps.map(({ action }) => action)).toEqual(['forget', 'remember']);
    expect(steps[1]!.arguments).toEqual({ text: "release: it's on monday" });
  });
});

describe('models by talk', () => {
  it.each([
    ['archive churn 1.0.0', 'archive_model', { model: 'churn', version: '1.0.0' }],
    ['retire version 2 of loans', 'archive_model', { model: 'loans', version: '2' }],
    ['bring back the archived churn 1.0.0', 'restore_model', { model: 'churn', version: '1.0.0' }],
    ['approve churn 1.1.0', 'approve_model', { model: 'churn', version: '1.1.0' }],
    ['tag churn 1.1.0 as champion', 'alias_model', { model: 'churn', version: '1.1.0', alias: 'champion' }],
  ])('“%s” is planned', (text, action, given) => {
    expect(onlyStep(text)).toMatchObject({ action, arguments: given });
  });

  it.each([
    'compare version 1.0.0 and 1.1.0 of churn',
    'who approved churn 1.1.0?',
    'when was churn promoted',
    'what stage is churn in',
    'what was live yesterday for churn',
    'is the audit log intact?',
  ])('“%s” changes nothing', (text) => {
    expect(onlyStep(text).action).toBe('answer');
  });

  it('an approval of a finding is a verdict', () => {
    expect(onlyStep('approve the second finding').action).toBe('record_feedback');
  });
});
