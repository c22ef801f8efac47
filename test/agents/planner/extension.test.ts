import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { agents, defineAction, defineAgent } from '../../../agents/index.ts';
import { planByPolicy } from '../../../agents/planner/index.ts';

const librarian = defineAgent({
  name: 'book-keeper',
  role: 'Keeps invoices.',
  prompt: 'supervisor',
  actions: [
    defineAction({
      name: 'reconcile_invoices',
      when: 'To reconcile two tables of invoices.',
      input: z.object({ data: z.string(), timeBudget: z.number().optional() }),
      slots: { data: 'table', timeBudget: 'seconds' },
      examples: ['reconcile invoices.csv', 'match the payments in may.csv', 'balance the books of q1.csv'],
      cues: { reconcile: 3, invoice: 2, 'balance book': 3, payment: 2 },
      effect: 'read',
    }),
    defineAction({
      name: 'close_month',
      when: 'To close a month.',
      input: z.object({}),
      slots: {},
      examples: ['close the month', 'month end closing'],
      cues: { 'close month': 3, 'month end': 3, closing: 2 },
      effect: 'record',
    }),
  ],
});

describe('an agent that the planner has never heard of', () => {
  const crew = [...agents, librarian];
  const plan = (text: string) => planByPolicy({ text, agents: crew }).steps;

  it.each([
    [
      'reconcile the invoices in april.csv within ten minutes',
      'reconcile_invoices',
      { data: 'april.csv', timeBudget: 600 },
    ],
    ['please balance our books: q3.csv', 'reconcile_invoices', { data: 'q3.csv' }],
    ['reconcle bills.csv', 'reconcile_invoices', { data: 'bills.csv' }],
    ['can you close the month?', 'close_month', {}],
    ['@book-keeper may.csv', 'reconcile_invoices', { data: 'may.csv' }],
    ['book keeper: month end', 'close_month', {}],
  ])('is planned for by its declaration alone: %s', (text, action, args) => {
    expect(plan(text)).toEqual([{ agent: 'book-keeper', action, arguments: args }]);
  });

  it('takes its part in a compound and in a negation', () => {
    expect(plan('profile may.csv and then reconcile it').map(({ action }) => action)).toEqual([
      'profile_dataset',
      'reconcile_invoices',
    ]);
    expect(plan("don't close the month, just list runs").map(({ action }) => action)).toEqual(['list_runs']);
  });

  it('leaves the others what is theirs', () => {
    expect(plan('review a.py')[0]).toMatchObject({ action: 'review_code' });
    expect(planByPolicy({ text: 'reconcile april.csv', agents }).steps[0]!.action).not.toBe(
      'reconcile_invoices',
    );
  });

  it('is all there may be', () => {
    expect(planByPolicy({ text: 'hello', agents: [librarian] }).steps).toEqual([]);
    expect(planByPolicy({ text: 'close the month', agents: [librarian] }).steps).toHaveLength(1);
    expect(planByPolicy({ text: 'hello', agents: [] }).steps).toEqual([]);
  });
});
