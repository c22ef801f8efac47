import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder and those above it, as far as they are missing; harmless when another process does so at once.
 * Not `mkdirSync`'s own `recursive`: it never ends under a folder that answers "no such file" to whatever is made in it, as /proc does.
 * @throws Error of the file system, for the folder that can't be made
 */
export function makeFolder(path: string, mode = 0o777): void {
  const missing: string[] = [];
  for (
    let folder = resolve(path);
    !existsSync(folder) && dirname(folder) !== folder;
    folder = dirname(folder)
  )
    missing.unshift(folder);
  for (const folder of missing) {
    try {
      mkdirSync(folder, { mode });
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
    }
  }
}
