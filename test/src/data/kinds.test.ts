import { describe, expect, it } from 'vitest';
import { type KindFacts, kindOf } from '../../../src/data/kinds.ts';

const number: KindFacts = {
  name: 'x',
  stored: 'number',
  rows: 1000,
  missing: 0,
  distinct: 500,
  least: -3,
  greatest: 9,
  isWhole: false,
  meanLength: 0,
  meanWords: 0,
};
const text: KindFacts = {
  ...number,
  stored: 'text',
  least: null,
  greatest: null,
  meanLength: 8,
  meanWords: 1,
};

describe('what a column means', () => {
  it.each([
    ['constant', { ...number, distinct: 1 }],
    ['constant', { ...text, distinct: 0, missing: 1000 }],
    // That it is there at all tells something.
    ['categorical', { ...text, distinct: 1, missing: 400 }],
    ['datetime', { ...number, stored: 'time' as const }],
    ['boolean', { ...number, stored: 'boolean' as const, distinct: 2 }],
    ['boolean', { ...number, distinct: 2, least: 0, greatest: 1, isWhole: true }],
    ['numeric', { ...number, distinct: 700, least: 0, greatest: 1 }],
    ['numeric', number],
    ['numeric', { ...number, name: 'population', isWhole: true, distinct: 1000 }],
    ['numeric', { ...number, name: 'id_score', isWhole: true, distinct: 1000 }],
    ['identifier', { ...number, name: 'customer_id', isWhole: true, distinct: 100 }],
    ['identifier', { ...number, name: 'userId', isWhole: true, distinct: 100 }],
    ['numeric', { ...number, name: 'category_id', isWhole: true, distinct: 12 }],
    ['numeric', { ...number, name: 'customer_id', isWhole: false, distinct: 900 }],
    ['identifier', { ...number, isWhole: true, distinct: 1000, least: 1, greatest: 1000 }],
    ['numeric', { ...number, isWhole: true, distinct: 1000, least: 1990, greatest: 2989 }],
    ['identifier', { ...number, isWhole: true, distinct: 1000, least: 100_000, greatest: 100_999 }],
    ['numeric', { ...number, isWhole: true, distinct: 999, least: 100_000, greatest: 100_999 }],
    ['numeric', { ...number, isWhole: true, distinct: 1000, least: 100_000, greatest: 101_200 }],
    // Days since 1900, one row for each.
    ['numeric', { ...number, name: 'Datum', isWhole: true, distinct: 1000, least: 43_000, greatest: 43_999 }],
    ['identifier', { ...number, name: 'Kundennr', isWhole: true, distinct: 1000, least: 5, greatest: 1004 }],
    [
      'identifier',
      { ...number, name: 'order_number', isWhole: true, distinct: 1000, least: 104_211, greatest: 987_114 },
    ],
    ['numeric', { ...number, name: 'number', isWhole: true, distinct: 1000, least: 12, greatest: 98_711 }],
    ['numeric', { ...number, name: 'room_number', isWhole: true, distinct: 90, least: 1001, greatest: 1990 }],
    ['identifier', { ...text, distinct: 1000 }],
    ['categorical', { ...text, distinct: 1000, missing: 1, rows: 1001 }],
    ['categorical', { ...text, rows: 9, distinct: 9 }],
    ['categorical', { ...text, distinct: 40 }],
    ['text', { ...text, distinct: 900, meanWords: 7, meanLength: 40 }],
    ['text', { ...text, distinct: 100, meanWords: 12, meanLength: 80 }],
    ['categorical', { ...text, distinct: 5, meanWords: 12, meanLength: 80 }],
  ] as const)('is %s: %j', (kind, facts) => {
    expect(kindOf(facts)).toBe(kind);
  });
});
