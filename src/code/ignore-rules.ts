/** What .gitignore and .opsmithignore files leave out. */
import { lstatSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import type { SearchWitness } from './search-witness.ts';

/** Files in gitignore's syntax, the later one with the last word: it may take back what the first leaves out. */
export const ignoreFiles: readonly string[] = ['.gitignore', '.opsmithignore'];

/** The rules of one folder's file. */
export interface IgnoreRules {
  folder: string;
  matcher: Ignore;
}

/** The rules that lie in a folder; those that can't be read count for none. */
export function readRules(folder: string, witness?: SearchWitness): IgnoreRules[] {
  return ignoreFiles.flatMap((name) => {
    witness?.file(join(folder, name));
    try {
      return [{ folder, matcher: ignore().add(readFileSync(join(folder, name), 'utf8')) }];
    } catch {
      return [];
    }
  });
}

/**
 * The rules on the way from the repository's (or the workspace's) top to a folder, without its own. None where they leave the folder
 * itself out: who names an ignored folder means it.
 */
export function rulesAbove(folder: string, workspace: string | null, witness?: SearchWitness): IgnoreRules[] {
  const folders: string[] = [];
  for (let each = folder; ; ) {
    const parent = resolve(each, '..');
    if (each !== folder) folders.unshift(each);
    if (each === workspace || isRepositoryTop(each, witness) || parent === each) break;
    each = parent;
  }
  const rules = folders.flatMap((each) => readRules(each, witness));
  return isIgnored(folder, true, rules) ? [] : rules;
}

/** Whether the rules leave a path out; of those of several folders, the nearest has the last word. */
export function isIgnored(absolute: string, isFolder: boolean, rules: readonly IgnoreRules[]): boolean {
  let ignored = false;
  for (const { folder, matcher } of rules) {
    const inside = relative(folder, absolute).split(sep).join('/');
    if (inside === '' || inside.startsWith('../')) continue;
    const verdict = matcher.test(isFolder ? `${inside}/` : inside);
    if (verdict.ignored) ignored = true;
    else if (verdict.unignored) ignored = false;
  }
  return ignored;
}

function isRepositoryTop(folder: string, witness?: SearchWitness): boolean {
  const mark = join(folder, '.git');
  const isThere = isOnDisk(mark);
  witness?.existence(mark, isThere);
  return isThere;
}

function isOnDisk(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}
