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
  const [latest] = endedRuns(home);
  return latest === undefined ? null : readTaskResult(home, latest);
}

/** So many of the latest tasks are looked through for a model that is named. */
const mostLookedAt = 50;

/** The latest task whose model some words name (“… for churn”, “churn@1.2.0”), where that is another than the one spoken of; null where none is named. */
export function taskResultNamed(home: string, text: string, spoken: TaskResult): TaskResult | null {
  const words = text.toLowerCase();
  const isNamed = ({ model: { name, version } }: TaskResult) => {
    const own = name.toLowerCase().replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const found = new RegExp(
      `(?:\\b(?:for|of|about|with|in|from|does|is|help|model) |^)(?:the )?${own}(@[\\d.]*\\d)?(?![\\w@-])`,
    ).exec(words);
    return found !== null && (found[1] === undefined || found[1] === `@${version}`);
  };
  if (isNamed(spoken)) return null;
  for (const run of endedRuns(home).slice(0, mostLookedAt)) {
    const result = readTaskResult(home, run);
    if (result !== null && isNamed(result)) return result;
  }
  return null;
}

/** The task that a version (`NAME@VERSION`) came of, among the latest ones; null where none of them made it. */
export function resultOfModel(home: string, id: string): TaskResult | null {
  for (const run of endedRuns(home).slice(0, mostLookedAt)) {
    const result = readTaskResult(home, run);
    if (result !== null && `${result.model.name}@${result.model.version}` === id) return result;
  }
  return null;
}

/** Runs whose training task came to its end, the latest first. */
function endedRuns(home: string): string[] {
  const runs = join(home, 'runs');
  if (!existsSync(runs)) return [];
  return readdirSync(runs)
    .flatMap((run) => {
      const file = join(runs, run, 'task-1', 'result.json');
      const stats = statSync(file, { throwIfNoEntry: false });
      return stats === undefined ? [] : [{ run, at: stats.mtimeMs }];
    })
    .sort((one, other) => other.at - one.at)
    .map(({ run }) => run);
}
