import { describe, expect, it } from 'vitest';
import { validatorShare } from '../../../graphs/training-task/performance.ts';

const judged = (verdict: 'accept' | 'send-back', logLoss: number, to: 'engineer' | 'optimize' | null) => ({
  ...{ verdict, to, early: false },
  scores: { validation: {}, test: { logLoss } },
});

describe('what the validator is worth', () => {
  it('is what sending work back brought on its own rows', () => {
    const { value, note } = validatorShare(
      [judged('send-back', 0.5, 'optimize'), judged('accept', 0.4, null)],
      'logLoss',
      -1,
    );
    expect(value).toBeCloseTo(0.1, 12);
    expect(note).toBe('sent work back once, by its own rows');
  });

  it('cannot be told where a column was left out for it, and is nothing where nothing was sent back', () => {
    const leaked = [judged('send-back', 0.01, 'engineer'), judged('accept', 0.4, null)];
    expect(validatorShare(leaked, 'logLoss', -1).value).toBeNull();
    expect(validatorShare([judged('accept', 0.4, null)], 'logLoss', -1).value).toBe(0);
  });
});
