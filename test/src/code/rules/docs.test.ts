import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeRules } from '../../../../src/code/index.ts';

const page = join(import.meta.dirname, '../../../../docs/rules.md');

it('keeps docs/rules.md in step with the declarations (UPDATE_DOCS=1 rewrites it)', () => {
  const described = describeRules();
  if (process.env.UPDATE_DOCS === '1') writeFileSync(page, described);
  expect(readFileSync(page, 'utf8')).toBe(described);
});
