import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { closestName } from '../errors/index.ts';
import { entriesOf } from './entries-of.ts';

/** Folders that hold what others wrote: a mistyped path means none of them. */
const passedOver: ReadonlySet<string> = new Set(['node_modules', 'vendor', 'dist', 'build', 'target']);
/** Entries looked at in all, so that a wrong path in a huge tree is told at once. */
const mostEntries = 4_000;

/**
 * The path, relative to `directory`, that a path which leads nowhere may have meant: a like name in its folder, else the same name elsewhere below
 * `directory`; null for none. Only what lies in `directory` is named: an error is no way to list other folders.
 */
export function nearestPath(path: string, directory: string): string | null {
  const absolute = resolve(directory, path);
  const name = basename(absolute);
  const folder = dirname(absolute);
  if (folder === directory || folder.startsWith(directory + sep)) {
    const names = entriesOf(folder)
      .map((entry) => entry.name)
      .filter((each) => !each.startsWith('.'));
    const near = names.includes(name) ? null : closestName(name, names);
    if (near !== null) return relative(directory, join(folder, near));
  }
  return named(name, directory);
}

/** The first file or folder of that name below a folder, level by level. */
function named(name: string, directory: string): string | null {
  const wanted = name.toLowerCase();
  const folders = [directory];
  let left = mostEntries;
  for (let index = 0; index < folders.length && left > 0; index += 1) {
    const folder = folders[index]!;
    const entries = entriesOf(folder);
    left -= entries.length;
    const found = entries.find((entry) => entry.name.toLowerCase() === wanted);
    if (found !== undefined) return relative(directory, join(folder, found.name));
    for (const entry of entries)
      if (entry.isDirectory() && !entry.name.startsWith('.') && !passedOver.has(entry.name))
        folders.push(join(folder, entry.name));
  }
  return null;
}
