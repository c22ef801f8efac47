import { describe, expect, it } from 'vitest';
import { catastrophicPart } from '../../../../../src/code/rules/performance/backtracking.ts';

describe('catastrophicPart', () => {
  it.each([
    ['^(a+)+$', '(a+)+'],
    ['^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+', null],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', null],
    ['(x+x+)+y', null],
    ['^(\\w+\\s?)*$', '(\\w+\\s?)*'],
    ['(.*)*b', '(.*)*'],
    ['(\\w|\\d)+$', '(\\w|\\d)+'],
    ['(a|a)*b', '(a|a)*'],
    ['^(?:a*)*c', '(?:a*)*'],
    ['((ab)*)*c', '((ab)*)*'],
    ['^(a{2,})+$', '(a{2,})+'],
  ])('of %s is %s', (pattern, part) => {
    expect(catastrophicPart(pattern)).toBe(part);
  });

  it.each([
    ['^(a+b)+$', 'something is needed between repetitions'],
    ['(\\d+,)*\\d+', 'a separator'],
    ['(a+)+', 'nothing after it can fail'],
    ['^(a++)+$', 'possessive'],
    ['(?=(a+)+)', 'lookahead'],
    ['"(\\\\.|[^"\\\\])*"', 'alternatives that share no character'],
    ['(a|b)*c', 'different letters'],
    ['^\\s+|\\s+$', 'alternatives at the top'],
    ['([', 'no pattern at all'],
    ['(((((', 'unclosed'],
  ])('is null for %s: %s', (pattern) => {
    expect(catastrophicPart(pattern)).toBeNull();
  });

  it('is right: the patterns that it names take exponential time on text that fails', () => {
    // 2^n steps: 24 letters take a thousand times as long as 14.
    const pattern = /^(a+)+$/;
    const time = (length: number) => {
      const text = `${'a'.repeat(length)}b`;
      const begin = performance.now();
      pattern.test(text);
      return performance.now() - begin;
    };
    time(10);
    expect(time(24)).toBeGreaterThan(20 * time(14));
  });
});
