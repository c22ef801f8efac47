import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import createWabt from 'wabt';

const source = (name: string) =>
  readFileSync(new URL(`../../../../src/train/trees/${name}`, import.meta.url), 'utf8');

it('the assembled kernel is what its text says', async () => {
  const wabt = await createWabt();
  const text = wabt.parseWat('grow-tree.wat', source('grow-tree.wat'), {
    threads: true,
    simd: true,
  });
  const assembled = Buffer.from(text.toBinary({}).buffer).toString('base64');
  const kept = [...source('grow-kernel.ts').matchAll(/^ {2}'([\w+/=]+)'/gm)]
    .map((match) => match[1])
    .join('');
  expect(kept).toBe(assembled);
});
