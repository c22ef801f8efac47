import { describe, expect, it } from 'vitest';
import { agents } from '../../../agents/index.ts';
import { namesLike, planByPolicy } from '../../../agents/planner/index.ts';

const columns = ['customer_id', 'tenure', 'region', 'isChurned', 'plan_model'];

describe('the subject of a model', () => {
  it.each([
    ['build me a churn model from customers.csv', 'isChurned', 'churn'],
    ['a churn prediction model on customers.csv please', 'isChurned', 'churn'],
    ['who will churn? use customers.csv', 'isChurned', 'churn'],
    ['make a tenure predictor with customers.csv', 'tenure', 'tenure'],
  ])('names a column: %s', (text, name, word) => {
    expect(namesLike(text, columns)).toEqual([{ name, word }]);
  });

  it.each([
    'train a model on customers.csv',
    'build a customer model from customers.csv',
    'build me a new model for the north region',
    'the region was surveyed. Train a model on customers.csv',
  ])('is not what stands elsewhere, nor an identifier: %s', (text) => {
    expect(namesLike(text, columns)).toEqual([]);
  });

  it('is the word itself before others of its stem, and several where they are alike', () => {
    const names = (text: string, among: string[]) => namesLike(text, among).map(({ name }) => name);
    expect(names('a churn model', ['churned', 'churn', 'churn_date'])).toEqual(['churn']);
    expect(names('a price model', ['price_net', 'price_gross'])).toEqual(['price_net', 'price_gross']);
  });
});

describe('a bare name after a plan that lacked the column to predict', () => {
  const asked = planByPolicy({ text: 'train a model on customers.csv', agents });
  const answered = (text: string) => planByPolicy({ text, agents, previous: { steps: asked.steps } });

  it.each(['churned', 'it is churned', '"churned", please', 'the churned column'])(
    'is that column: %s',
    (text) => {
      const plan = answered(text);
      expect(plan.clarification).toBeUndefined();
      expect(plan.steps.find(({ action }) => action === 'train_model')?.arguments).toEqual({
        data: 'customers.csv',
        target: 'churned',
      });
    },
  );

  it.each(['thanks', 'list models', 'hello there', 'why?'])('is no column: %s', (text) => {
    expect(answered(text).steps.map(({ action }) => action)).not.toContain('train_model');
  });
});
