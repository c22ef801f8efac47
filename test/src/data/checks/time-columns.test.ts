import { describe, expect, it } from 'vitest';
import { timeColumn } from '../../../../src/data/index.ts';
import { createRandom } from '../../../../src/train/index.ts';
import { numbers } from '../../features/tables.ts';

const rows = 600;
const random = createRandom(1);
const drift = Array.from({ length: rows }, (_, row) => row / 100 + 0.01 * random.normal());
const tableOf = (name: string, values: number[]) => ({
  rows,
  columns: [numbers(name, values), numbers('goal', drift)],
});

describe('the column that says when a row was', () => {
  it('is one that goes on rising', () => {
    expect(
      timeColumn(
        tableOf(
          'hour',
          Array.from({ length: rows }, (_, row) => 5 * row),
        ),
        'goal',
      )?.name,
    ).toBe('hour');
  });

  it('is no number of hours worked, unless the rows are in their order', () => {
    const worked = Array.from({ length: rows }, (_, row) => (row * 37) % 2_000);
    expect(timeColumn(tableOf('hours', worked), 'goal')).toBe(null);
    expect(
      timeColumn(
        tableOf(
          'hours',
          worked.toSorted((one, other) => one - other),
        ),
        'goal',
      )?.name,
    ).toBe('hours');
    expect(timeColumn(tableOf('year', worked), 'goal')?.name).toBe('year');
  });

  it('is no hour of the day, day of the month or month of the year', () => {
    for (const [name, most] of [
      ['hour', 24],
      ['pickup_hour', 24],
      ['day', 31],
      ['month', 12],
    ] as const)
      expect(
        timeColumn(
          tableOf(
            name,
            Array.from({ length: rows }, (_, row) => (most * row) / rows),
          ),
          'goal',
        ),
      ).toBeNull();
  });
});
