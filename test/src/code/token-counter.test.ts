import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TokenCounter } from '../../../src/code/token-counter.ts';

/** A text of one-letter tokens with functions in it: `(` opens one, `)` closes it; capitals are operators. */
const program = fc
  .array(fc.constantFrom(...'abcdeABC((()))'), { maxLength: 60 })
  .map((pieces) => pieces.join(''));

interface Tally {
  operators: string[];
  operands: string[];
}

/** Tallies by scope, worked out with sets. */
function tally(text: string): Tally[] {
  const all: Tally[] = [{ operators: [], operands: [] }];
  const open = [all[0]!];
  for (const letter of text) {
    if (letter === '(') {
      const scope = { operators: [], operands: [] };
      all.push(scope);
      open.push(scope);
    } else if (letter === ')') {
      if (open.length > 1) open.pop();
    } else {
      for (const scope of open) (letter < 'a' ? scope.operators : scope.operands).push(letter);
    }
  }
  return all;
}

describe('the token counter', () => {
  it('counts what sets count, in functions within functions, for text after text', () => {
    const counter = new TokenCounter();
    fc.assert(
      fc.property(program, (text) => {
        counter.reset(text, 1, 128);
        let depth = 0;
        let scopes = 1;
        [...text].forEach((letter, index) => {
          if (letter === '(') {
            expect(counter.openScope()).toBe(scopes++);
            depth++;
          } else if (letter === ')') {
            if (depth === 0) return;
            counter.closeScope();
            depth--;
          } else if (letter === 'A') {
            counter.addSymbol(letter.charCodeAt(0), index, index + 1, 1);
          } else if (letter < 'a') {
            counter.addOperator(index, index + 1, 1);
          } else {
            counter.addOperand(index, index + 1, 1);
          }
        });
        for (; depth >= 0; depth--) counter.closeScope();
        tally(text).forEach(({ operators, operands }, scope) => {
          expect(counter.countsOf(scope)).toEqual({
            n1: new Set(operators).size,
            n2: new Set(operands).size,
            N1: operators.length,
            N2: operands.length,
          });
        });
      }),
      { numRuns: 300 },
    );
  });

  it('keeps an operator and an operand of the same text apart', () => {
    const counter = new TokenCounter();
    counter.reset('get get', 1, 4);
    counter.addOperator(0, 3, 1);
    counter.addOperand(4, 7, 1);
    counter.closeScope();
    expect(counter.countsOf(0)).toEqual({ n1: 1, n2: 1, N1: 1, N2: 1 });
  });

  it('tells many thousand tokens apart', () => {
    const words = Array.from({ length: 20_000 }, (_, index) => `w${index}`);
    const text = words.join(' ');
    const counter = new TokenCounter();
    counter.reset(text, 1, 4);
    let start = 0;
    for (const word of [...words]) {
      counter.addOperand(start, start + word.length, 1);
      start += word.length + 1;
    }
    counter.closeScope();
    expect(counter.countsOf(0)).toEqual({ n1: 0, n2: 20_000, N1: 0, N2: 20_000 });
  });
});
