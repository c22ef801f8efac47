import { describe, expect, it } from 'vitest';
import { agents } from '../../../agents/index.ts';
import { orderSteps } from '../../../graphs/supervisor/dependencies.ts';

/** For each step, the numbers of those that it waits for. */
function waits(...steps: [agent: string, action: string, args?: Record<string, unknown>][]): string[] {
  const plan = steps.map(([agent, action, args = {}]) => ({ agent, action, arguments: args }));
  return orderSteps(plan, agents).map(({ after }) => after.join(' '));
}

describe('the order of steps', () => {
  it('lets reviews of different things run side by side', () => {
    expect(
      waits(
        ['code-analyst', 'review_code', { paths: ['a.js'] }],
        ['code-analyst', 'review_code', { paths: ['b.js'] }],
        ['data-collector', 'profile_dataset', { data: 'x.csv' }],
        ['data-collector', 'profile_dataset', { data: 'y.csv' }],
      ),
    ).toEqual(['', '', '', '']);
  });

  it('keeps the steps of the training task in line', () => {
    expect(
      waits(
        ['data-collector', 'validate_dataset', { data: 'x.csv', target: 'y' }],
        ['feature-engineer', 'engineer_features', { data: 'x.csv', target: 'y' }],
        ['trainer', 'train_model', { data: 'x.csv', target: 'y' }],
        ['optimizer', 'tune_model', { data: 'x.csv', target: 'y' }],
        ['validator', 'validate_model', {}],
      ),
    ).toEqual(['', '1', '1 2', '1 2 3', '1 2 3 4']);
  });

  it('says which step supplies an argument that was not given', () => {
    const [, validate] = orderSteps(
      [
        { agent: 'trainer', action: 'train_model', arguments: { data: 'x.csv', target: 'y' } },
        { agent: 'validator', action: 'validate_model', arguments: {} },
      ],
      agents,
    );
    expect(validate!.supplied).toEqual({ model: '1' });
  });

  it('lets two tasks on different tables run side by side as far as they can', () => {
    expect(
      waits(
        ['data-collector', 'validate_dataset', { data: 'x.csv', target: 'y' }],
        ['trainer', 'train_model', { data: 'x.csv', target: 'y' }],
        ['data-collector', 'validate_dataset', { data: 'z.csv', target: 'y' }],
        ['trainer', 'train_model', { data: 'z.csv', target: 'y' }],
      ),
    ).toEqual(['', '1', '', '3']);
  });

  it('puts what changes the world after all before it and before all behind', () => {
    expect(
      waits(
        ['code-analyst', 'review_code', { paths: ['a.js'] }],
        ['monitor', 'model_health', { model: 'fraud' }],
        ['supervisor', 'promote_model', { model: 'churn' }],
        ['supervisor', 'list_models'],
        ['supervisor', 'status'],
      ),
    ).toEqual(['', '', '1 2', '3', '3']);
  });

  it('notes before it looks up, and leaves others out of it', () => {
    expect(
      waits(
        ['supervisor', 'remember', { text: 'we use tabs' }],
        ['supervisor', 'search_memory', { query: 'tabs' }],
        ['code-analyst', 'measure_code', { paths: ['a.js'] }],
      ),
    ).toEqual(['', '1', '']);
  });

  it('counts on from the steps of an earlier plan', () => {
    const plan = [{ agent: 'supervisor', action: 'status', arguments: {} }];
    expect(orderSteps(plan, agents, 4)).toMatchObject([{ id: '4', after: [] }]);
  });
});
