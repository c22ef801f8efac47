import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeConfig } from '../../../src/config/index.ts';

const page = join(import.meta.dirname, '../../../docs/configuration.md');

it('documents every key as the schema has it', () => {
  const text = readFileSync(page, 'utf8');
  const [, before, , after] = /^([\s\S]*<!-- keys: [^\n]*-->\n)([\s\S]*)(<!-- end of keys -->[\s\S]*)$/.exec(
    text,
  )!;
  const expected = `${before}\n${describeConfig()}\n\n${after}`;
  if (process.env.UPDATE_DOCS === '1') writeFileSync(page, expected);
  else expect(text).toBe(expected);
});
