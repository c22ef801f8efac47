/** Which files under some paths change, told in batches once they have come to rest. */

import { statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type FolderWatch, watchFolders } from './watch-folders.ts';

export interface WatchOptions {
  /** Absolute: files and folders. */
  places: readonly string[];
  /** Told of each batch of changed paths, absolute; one at a time. An empty one says that something changed, and nobody knows what. */
  onChange: (paths: ReadonlySet<string>) => Promise<void>;
  /** Called once everything is watched. */
  onReady?: () => void;
  signal: AbortSignal;
  /** So long nothing may change before a batch is told: editors write a file in several steps. */
  restMs?: number;
  /** A batch is told after that, though changes go on. */
  longestMs?: number;
}

/** So many paths a batch; more is told as "something". */
const mostPaths = 5_000;

/**
 * Watches until the signal fires. Folders are watched and not files, so that an editor that writes beside a file and renames it, as most do,
 * is noticed, and so is a file that goes and comes again.
 *
 * @throws OpsmithError `watch-failed` where the system lets nothing (more) be watched
 */
export async function watchPaths(options: WatchOptions): Promise<void> {
  const { onChange, onReady, signal, restMs = 120, longestMs = 2_000 } = options;
  if (signal.aborted) return;
  let pending = new Set<string>();
  let isUnknown = false;
  let since = 0;
  let timer: NodeJS.Timeout | null = null;
  let wake: () => void = () => {};
  const woken = () =>
    new Promise<void>((ready) => {
      wake = ready;
    });
  let waiting = woken();

  const note = (path: string | null): void => {
    if (path === null || pending.size >= mostPaths) isUnknown = true;
    else pending.add(path);
    const now = Date.now();
    if (timer === null) since = now;
    else clearTimeout(timer);
    timer = setTimeout(() => wake(), Math.max(0, Math.min(restMs, since + longestMs - now)));
  };

  const watches: FolderWatch[] = [];
  const stop = (): void => {
    for (const each of watches.splice(0)) each.close();
    if (timer !== null) clearTimeout(timer);
    wake();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    for (const { folder, file } of foldersOf(options.places))
      watches.push(
        watchFolders(folder, {
          isDeep: file === null,
          onChange: (path) => {
            if (file === null || path === null || path === join(folder, file)) note(path);
          },
        }),
      );
    onReady?.();
    while (!signal.aborted) {
      await waiting;
      if (signal.aborted) break;
      const paths = isUnknown ? new Set<string>() : pending;
      pending = new Set();
      isUnknown = false;
      timer = null;
      // What changes during the work wakes the next round.
      waiting = woken();
      await onChange(paths);
    }
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

/** Folders to watch: those that were named, and around files that were. */
function foldersOf(places: readonly string[]): { folder: string; file: string | null }[] {
  return [...new Set(places.map((place) => resolve(place)))].map((absolute) => {
    const isFolder = statSync(absolute, { throwIfNoEntry: false })?.isDirectory() === true;
    return isFolder
      ? { folder: absolute, file: null }
      : { folder: dirname(absolute), file: basename(absolute) };
  });
}
