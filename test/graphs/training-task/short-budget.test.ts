import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { shortBudget } from '../../../graphs/training-task/short-budget.ts';

const folder = mkdtempSync(join(tmpdir(), 'opsmith-short-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, bytes: number): string {
  writeFileSync(join(folder, name), '');
  // A file with a hole: as long as it says, and takes no room.
  truncateSync(join(folder, name), bytes);
  return name;
}

describe('a budget that is short for a table', () => {
  it('is told of before anything is read, with the seconds that are sensible', () => {
    const big = fileOf('big.csv', 400_000_000);
    expect(shortBudget(big, folder, 10)).toBe(
      'A time budget of 10 s is short for big.csv: below 18 s the result may come later than that.',
    );
    expect(shortBudget(big, folder, 30)).toBeNull();
  });

  it('is shorter for what is read sooner, and for little', () => {
    expect(shortBudget(fileOf('big.parquet', 400_000_000), folder, 12)).toBeNull();
    const little = fileOf('little.csv', 7_000);
    expect(shortBudget(little, folder, 5)).toBeNull();
    expect(shortBudget(little, folder, 2)).toContain('below 5 s');
  });

  it('is not spoken of where there is no such file', () => {
    expect(shortBudget('parts/*.csv', folder, 0.1)).toBeNull();
  });
});
