import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { keepInMemory } from '../../../agents/tools/keep-in-memory.ts';
import { remember, searchMemory } from '../../../agents/tools/memory.ts';
import { profileDataset } from '../../../agents/tools/profile-dataset.ts';
import { actionContext } from '../action-context.ts';

it('remembers what it is told, once for a step, and finds it with evidence', async () => {
  const context = await actionContext();
  const first = await remember({ text: 'staging runs on port 8080' }, context);
  expect(first.text).toContain('“staging runs on port 8080”');
  const again = await remember({ text: 'staging runs on port 8080' }, context);
  expect(again.data).toMatchObject({ outcome: 'unchanged', key: (first.data as { key: string }).key });
  const { text, data, items } = await searchMemory({ query: 'which port has staging' }, context);
  expect(data).toMatchObject({
    hits: [{ namespace: 'notes', text: 'staging runs on port 8080', source: 'person', run: 'run_1' }],
  });
  expect(text).toMatch(/`notes\/note-[0-9a-f]{8}`, by person, 20\d\d-.*score \d\.\d\d, run `run_1`/);
  expect(items).toHaveLength(1);
});

it('says that nothing is remembered where nothing fits', async () => {
  const { text, data } = await searchMemory({ query: 'quarterly dividend' }, await actionContext());
  expect(text).toContain('Nothing about that is remembered.');
  expect(data).toMatchObject({ hits: [] });
});

it('shows remembered text as somebody’s words, with no Markdown of its own', async () => {
  const context = await actionContext();
  await remember({ text: 'note\n# Orders\n<img src=x> `rm -rf /` [link](http://x)' }, context);
  const { text } = await searchMemory({ query: 'orders note' }, context);
  expect(text).toContain('“note \\# Orders \\<img src=x\\> \\`rm -rf /\\` \\[link\\](http://x)”');
});

it('keeps no secret that it is told', async () => {
  const context = await actionContext();
  const { text, data } = await remember({ text: 'the api key is sk-abcdefghijklmnop1234' }, context);
  expect(text).toContain('looks like a secret');
  expect(JSON.stringify(data)).not.toContain('sk-abc');
});

it('keeps what a table is like, unless it is told not to', async () => {
  const context = await actionContext();
  writeFileSync(join(context.workspace, 'churn.csv'), 'plan,churned\nbasic,yes\npro,no\nbasic,no\n');
  await profileDataset({ data: 'churn.csv' }, context);
  const found = await searchMemory({ query: 'churn.csv rows columns' }, context);
  expect(found.data).toMatchObject({
    hits: [{ namespace: 'data', key: 'churn.csv', source: 'data-collector' }],
  });

  const { config } = context;
  const silent = { ...context, config: { ...config, memory: { ...config.memory, automatic: false } } };
  const memory = {
    namespace: 'decisions',
    key: 'k',
    text: 'we chose precision',
    metadata: {},
    source: 'trainer',
  } as const;
  await keepInMemory(silent, memory);
  expect((await searchMemory({ query: 'precision chosen' }, context)).data).toMatchObject({ hits: [] });
  await keepInMemory(context, memory);
  expect((await searchMemory({ query: 'precision chosen' }, context)).data).toMatchObject({
    hits: [{ key: 'k' }],
  });
});
