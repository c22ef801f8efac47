import * as columns from './plant.ts';
import * as leaks from './plant-leaks.ts';
import * as rows from './plant-rows.ts';

/** All ways to plant a problem. */
export const plant = { ...columns, ...leaks, ...rows };

/** A table of `public_tables.py`, its target, and what is planted; null for a clean one. */
export interface SetOfBench {
  file: string;
  target: string;
  problem: string | null;
  plant: columns.Plant;
}

/** A set with something planted. */
export const set = (
  file: string,
  target: string,
  problem: string | null,
  how: columns.Plant,
): SetOfBench => ({
  file,
  target,
  problem,
  plant: how,
});

/** A set with nothing planted. */
export const clean = (file: string, target: string, split: 'random' | 'end' = 'random'): SetOfBench =>
  set(file, target, null, (table, goal, random) => ({
    ...(split === 'end' ? plant.splitAtEnd(table) : plant.splitAtRandom(table, goal, random)),
    codes: [],
    column: null,
  }));
