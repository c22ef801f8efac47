import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExpressionError, parseExpression } from '../../../../src/code/custom/expression.ts';

const value = (text: string, names: Record<string, number> = {}) =>
  parseExpression(text).evaluate((name) => names[name]!);

interface Node {
  text: string;
  value: number;
}

/** Expressions with their values, put together so that both follow from the same tree. */
const tree = fc.letrec<{ node: Node }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 5 },
    fc.nat(100).map((number): Node => ({ text: String(number), value: number })),
    fc
      .tuple(tie('node'), fc.constantFrom('+', '-', '*', '/', '%'), tie('node'))
      .map(([left, sign, right]): Node => {
        const text = `(${left.text} ${sign} ${right.text})`;
        const [a, b] = [left.value, right.value];
        return {
          text,
          value:
            sign === '+' ? a + b : sign === '-' ? a - b : sign === '*' ? a * b : sign === '/' ? a / b : a % b,
        };
      }),
    tie('node').map((inner): Node => ({ text: `-${inner.text}`, value: -inner.value })),
    fc
      .tuple(tie('node'), tie('node'))
      .map(([a, b]): Node => ({ text: `max(${a.text}, ${b.text})`, value: Math.max(a.value, b.value) })),
  ),
})).node;

describe('an expression', () => {
  it.each<[string, number | null]>([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['10 - 3 - 2', 5],
    ['12 / 3 / 2', 2],
    ['7 % 4', 3],
    ['2 ** 3 ** 2', 512],
    ['-2 ** 2', -4],
    ['2 ** -1', 0.5],
    ['max(1, 2, 3) - min(4, 2)', 1],
    ['abs(-3) + sqrt(16) + round(1.6) + floor(1.9) + ceil(1.1)', 12],
    ['log2(8) + ln(1)', 3],
    ['asserts / max(1, functions)', 2.5],
    ['.5 * 4', 2],
    ['1 / 0', null],
    ['ln(0)', null],
    ['0 / 0', null],
  ])('%s', (text, expected) => {
    expect(value(text, { asserts: 5, functions: 2 })).toBe(expected);
  });

  it('gives what its tree gives', () => {
    fc.assert(
      fc.property(tree, (node) => {
        expect(value(node.text)).toBe(Number.isFinite(node.value) ? node.value : null);
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it('names what it asks for', () => {
    expect([...parseExpression('a + b * max(c, a)').names]).toEqual(['a', 'b', 'c']);
  });

  it.each<[string, RegExp]>([
    ['', /ends at character 1 where a number, a name or "\(" was expected/],
    ['1 +', /ends at character 4/],
    ['1 2', /has "2" at character 2 where an operator was expected/],
    ['(1', /ends at character 3 where "\)" was expected/],
    ['a.b', /has "\.b" at character 2 where arithmetic was expected/],
    ['process.exit(1)', /where arithmetic was expected/],
    ['eval(1)', /calls eval\(\), and there are min\(\), max\(\)/],
    ['constructor(1)', /calls constructor\(\)/],
    ['abs(1, 2)', /gives abs\(\) 2 values, and it takes one/],
    ['"a"', /where arithmetic was expected/],
    ['('.repeat(60), /nested deeper than 50 levels/],
    ['-'.repeat(60), /nested deeper than 50 levels/],
  ])('%j is refused', (text, message) => {
    expect(() => parseExpression(text)).toThrow(ExpressionError);
    expect(() => parseExpression(text)).toThrow(message);
  });
});
