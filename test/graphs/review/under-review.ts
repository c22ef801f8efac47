import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ReviewDependencies } from '../../../graphs/review/index.ts';
import { createRunLog, type RunEvent } from '../../../src/observe/index.ts';
import { openStore, type Store } from '../../../src/store/index.ts';

export interface Setting {
  deps: ReviewDependencies;
  store: Store;
  events: RunEvent[];
  folder: string;
}

/** A run with a folder and a store of its own, removed when the test is over. */
export async function setting(
  changes: Partial<ReviewDependencies> = {},
  files: Record<string, string> = {},
): Promise<Setting> {
  const folder = mkdtempSync(join(tmpdir(), 'opsmith-review-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const store = await openStore({ path: ':memory:' });
  onTestFinished(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const { id: run } = await store.runs.create({ kind: 'review', thread: null, input: null });
  const events: RunEvent[] = [];
  const log = createRunLog({ run, sink: store.events, listeners: [(event) => events.push(event)] });
  const signal = new AbortController().signal;
  const deps = { run, step: '1', workspace: folder, signal, log, store, models: null, ...changes };
  return { deps, store, events, folder };
}
