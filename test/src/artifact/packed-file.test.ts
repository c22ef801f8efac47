import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readPackedFile, writePackedFile } from '../../../src/artifact/index.ts';
import { exampleModel } from './example-models.ts';

const folder = mkdtempSync(join(tmpdir(), 'opsmith-packed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const big = () => ({
  name: 'weißes Haus',
  numbers: Float64Array.from({ length: 200_000 }, (_, at) => (at === 7 ? Number.NaN : at / 7)),
  codes: [Int32Array.from({ length: 5_000 }, (_, at) => -at), Uint8Array.of(1, 2, 255)],
  odd: [-0, Number.POSITIVE_INFINITY, null, Number.NaN],
});

it('gives back the very same numbers, in memory that threads share, and leaves no draft', async () => {
  const path = join(folder, 'own', 'kept');
  await writePackedFile(path, big());
  const read = (await readPackedFile(path)) as ReturnType<typeof big>;
  expect(read).toEqual(big());
  expect(Object.is(read.odd[0], -0)).toBe(true);
  expect(read.numbers.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(readFileSync(path).length).toBeGreaterThan(1_620_000);
  const trained = await exampleModel('two classes, a blend, calibrated by a sigmoid, with a threshold');
  await writePackedFile(path, trained);
  expect(await readPackedFile(path)).toEqual(trained);
  expect(readdirSync(join(folder, 'own'))).toEqual(['kept']);
});

it('refuses a file that is cut short or another, and stops where it is told to', async () => {
  const path = join(folder, 'cut');
  await writePackedFile(path, big());
  truncateSync(path, readFileSync(path).length - 1);
  await expect(readPackedFile(path)).rejects.toThrow(/cut short/);
  truncateSync(path, 40);
  await expect(readPackedFile(path)).rejects.toThrow(/cut short/);
  writeFileSync(path, JSON.stringify({ format: 'opsmith-candidate' }));
  await expect(readPackedFile(path)).rejects.toThrow(/not written by opsmith/);
  const path2 = join(folder, 'stopped');
  await expect(writePackedFile(path2, big(), AbortSignal.abort())).rejects.toMatchObject({
    code: 'interrupted',
  });
  expect(readdirSync(folder)).not.toContain('stopped');
});
