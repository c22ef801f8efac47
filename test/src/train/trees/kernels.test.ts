import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import createWabt from 'wabt';

const source = (name: string) =>
  readFileSync(new URL(`../../../../src/train/trees/${name}`, import.meta.url), 'utf8');

it.each([
  ['grow-tree.wat', 'grow-kernel.ts'],
  ['bin-column.wat', 'bin-kernel.ts'],
])('what is assembled of %s is what it says', async (text, kernel) => {
  const wabt = await createWabt();
  const parsed = wabt.parseWat(text, source(text), { threads: true, simd: true });
  const assembled = Buffer.from(parsed.toBinary({}).buffer).toString('base64');
  const kept = [...source(kernel).matchAll(/^ {2}'([\w+/=]+)'/gm)].map((match) => match[1]).join('');
  expect(kept).toBe(assembled);
});
