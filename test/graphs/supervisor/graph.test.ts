import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildSupervisor } from '../../../graphs/supervisor/graph.ts';

it('the supervisor’s graph looks as the documentation draws it', async () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/supervisor.md'), 'utf8');
  const drawn = (await buildSupervisor().getGraphAsync()).drawMermaid();
  expect(/```mermaid\n([\s\S]*?)```/.exec(page)?.[1]?.trim()).toBe(drawn.trim());
});
