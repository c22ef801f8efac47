/** A folder, with those below it, watched for changes. */
import { type FSWatcher, readdirSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';
import { OpsmithError, toError } from '../errors/index.ts';

export interface FolderWatch {
  close(): void;
}

export interface WatchFoldersOptions {
  /** Whether the folders below are watched, too. */
  isDeep: boolean;
  /** Told of each path that changed, absolute; null where it is not known which. */
  onChange: (path: string | null) => void;
}

/** Folders that change all the time, hold what nobody reviews, or are written by ourselves. */
const unwatched: ReadonlySet<string> = new Set([
  '.git',
  '.hg',
  '.svn',
  '.opsmith',
  'node_modules',
  'bower_components',
  '.venv',
  'venv',
  '__pycache__',
  '.cache',
]);

/**
 * Watches a folder. Where the system watches whole trees, it does; on Linux, where Node would watch every single file, each folder is.
 *
 * @throws OpsmithError `watch-failed`
 */
export function watchFolders(folder: string, options: WatchFoldersOptions): FolderWatch {
  const { isDeep, onChange } = options;
  const watchers = new Map<string, FSWatcher>();
  const isNative = process.platform === 'darwin' || process.platform === 'win32';

  const isMeant = (path: string): boolean =>
    !path
      .slice(folder.length)
      .split(/[\\/]/)
      .some((part) => unwatched.has(part));

  /** Watches a folder and those in it that are not watched yet; one that is gone meanwhile is none. */
  const add = (path: string): void => {
    if (watchers.has(path)) return;
    let watcher: FSWatcher;
    try {
      watcher = watch(path, { recursive: isDeep && isNative }, (_, name) => changed(path, name));
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code === 'ENOENT' && path !== folder) return;
      throw cannotWatch(path, thrown);
    }
    // A folder that is taken away ends its watcher.
    watcher.on('error', () => drop(path));
    watchers.set(path, watcher);
    if (!isDeep || isNative) return;
    for (const name of foldersIn(path)) if (!unwatched.has(name)) add(join(path, name));
  };

  const drop = (path: string): void => {
    watchers.get(path)?.close();
    watchers.delete(path);
    onChange(null);
  };

  const changed = (path: string, name: string | null): void => {
    if (name === null) {
      onChange(null);
      return;
    }
    const absolute = join(path, name);
    if (!isMeant(absolute)) return;
    if (isDeep && !isNative) {
      const isFolder = statSync(absolute, { throwIfNoEntry: false })?.isDirectory() === true;
      if (!isFolder && watchers.has(absolute)) drop(absolute);
      if (isFolder) {
        const isNew = !watchers.has(absolute);
        try {
          add(absolute);
        } catch {
          // What the system lets nobody watch is still seen when something else changes.
        }
        // What was written into it before it was watched has been told by nobody.
        if (isNew) onChange(null);
        return;
      }
    }
    onChange(absolute);
  };

  try {
    add(folder);
  } catch (thrown) {
    for (const watcher of watchers.values()) watcher.close();
    throw thrown;
  }
  return {
    close() {
      for (const watcher of watchers.values()) watcher.close();
      watchers.clear();
    },
  };
}

function foldersIn(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [entry.name] : [],
    );
  } catch {
    return [];
  }
}

function cannotWatch(path: string, thrown: unknown): OpsmithError {
  const { code } = thrown as NodeJS.ErrnoException;
  const isFull = code === 'ENOSPC' || code === 'EMFILE';
  const why = isFull
    ? 'the system allows no more watches (on Linux, `sysctl fs.inotify.max_user_watches` raises that); name a smaller folder'
    : toError(thrown).message;
  return new OpsmithError('watch-failed', `${path} can't be watched: ${why}.`, 1, { cause: thrown });
}
