import { describe, expect, it } from 'vitest';
import { argumentsOf, onlyStep, plan } from './plan.ts';

const actions = (text: string) => plan(text).steps.map(({ action }) => action);

describe('the training task', () => {
  it('is planned whole, each step with the arguments that it takes', () => {
    const { steps } = plan('train a model on x.csv to predict y1 in ten minutes with 20 trials, optimise f1');
    expect(steps).toEqual([
      { agent: 'data-collector', action: 'validate_dataset', arguments: { data: 'x.csv', target: 'y1' } },
      { agent: 'feature-engineer', action: 'engineer_features', arguments: { data: 'x.csv', target: 'y1' } },
      {
        agent: 'trainer',
        action: 'train_model',
        arguments: { data: 'x.csv', target: 'y1', metric: 'f1', timeBudget: 600 },
      },
      {
        agent: 'optimizer',
        action: 'tune_model',
        arguments: { data: 'x.csv', target: 'y1', trials: 20, timeBudget: 600 },
      },
      { agent: 'validator', action: 'validate_model', arguments: { data: 'x.csv' } },
    ]);
  });

  it.each([
    'only the training step on x.csv, target y',
    '@trainer train on x.csv target y',
    'trainer: x.csv target y',
  ])('is one step for “%s”', (text) => {
    expect(actions(text)).toEqual(['train_model']);
  });

  it('leaves out what the person does not want', () => {
    expect(actions('train on x.csv target y without tuning')).not.toContain('tune_model');
    expect(actions('train on x.csv for y but skip feature engineering')).not.toContain('engineer_features');
  });

  it('asks for what is missing and still plans', () => {
    const made = plan('train a model');
    expect(made.steps).toHaveLength(5);
    expect(made.clarification).toMatch(/^To train models that predict a column of a table I still need /);
    expect(made.clarification).toContain('a data file and the column to predict');
  });

  it('does not plan a step twice that was asked for beside it', () => {
    expect(actions('validate x.csv and train a model on it, target y')).toEqual([
      'validate_dataset',
      'engineer_features',
      'train_model',
      'tune_model',
      'validate_model',
    ]);
  });
});

describe('several requests at once', () => {
  it.each([
    ['profile a.csv then check it for problems', ['profile_dataset', 'validate_dataset']],
    ['review x.py and measure y.go', ['review_code', 'measure_code']],
    ['list models and runs', ['list_models', 'list_runs']],
    ['validate model churn on t.csv and then promote it', ['validate_model', 'promote_model']],
    [
      'check drift between a.csv and b.csv, then tell me the health of the churn model',
      ['check_drift', 'model_health'],
    ],
    ['accept rec_a1b2 and reject rec_d4e5', ['record_feedback', 'record_feedback']],
    ['describe a.csv and b.csv', ['profile_dataset', 'profile_dataset']],
    ['before you measure a.py, review it', ['review_code', 'measure_code']],
    ['roll back churn. list runs!', ['roll_back_model', 'list_runs']],
  ])('%s', (text, expected) => expect(actions(text)).toEqual(expected));

  it.each([
    'review a.py for bugs, security and performance',
    'show halstead effort, volume and bugs for a.py',
    'compare a.csv and b.csv for drift',
    'review a.py and b.py',
    'remember that we validate data, train models and promote them',
    'tune with x.csv, predict y',
  ])('are not seen in “%s”', (text) => expect(plan(text).steps).toHaveLength(1));

  it('share an object that is named once', () => {
    expect(plan('profile and validate a.csv').steps.map((step) => step.arguments)).toEqual([
      { data: 'a.csv' },
      { data: 'a.csv' },
    ]);
    expect(argumentsOf('measure lib.go, then review it', 'review_code')).toEqual({ paths: ['lib.go'] });
    expect(argumentsOf('churn is broken, roll it back', 'roll_back_model')).toEqual({ model: 'churn' });
  });
});

describe('negation', () => {
  it.each([
    ["don't train, just describe x.csv", 'profile_dataset'],
    ['no review, only the metrics of a.ts', 'measure_code'],
    ["don't review lib/http.py, just measure it", 'measure_code'],
    ['measure, don’t review, foo.py', 'measure_code'],
    ['validate x.csv without training a model', 'validate_dataset'],
    ['instead of training, validate x.csv', 'validate_dataset'],
    ['do not roll back churn, promote churn 1.3 instead', 'promote_model'],
    ["please don't promote churn", 'answer'],
    ["don't do anything", 'answer'],
    ['stop reviewing', 'answer'],
  ])('%s', (text, action) => expect(onlyStep(text).action).toBe(action));

  it.each([
    "can't you just review a.js",
    "review a.ts and don't hold back",
    'why not review a.ts',
    "isn't a.py insecure?",
    "I don't like a.py, what is wrong with it",
  ])('is not seen in “%s”', (text) => expect(onlyStep(text).action).toBe('review_code'));
});

describe('addressing', () => {
  it.each([
    ['@validator check churn on t.csv', 'validator', 'validate_model'],
    ['@code-analyst a.py', 'code-analyst', 'review_code'],
    ['code-analyst: complexity of a.go', 'code-analyst', 'measure_code'],
    ['ask the data collector to profile x.csv', 'data-collector', 'profile_dataset'],
    ['could the data collector please validate x.csv?', 'data-collector', 'validate_dataset'],
    ['validator, evaluate churn on t.csv', 'validator', 'validate_model'],
    ['@Feature_Engineer x.csv, y is the label', 'feature-engineer', 'engineer_features'],
    ['let the optimiser tune on x.csv target y', 'optimizer', 'tune_model'],
    ["@supervisor what's running?", 'supervisor', 'status'],
  ])('%s', (text, agent, action) => expect(onlyStep(text)).toMatchObject({ agent, action }));

  it('speaks to several agents one after the other', () => {
    expect(actions('@code-analyst review a.py @data-collector profile x.csv')).toEqual([
      'review_code',
      'profile_dataset',
    ]);
  });
});

describe('talk', () => {
  it.each([
    'hello',
    'thanks for the review, very nice',
    'what does cyclomatic complexity mean?',
    'what is data drift',
    'how do I train a model?',
    'can you train models?',
    'why is roc auc better than accuracy for imbalanced data?',
    'how long is the train from Paris to Lyon?',
    'write a poem about a model that never drifts',
    'tune my guitar',
    'validate my parking ticket',
    'how healthy is an avocado',
    '',
    '   ',
    '??',
    '🙂',
    'training is boring',
    'explain cross validation',
    'what is a model registry',
    'promote my band',
  ])('is answered: %j', (text) => {
    expect(onlyStep(text)).toEqual({
      agent: 'supervisor',
      action: 'answer',
      arguments: { text: text.trim() },
    });
  });

  it.each([
    ['how do I improve a.py?', 'review_code'],
    ['what is the complexity of a.py?', 'measure_code'],
    ['what is the status?', 'status'],
    ['which models do we have?', 'list_models'],
    ['is there drift between a.csv and b.csv?', 'check_drift'],
    ['what is in x.csv?', 'profile_dataset'],
  ])('is told from a request: %s', (text, action) => expect(onlyStep(text).action).toBe(action));
});

describe('a plan', () => {
  it('says why, and how sure it is', () => {
    const made = plan('review src/app.ts');
    expect(made.reason).toContain('code-analyst.review_code');
    expect(made.confidence).toBeGreaterThan(plan('src/app.ts').confidence);
    expect(made.clarification).toBeUndefined();
  });
});
