import { describe, expect, it } from 'vitest';
import { composeAnswer, statusOf } from '../../../graphs/supervisor/compose.ts';
import { type OutcomeStatus, outcomeWithout, type PlannedStep } from '../../../graphs/supervisor/outcomes.ts';

const step = (id: string, args: Record<string, unknown> = {}): PlannedStep => ({
  id,
  agent: 'trainer',
  action: 'train_model',
  arguments: args,
  after: [],
  supplied: {},
});
const outcome = (id: string, status: OutcomeStatus, text: string) => outcomeWithout(step(id), status, text);

describe('the answer’s default policy', () => {
  it('is a single result’s own text', () => {
    expect(composeAnswer([step('1')], [outcome('1', 'done', ' Trained.\n')], null)).toBe('Trained.');
  });

  it('puts several under their steps, in the plan’s order, without those that were replaced', () => {
    const outcomes = [
      outcome('3', 'done', 'Third.'),
      outcome('1', 'replaced', 'Failed.'),
      outcome('2', 'failed', 'Second failed.'),
    ];
    const steps = [step('1'), step('2', { data: 'a.csv', code: 'x\ny' }), step('3', { rows: 5 })];
    expect(composeAnswer(steps, outcomes, null)).toBe(
      '### 2. Train model: a.csv\n\nSecond failed.\n\n### 3. Train model\n\nThird.',
    );
  });

  it('says once that none of a plan’s steps is built', () => {
    const outcomes = ['1', '2'].map((id) => outcome(id, 'not-built', 'Not built.'));
    expect(composeAnswer([step('1', { data: 'a.csv' }), step('2')], outcomes, null)).toBe(
      'This is the plan, but none of its steps is built yet: nothing was done.\n\n1. Train model: a.csv (`train_model` of the trainer)\n2. Train model (`train_model` of the trainer)',
    );
  });

  it('asks once what all steps of a task have to ask', () => {
    const outcomes = ['1', '2'].map((id) => outcome(id, 'unclear', 'I need a data file.'));
    expect(composeAnswer([step('1'), step('2')], outcomes, null)).toBe('I need a data file.');
  });

  it('names the limit that was reached, and says so when there was nothing to do', () => {
    expect(composeAnswer([step('1')], [outcome('1', 'done', 'Trained.')], 'limits.calls.')).toBe(
      'Trained.\n\n**Stopped at a limit.** limits.calls.',
    );
    expect(composeAnswer([], [], null)).toBe('There was nothing to do.');
  });
});

describe('how a run ended', () => {
  it.each<[OutcomeStatus[], string | null, string]>([
    [['done', 'done'], null, 'done'],
    [['done', 'refused'], null, 'done'],
    [['replaced', 'done'], null, 'done'],
    [['done', 'failed'], null, 'failed'],
    [['not-built'], null, 'failed'],
    [['unclear'], null, 'failed'],
    [['done', 'skipped'], 'limits.seconds', 'limited'],
    [[], null, 'done'],
  ])('with steps that ended %j and the limit %j: %s', (statuses, limit, expected) => {
    const outcomes = statuses.map((status, index) => outcome(String(index), status, ''));
    expect(statusOf(outcomes, limit)).toBe(expected);
  });
});
