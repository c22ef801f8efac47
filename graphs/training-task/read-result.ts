import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from './folder.ts';
import { TaskResult } from './result.ts';

/** What a run's training task came to; null where it has none, or none that came to its end. `home` is the folder of the state. */
export function readTaskResult(home: string, run: string): TaskResult | null {
  const folder = join(home, 'runs', run);
  if (!existsSync(folder)) return null;
  for (const task of readdirSync(folder)
    .filter((name) => name.startsWith('task-'))
    .reverse()) {
    const parsed = TaskResult.safeParse(readJson(join(folder, task, 'result.json')));
    if (parsed.success) return parsed.data;
  }
  return null;
}
