import { describe, expect, it } from 'vitest';
import { TaskRequest } from '../../../graphs/training-task/request.ts';
import { usableSplit } from '../../../graphs/training-task/settle-split.ts';
import type { Table } from '../../../src/data/index.ts';
import { numbers } from '../../src/features/tables.ts';

describe('a split by time', () => {
  const rows = 600;
  const request = TaskRequest.parse({ data: 'hours.csv', target: 'y' });
  const byTime = { by: 'time', column: 'at', why: 'rows depend on at', decidedBy: 'policy' } as const;
  const splitOf = (at: (row: number) => number) => {
    const columns = [
      numbers(
        'at',
        Array.from({ length: rows }, (_, row) => at(row)),
      ),
      numbers(
        'y',
        Array.from({ length: rows }, (_, row) => row % 2),
      ),
    ];
    return usableSplit(byTime, { rows, columns } as Table, request);
  };

  it('stays where each fold has moments of its own', () => {
    expect(splitOf((row) => row)).toEqual(byTime);
  });

  it('is left for the usual one where most rows are of one moment, so that there is no later fold', () => {
    expect(splitOf((row) => Math.max(0, row - 470))).toMatchObject({ by: 'class', column: null });
  });
});
