import { describe, expect, test } from 'vitest';
import { ownArtefacts, withoutArtefacts } from '../../evals/suites/review/artefacts.ts';
import type { Defect } from '../../evals/suites/review/expected.ts';
import { isRightCategory, newRemarks, pointsTo, type Remark } from '../../evals/suites/review/match.ts';
import { casesOf, findersOf, type Reviewed, readings, tally } from '../../evals/suites/review/score.ts';

const medium = readings.medium!;

function remark(line: number, more: Partial<Remark> = {}): Remark {
  return { rule: 'r', category: 'reliability', severity: 'medium', line, endLine: line, ...more };
}

/** Line 5 was changed; an import was added at line 1. */
const defect: Defect = {
  operator: 'o',
  class: 'behaviour',
  cwe: 1,
  says: 's',
  original: 'u1',
  lines: [5, 5],
  also: [12],
  edits: [
    { line: 1, added: 1, removed: [] },
    { line: 5, added: 1, removed: ['old'] },
  ],
};

describe('what is new on a mutant', () => {
  test('is not what the original has at the same line, wherever the edit moved it', () => {
    expect(newRemarks([remark(3), remark(8)], [remark(2), remark(7)], defect)).toEqual([]);
  });

  test('is not what the same rule said of the line before it was rewritten', () => {
    expect(newRemarks([remark(5)], [remark(4)], defect)).toEqual([]);
  });

  test('is what another rule says, or the same one more often', () => {
    expect(newRemarks([remark(5, { rule: 'other' })], [remark(4)], defect)).toHaveLength(1);
    expect(newRemarks([remark(5), remark(5)], [remark(4)], defect)).toHaveLength(1);
  });
});

describe('a remark points to the defect', () => {
  test.each([
    [4, 4, true],
    [6, 6, true],
    [3, 3, false],
    [7, 7, false],
    [2, 6, true],
    [12, 12, true],
    [13, 13, false],
  ])('from line %i to %i: %s', (line, endLine, expected) => {
    expect(pointsTo(remark(line, { endLine }), defect)).toBe(expected);
  });

  test('not where it speaks of a whole function around it', () => {
    expect(pointsTo(remark(1, { endLine: 30 }), defect)).toBe(false);
    expect(pointsTo(remark(4, { endLine: 30 }), defect)).toBe(true);
  });

  test('in the right category, which memory has two of', () => {
    expect(isRightCategory(remark(5), defect)).toBe(true);
    expect(isRightCategory(remark(5, { category: 'security' }), defect)).toBe(false);
    expect(isRightCategory(remark(5), { ...defect, class: 'vulnerability' })).toBe(false);
    expect(isRightCategory(remark(5), { ...defect, class: 'vulnerability', cwe: 416 })).toBe(true);
  });
});

const cases: Reviewed[] = [
  { id: 'u1', tags: ['tune', 'go', 'untouched'], defect: null, remarks: [] },
  { id: 'm1', tags: ['tune', 'go', 'o'], defect, remarks: [remark(5)], before: [] },
  {
    id: 'u2',
    tags: ['tune', 'go', 'untouched'],
    defect: null,
    remarks: [remark(1), remark(2), remark(3, { severity: 'low' })],
  },
  {
    id: 'm2',
    tags: ['tune', 'go', 'o'],
    defect: { ...defect, original: 'u2' },
    remarks: [remark(5, { severity: 'low' }), remark(9)],
    before: [],
  },
  { id: 'u3', tags: ['held-out', 'c', 'untouched'], defect: null, remarks: [remark(1, { severity: 'low' })] },
];

describe('the figures', () => {
  test('count mutants found, snippets spoken of in vain, and what points elsewhere', () => {
    expect(tally(cases, medium)).toEqual({
      mutants: 2,
      untouched: 3,
      truePositives: 1,
      falseNegatives: 1,
      falsePositives: 1,
      remarksOnUntouched: 2,
      elsewhere: 1,
      precision: 1 / 2,
      precisionByRemark: 1 / 3,
      recall: 1 / 2,
      f1: 1 / 2,
    });
  });

  test('take every severity where that is asked for', () => {
    const any = tally(cases, readings.any!);
    expect([any.truePositives, any.falsePositives, any.remarksOnUntouched]).toEqual([2, 2, 4]);
  });

  test('are null where there is nothing to divide by', () => {
    expect(tally([], medium)).toMatchObject({ precision: null, recall: null, f1: null });
  });

  test('of a tag hold its mutants against their own originals', () => {
    expect(casesOf(cases, 'o').map(({ id }) => id)).toEqual(['m1', 'm2', 'u1', 'u2']);
    expect(casesOf(cases, 'c').map(({ id }) => id)).toEqual(['u3']);
  });

  test('name the finders', () => {
    expect(findersOf(cases[1]!, medium)).toHaveLength(1);
    expect(findersOf(cases[0]!, medium)).toEqual([]);
  });
});

describe('what speaks of the cut', () => {
  const unused = remark(1, { rule: 'unused-import' });
  test('is left out of untouched snippets and of mutants with added code, and kept where code was changed', () => {
    expect(withoutArtefacts([unused, remark(2)], ['tune', 'go', 'untouched'], ownArtefacts)).toEqual([
      remark(2),
    ]);
    expect(withoutArtefacts([unused], ['tune', 'go', 'x', 'y', 'added'], ownArtefacts)).toEqual([]);
    expect(withoutArtefacts([unused], ['tune', 'go', 'x', 'y', 'changed'], ownArtefacts)).toEqual([unused]);
  });
});
