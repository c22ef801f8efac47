import { describe, expect, it } from 'vitest';
import { changedUnits } from '../../../../src/data/checks/changed-units.ts';
import { createTurns } from '../../../../src/data/checks/turns.ts';
import { createRandom } from '../../../../src/train/index.ts';
import { numbers } from '../../features/tables.ts';

describe('a unit that changes in a long table', () => {
  it('is found where it changes, by an even share of the rows', async () => {
    const random = createRandom(4);
    const rows = 120_000;
    const values = Array.from(
      { length: rows },
      (_, row) => (70 + 10 * random.normal()) * (row < 80_000 ? 1 : 1_000),
    );
    const steady = Array.from({ length: rows }, () => random.normal());
    const table = { rows, columns: [numbers('weight', values), numbers('steady', steady)] };
    const found = await changedUnits(table, { seed: 1, turns: createTurns() });
    expect(found.map(({ code, column }) => `${code} ${column}`)).toEqual(['unit-change weight']);
    expect(Math.abs((found[0]!.evidence as { row: number }).row - 80_001)).toBeLessThan(10);
  });
});
