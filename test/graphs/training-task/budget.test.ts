import { describe, expect, it } from 'vitest';
import { secondsLeft } from '../../../graphs/training-task/budget.ts';

type Context = Parameters<typeof secondsLeft>[2];
type Budgeted = Parameters<typeof secondsLeft>[1];

const at = (seconds: number, readAt: number) => ({ session: { clock: { seconds }, readAt } }) as Context;
const state = (window: Budgeted['window']) =>
  ({ request: { timeBudget: 100 }, choices: {}, window }) as unknown as Budgeted;

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
