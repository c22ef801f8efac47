import { describe, expect, it } from 'vitest';
import { secondsLeft, secondsToJudgement, secondsToWriting } from '../../../graphs/training-task/budget.ts';

type Context = Parameters<typeof secondsLeft>[2];
type Budgeted = Parameters<typeof secondsLeft>[1];

const at = (seconds: number, readAt: number, slowness = 1) =>
  ({ session: { clock: { seconds }, readAt, slowness } }) as Context;
const state = (window: Budgeted['window'], timeBudget = 100) =>
  ({ request: { timeBudget }, choices: {}, window }) as unknown as Budgeted;

describe('the seconds of a phase', () => {
  it('are a share of what reading the table left, so that a big one takes time from all phases alike', () => {
    expect(secondsLeft('train', state(null), at(10, 0))).toBeCloseTo(40);
    expect(secondsLeft('train', state(null), at(60, 50))).toBeCloseTo(15);
    expect(secondsLeft('optimize', state(null), at(60, 50))).toBeCloseTo(34);
  });

  it('are none where reading took the whole budget', () => {
    expect(secondsLeft('validate', state(null), at(120, 110))).toBe(0);
  });

  it('are those of the window that work got which was sent back, whenever the table was read', () => {
    expect(secondsLeft('validate', state({ from: 90, to: 130 }), at(100, 50))).toBeCloseTo(30);
  });
});

describe('the seconds that are kept for judging and writing', () => {
  it('are more on a busy machine, where the same work takes longer', () => {
    expect(secondsToJudgement(state(null, 10), at(4, 1))).toBeCloseTo(10 - 1.5 - 4);
    expect(secondsToJudgement(state(null, 10), at(4, 1, 1.8))).toBeCloseTo(10 - 2.7 - 4);
    expect(secondsToWriting(state(null, 10), at(4, 1, 2))).toBeCloseTo(10 - 1 - 4);
  });

  it('are a share of the budget at most, and what a free machine needs at least', () => {
    expect(secondsToJudgement(state(null, 10), at(4, 1, 6))).toBeCloseTo(10 - 3 - 4);
    expect(secondsToJudgement(state(null, 4), at(1, 1, 6))).toBeCloseTo(4 - 1.5 - 1);
    expect(secondsToJudgement(state(null, 100), at(4, 1, 2))).toBeCloseTo(100 - 5 - 4);
  });
});
