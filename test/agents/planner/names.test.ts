import { describe, expect, it } from 'vitest';
import { argumentsOf } from './plan.ts';

describe('the target column', () => {
  it.each([
    ['target=churned', 'churned'],
    ['target: churned', 'churned'],
    ['--target churned', 'churned'],
    ['target is churned', 'churned'],
    ['the target column is churned', 'churned'],
    ['label churned', 'churned'],
    ['with churned as the target', 'churned'],
    ['churned is the target', 'churned'],
    ['predict churned', 'churned'],
    ['to predict the churned column', 'churned'],
    ['predicting the column churned', 'churned'],
    ['for `churned`', 'churned'],
    ['target "will churn"', 'will churn'],
    ["predict 'Total Cost'", 'Total Cost'],
    ['y = churned', 'churned'],
    ['the column is called churned', 'churned'],
    ['for churned', 'churned'],
    ['target Churn_Flag', 'Churn_Flag'],
    ['the column to predict is churned', 'churned'],
    ['the label column is kind', 'kind'],
    ['target quality', 'quality'],
    ['target y', 'y'],
    ['to predict whether they churn, column churned', 'churned'],
  ])('is read from “%s”', (text, target) => {
    expect(argumentsOf(`train on x.csv, ${text}`, 'train_model')).toMatchObject({ target });
  });

  it.each([
    'to predict who will churn',
    'to predict house prices',
    'to predict whether they leave',
    'please',
    'in ten minutes',
  ])('is not made up from “%s”', (text) => {
    expect(argumentsOf(`train a model on x.csv ${text}`, 'train_model')).not.toHaveProperty('target');
  });
});

describe('protected columns', () => {
  it.each([
    ['by gender', ['gender']],
    ['for age and gender', ['age', 'gender']],
    ['across region, race', ['region', 'race']],
    ['with respect to sex', ['sex']],
    ['protected=age_group', ['age_group']],
    ['protected columns: age, sex and zip', ['age', 'sex', 'zip']],
    ['sensitive attribute country', ['country']],
    ['w.r.t. `marital status`', ['marital status']],
  ])('are read from “%s”', (text, columns) => {
    expect(argumentsOf(`check fairness of model churn ${text}`, 'check_fairness')).toEqual({
      model: 'churn',
      protected: columns,
    });
  });

  it('are not people', () => {
    expect(argumentsOf('is the loan model fair to women', 'check_fairness')).toEqual({ model: 'loan' });
  });
});

describe('models and versions', () => {
  it.each([
    ['promote churn@1.2.0', { model: 'churn', version: '1.2.0' }],
    ['promote churn v2.0.1', { model: 'churn', version: '2.0.1' }],
    ['promote churn version 3', { model: 'churn', version: '3' }],
    ['promote version three of churn', { model: 'churn', version: '3' }],
    ['promote the fraud-detector model', { model: 'fraud-detector' }],
    ['promote model loan_default', { model: 'loan_default' }],
    ['promote model=churn version=4', { model: 'churn', version: '4' }],
    ['please promote churn to production', { model: 'churn' }],
    ['promote "night owl"', { model: 'night owl' }],
    ['promote churn 1.3', { model: 'churn', version: '1.3' }],
    ['promote the drift model', { model: 'drift' }],
  ])('are read from “%s”', (text, expected) => {
    expect(argumentsOf(text, 'promote_model')).toEqual(expected);
  });

  it('stay whole where the action has no place for a version', () => {
    expect(argumentsOf('validate churn@2 on t.csv', 'validate_model')).toEqual({
      model: 'churn@2',
      data: 't.csv',
    });
  });

  it.each(['promote the new model', 'promote the model', 'promote my model'])(
    'are not made up from “%s”',
    (text) => {
      expect(argumentsOf(text, 'promote_model')).toEqual({});
    },
  );
});

describe('drift tables', () => {
  it.each([
    ['drift between a.csv and b.csv', 'a.csv', 'b.csv'],
    ['drift reference=a.csv current=b.csv', 'a.csv', 'b.csv'],
    ['drift --current a.csv --reference b.csv', 'b.csv', 'a.csv'],
    ['has b.csv drifted from a.csv', 'a.csv', 'b.csv'],
    ['drift in b.csv compared to a.csv', 'a.csv', 'b.csv'],
    ['drift from a.csv to b.csv', 'a.csv', 'b.csv'],
    ['compare live.csv against train.csv for drift', 'train.csv', 'live.csv'],
    ['compare train.csv with live.csv for drift', 'train.csv', 'live.csv'],
    ['drift: b.csv is the current and a.csv the reference', 'a.csv', 'b.csv'],
    ['is b.csv still like a.csv', 'a.csv', 'b.csv'],
  ])('%s', (text, reference, current) => {
    expect(argumentsOf(text, 'check_drift')).toEqual({ reference, current });
  });
});

describe('feedback', () => {
  it.each([
    ['accept rec_1a2b', 'rec_1a2b', 'accept'],
    ['reject r-12', 'r-12', 'reject'],
    ['dismiss finding a1b2c3', 'a1b2c3', 'reject'],
    ['rec_1a2b was a false alarm', 'rec_1a2b', 'reject'],
    ['good catch, rec_1a2b', 'rec_1a2b', 'accept'],
    ['I applied rec_1a2b with changes', 'rec_1a2b', 'modify'],
    ["I don't agree with rec_1a2b", 'rec_1a2b', 'reject'],
    ['thumbs up for rec_1a2b', 'rec_1a2b', 'accept'],
    ['rec_1a2b is not a real problem', 'rec_1a2b', 'reject'],
    ['modify #9f2e1', '9f2e1', 'modify'],
  ])('%s', (text, recommendation, verdict) => {
    expect(argumentsOf(text, 'record_feedback')).toEqual({ recommendation, verdict });
  });
});

describe('free text', () => {
  it.each([
    ['remember that we use tabs', 'remember', { text: 'we use tabs' }],
    ['remember: line length is 110.', 'remember', { text: 'line length is 110' }],
    ['keep in mind that a.csv has duplicates', 'remember', { text: 'a.csv has duplicates' }],
    [
      'remember this: never promote a model on a friday',
      'remember',
      { text: 'never promote a model on a friday' },
    ],
    ['we deploy on Mondays, please remember that', 'remember', { text: 'we deploy on Mondays' }],
    ['search memory for null pointers', 'search_memory', { query: 'null pointers' }],
    ['do you remember anything about the billing schema?', 'search_memory', { query: 'the billing schema' }],
    ["look up 'rate limits' in your memory", 'search_memory', { query: 'rate limits' }],
  ])('%s', (text, action, expected) => {
    expect(argumentsOf(text, action)).toEqual(expected);
  });
});
