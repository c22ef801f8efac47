import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTable, profileTable, type TableProfile } from '../../../../src/data/index.ts';
import { createRandom } from '../../../../src/train/index.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'profile-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function profileOf(mayBeHere: boolean, sampleRows: number): Promise<TableProfile> {
  const open = await openTable('wide.csv', { workspace: folder }, mayBeHere);
  try {
    expect(open.here !== undefined).toBe(mayBeHere);
    return await profileTable(open, { target: 'v4', sampleRows });
  } finally {
    open.close();
  }
}

/** Every number of it in its order, and all else. */
function apart(profile: TableProfile): { numbers: number[]; shape: string } {
  const numbers: number[] = [];
  const shape = JSON.stringify(profile, (_, value) => {
    if (typeof value !== 'number') return value;
    numbers.push(value);
    return 0;
  });
  return { numbers, shape };
}

it('a profile of columns in memory is that of the same columns in the database', async () => {
  const random = createRandom(3);
  const cells = [
    (row: number) => row + 1,
    () => 7,
    () => (random.next() < 0.3 ? 1 : 0),
    () => (random.next() < 0.1 ? '' : Math.exp(random.normal()).toFixed(3)),
    () => Math.floor(4 * random.next()),
    () => 'abc'[Math.floor(3 * random.next())]!,
    () => (1e6 + random.normal()).toFixed(4),
  ];
  const columns = Array.from({ length: 505 }, (_, at) => cells[at < 7 ? at : 3 + (at % 2)]!);
  const lines = Array.from({ length: 90 }, (_, row) => columns.map((cell) => cell(row)).join(','));
  writeFileSync(
    join(folder, 'wide.csv'),
    `${columns.map((_, at) => `v${at}`).join(',')}\n${lines.join('\n')}\n`,
  );
  for (const sampleRows of [50_000, 40]) {
    const [here, there] = [
      apart(await profileOf(true, sampleRows)),
      apart(await profileOf(false, sampleRows)),
    ];
    expect(here.shape).toBe(there.shape);
    const worst = here.numbers.reduce((most, value, at) => {
      const other = there.numbers[at]!;
      return Math.max(most, Math.abs(value - other) / Math.max(1e-3, Math.abs(other)));
    }, 0);
    expect(worst).toBeLessThan(1e-6);
  }
}, 60_000);
