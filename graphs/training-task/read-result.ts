import { existsSync, readdirSync, statSync } from 'node:fs';
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

/** The training task that ended last, of all runs; null where there is none. `home` is the folder of the state. */
export function latestTaskResult(home: string): TaskResult | null {
  const runs = join(home, 'runs');
  if (!existsSync(runs)) return null;
  const ended = readdirSync(runs)
    .flatMap((run) => {
      const file = join(runs, run, 'task-1', 'result.json');
      const stats = statSync(file, { throwIfNoEntry: false });
      return stats === undefined ? [] : [{ run, at: stats.mtimeMs }];
    })
    .sort((one, other) => other.at - one.at);
  return ended.length === 0 ? null : readTaskResult(home, ended[0]!.run);
}
