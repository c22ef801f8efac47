import { describe, expect, it } from 'vitest';
import { collectorShare, optimizerNote, validatorShare } from '../../../graphs/training-task/performance.ts';

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

describe('what the data-collector is worth', () => {
  const dropped = (column: string, code: string) => ({ column, code, reason: 'names rows', by: 'policy' });

  it('is the reference model without useless columns against the same with them', () => {
    const withDropped = { columns: ['id'], score: 0.5, than: 0.4 };
    const columns = [dropped('id', 'identifier'), dropped('refund', 'leakage')];
    const { value, note } = collectorShare({ dropped: columns, withDropped }, -1);
    expect(value).toBeCloseTo(0.1, 12);
    expect(note).toBe('left 2 columns out; of 1 useless one, by one gradient boosting with and without');
  });

  it('cannot be told of leaks alone, and is nothing where nothing was left out', () => {
    expect(
      collectorShare({ dropped: [dropped('refund', 'leakage')], withDropped: null }, 1).value,
    ).toBeNull();
    expect(collectorShare({ dropped: [], withDropped: null }, 1).value).toBe(0);
    // What was left out late is the validator's part.
    const late = { ...dropped('refund', 'leakage'), by: 'validator' };
    expect(collectorShare({ dropped: [late], withDropped: null }, 1)).toEqual({
      value: 0,
      note: 'left no column out',
    });
  });
});

describe('what the optimizer is worth', () => {
  const tuning = (trials: number) => ({ trials, families: ['linear'], stopped: 'the time is up' });
  const ensemble = (members: number, calibrated = false) => ({
    calibrated,
    members: Array.from({ length: members }, (_, id) => ({ id: `${id}`, family: 'linear', weight: 1 })),
  });

  it.each([
    [0.01, 0.02, 12, 3, false, '0.01 of it by 12 trials, the rest by blending'],
    [0, 0.02, 12, 1, true, 'by calibration; none of 12 trials was better'],
    [0.01, 0, 12, 1, false, 'by 12 trials'],
    [0, 0, 12, 1, false, 'none of 12 trials was better'],
    [0, 0, 0, 1, false, 'no settings were tried: the time is up'],
    [0, 0.02, 0, 2, false, 'by blending; no settings were tried: the time is up'],
  ])('is told apart: %d by trials and %d by the rest, of %i trials and %i members', (...given) => {
    const [tuned, rest, trials, members, calibrated, says] = given;
    const of = { tuning: tuning(trials), ensemble: ensemble(members, calibrated) };
    expect(optimizerNote(tuned, rest, of)).toBe(says);
  });
});
