import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../src/host/index.ts';

/** Where a task keeps its files: under its run, so that two tasks never meet and go together with their run. */
export function taskFolder(storePath: string, run: string, task: string): string {
  return join(dirname(storePath), 'runs', run, `task-${task}`);
}

/** Writes a file whole or not at all, also where the process is killed or the disk is full. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  makeFolder(dirname(path), 0o700);
  const part = `${path}.${process.pid}.part`;
  try {
    writeFileSync(part, content, { mode: 0o600 });
    renameSync(part, path);
  } catch (thrown) {
    rmSync(part, { force: true });
    throw thrown;
  }
}

/** Where the plots of a task's report are kept as data. */
export function plotsFile(folder: string): string {
  return join(folder, 'plots.json');
}

/** A JSON file's value; null where there is none. */
export function readJson(path: string): unknown {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}

/** The last training task of a run, by the step that it began with; `1` where it has none. */
export function taskOfRun(storePath: string, run: string): string {
  const folder = join(dirname(storePath), 'runs', run);
  const tasks = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('task-')) : [];
  return tasks.sort().at(-1)?.slice('task-'.length) ?? '1';
}
