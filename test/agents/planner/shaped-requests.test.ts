import { describe, expect, it } from 'vitest';
import { agents } from '../../../agents/index.ts';
import { planByPolicy } from '../../../agents/planner/index.ts';
import type { PlanStep } from '../../../src/observe/index.ts';

const exists = (path: string) => /^(?:src\/)?app\.js$|^(?:src|lib)\/?$|^customers\.csv$/.test(path);
const stepsOf = (text: string, steps?: PlanStep[]) =>
  planByPolicy({ text, agents, exists, previous: steps === undefined ? null : { steps } }).steps;

describe('a request that its shape tells', () => {
  it.each([
    ['is there copy pasted code', 'measure_code', { paths: ['.'] }],
    ['any clones in src?', 'measure_code', { paths: ['src'] }],
    ['compare app.js before and after', 'compare_code', { new: 'app.js', since: 'HEAD' }],
    ['compare src/app.js with the last commit', 'compare_code', { new: 'src/app.js', since: 'HEAD' }],
    ['did src/app.js get worse?', 'compare_code', { new: 'src/app.js', since: 'HEAD' }],
    [
      'predict customers.csv with churn as said.xlsx',
      'predict_rows',
      { model: 'churn', data: 'customers.csv', out: 'said.xlsx' },
    ],
    [
      'score customers.csv with churn@2, then write them to said.csv',
      'predict_rows',
      { model: 'churn@2', data: 'customers.csv', out: 'said.csv' },
    ],
    ['what got worse in src since HEAD?', 'compare_code', { new: 'src', since: 'HEAD' }],
    ['compare nothere with HEAD', 'compare_code', { new: 'nothere', since: 'HEAD' }],
    ['score it', 'predict_rows', {}],
    ['compare src with HEAD~3', 'compare_code', { new: 'src', since: 'HEAD~3' }],
    ['did src get worse since main', 'compare_code', { new: 'src', since: 'main' }],
    ['is src better than in v1.2.0', 'compare_code', { new: 'src', since: 'v1.2.0' }],
    ['compare src now against abc1234', 'compare_code', { new: 'src', since: 'abc1234' }],
    ['did anything get worse since origin/main?', 'compare_code', { new: '.', since: 'origin/main' }],
    ['compare src with lib', 'compare_code', { old: 'src', new: 'lib' }],
    ['review src since HEAD~3', 'review_code', { paths: ['src'], diff: 'HEAD~3' }],
    ['just security in src/app.js', 'review_code', { paths: ['src/app.js'], only: ['security'] }],
    [
      'only critical and high issues in src/app.js',
      'review_code',
      { paths: ['src/app.js'], only: ['critical', 'high'] },
    ],
    ['whats noted about deploys', 'search_memory', { query: 'deploys' }],
    ['top contributors of lib/', 'query_graph', { question: 'top contributors of lib/' }],
    ['where do I find class OrderService', 'query_graph', { question: 'where do I find class OrderService' }],
  ])('%s', (text, action, given) => {
    expect(stepsOf(text)).toMatchObject([{ action, arguments: given }]);
  });

  it.each(['review src/app.js for security holes', 'is src/app.js secure?', 'review src/app.js'])(
    'shows all that is found where no “only” is said: %s',
    (text) => {
      expect(stepsOf(text)[0]).toMatchObject({ action: 'review_code' });
      expect(stepsOf(text)[0]!.arguments).not.toHaveProperty('only');
    },
  );

  it('looks for rows of a table that stand twice where a table is named', () => {
    expect(stepsOf('is there duplicate data in customers.csv')[0]!.action).toBe('validate_dataset');
  });
});

it('kinds of features that were left out stay out when the training is asked for anew', () => {
  const first = stepsOf('train on customers.csv to predict churned without target encoding');
  const second = stepsOf('again without ratios', first);
  const third = stepsOf('give it 30 seconds', second);
  const withoutIn = (steps: PlanStep[]) =>
    steps.find(({ action }) => action === 'train_model')?.arguments.without;
  expect(withoutIn(first)).toEqual(['targetMean']);
  expect(withoutIn(second)).toEqual(['targetMean', 'ratio']);
  expect(withoutIn(third)).toEqual(['targetMean', 'ratio']);
});
