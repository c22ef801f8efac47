import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join, resolve, sep } from 'node:path';

const mostShown = 200;

/**
 * Paths that begin with what was typed, as they would be typed on: folders end in `/`. Hidden entries come only where the name begins with a
 * dot. A folder that can't be read gives none.
 */
export function completePath(typed: string, cwd: string): string[] {
  const endsInFolder = typed === '' || typed.endsWith('/') || typed.endsWith(sep);
  const shownFolder = endsInFolder ? typed : typed.slice(0, typed.length - basename(typed).length);
  const beginning = endsInFolder ? '' : basename(typed);
  const folder = resolve(cwd, expandHome(shownFolder === '' ? '.' : shownFolder));
  let entries: ReturnType<typeof list>;
  try {
    entries = list(folder);
  } catch {
    return [];
  }
  return entries
    .filter(({ name }) => name.startsWith(beginning) && (beginning.startsWith('.') || !name.startsWith('.')))
    .slice(0, mostShown)
    .map(({ name, isFolder }) => `${shownFolder}${name}${isFolder ? '/' : ''}`);
}

function list(folder: string): { name: string; isFolder: boolean }[] {
  return readdirSync(folder, { withFileTypes: true })
    .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(1)) : path;
}
