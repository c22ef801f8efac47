import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as explain from '../../src/explain/index.ts';
import { table, trained, two } from '../src/explain/small-models.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/explanations.md'), 'utf8');

it('what the page shows runs', async () => {
  const block = /```ts\n([\s\S]*?)```/.exec(page)![1]!;
  // What it imports is given, and the file that it reads is a table of a few columns.
  const body = block.replaceAll(/^import .*$/gm, '').replaceAll("'age'", "'height'");
  const shown: unknown[][] = [];
  const names = [...Object.keys(explain), 'readTable', 'trained', 'target', 'console'];
  const values = [
    ...Object.values(explain),
    async () => ({ table }),
    await trained(['gradient-boosting'], two),
    two,
    { log: (...said: unknown[]) => shown.push(said) },
  ];
  const AsyncFunction = (async () => {}).constructor as new (
    ...text: string[]
  ) => (...given: unknown[]) => Promise<void>;
  await new AsyncFunction(...names, body)(...values);
  expect(shown).toHaveLength(2);
  expect(shown[0]!.slice(0, 2)).toEqual(['exact', 'log-odds']);
  expect(shown[1]!.every((said) => said !== undefined)).toBe(true);
});
