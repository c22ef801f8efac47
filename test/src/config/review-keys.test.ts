import { expect, it } from 'vitest';
import { defaultThresholds } from '../../../src/code/rules/thresholds.ts';
import { severities } from '../../../src/code/types.ts';
import { Config } from '../../../src/config/index.ts';

it('has the thresholds of the rules, with the same defaults', () => {
  expect(Config.parse({}).review.thresholds).toEqual(defaultThresholds);
});

it('takes every threshold for some files too', () => {
  const overrides = [{ paths: ['src/'], thresholds: defaultThresholds }];
  expect(Config.parse({ review: { overrides } }).review.overrides).toEqual(overrides);
});

it('takes every severity, off and on for a rule', () => {
  for (const setting of [...severities, 'off', 'on'])
    expect(Config.safeParse({ review: { rules: { 'some-rule': setting } } }).success, setting).toBe(true);
  expect(Config.safeParse({ review: { rules: { 'some-rule': 'warn' } } }).success).toBe(false);
});
