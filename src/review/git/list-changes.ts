/** Which files differ between two versions, as `git diff --raw --numstat -z` tells. */
import type { Git } from '../../host/index.ts';

/** A file that differs. Paths are relative to the repository's top, with `/`. */
export interface Change {
  path: string;
  status: 'added' | 'modified' | 'renamed' | 'deleted' | 'unmerged';
  kind: 'file' | 'link' | 'submodule';
  /** Id of the newer content; null where that lies in the working tree. */
  blob: string | null;
  /** Where it was before, and the id of that content; null where there was none. */
  old: { path: string; blob: string } | null;
  /** Whether git takes it for binary. */
  isBinary: boolean;
}

/** Options of every comparison: renames are followed, and nothing that a repository configures has a say. */
const diffOptions = [
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--no-relative',
  '--ignore-submodules=dirty',
  '-M',
  '-l5000',
];

/** What is compared: two trees, or a tree with the index or with the working tree. */
export interface Comparison {
  base: string;
  to: { tree: string } | 'index' | 'working-tree';
}

/** The arguments of a comparison, up to how it is to be printed. */
export function comparisonArguments({ base, to }: Comparison, print: readonly string[]): string[] {
  if (to === 'index') return ['diff-index', '--cached', ...diffOptions, ...print, base, '--'];
  if (to === 'working-tree') return ['diff-index', ...diffOptions, ...print, base, '--'];
  return ['diff-tree', '-r', ...diffOptions, ...print, base, to.tree, '--'];
}

/** The files that differ, in git's order. */
export async function listChanges(git: Git, comparison: Comparison): Promise<Change[]> {
  const { stdout } = await git.run(
    comparisonArguments(comparison, ['--raw', '--numstat', '-z', '--no-abbrev']),
  );
  const changes = parseChanges(stdout.toString('utf8'));
  // Looking for renames, git names ids of what lies in the working tree, and has no such objects.
  return comparison.to === 'working-tree' ? changes.map((each) => ({ ...each, blob: null })) : changes;
}

/** Files below the top that git neither tracks nor ignores. */
export async function listUntracked(git: Git, top: string): Promise<string[]> {
  const { stdout } = await git.run(['-C', top, 'ls-files', '--others', '--exclude-standard', '-z']);
  return stdout.toString('utf8').split('\0').filter(Boolean);
}

/** Reads the two lists, one after the other: `:modes ids status NUL path NUL`, then `added TAB removed TAB path NUL`. */
export function parseChanges(text: string): Change[] {
  const parts = text.split('\0');
  const byPath = new Map<string, Change>();
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at]!;
    if (part.startsWith(':')) {
      const [oldMode = '', mode = '', oldBlob = '', blob = '', letter = ''] = part.slice(1).split(' ');
      const isMoved = /^[RC]/.test(letter);
      const path = parts[at + (isMoved ? 2 : 1)] ?? '';
      const oldPath = parts[at + 1] ?? '';
      at += isMoved ? 2 : 1;
      const change: Change = {
        path,
        status: statusOf(letter),
        kind: kindOf(letter.startsWith('D') ? oldMode : mode),
        blob: /^0+$/.test(blob) ? null : blob,
        old: /^0+$/.test(oldBlob) || letter.startsWith('C') ? null : { path: oldPath, blob: oldBlob },
        isBinary: false,
      };
      // An unmerged file is listed a second time as it lies in the working tree.
      if (byPath.get(path)?.status !== 'unmerged') byPath.set(path, change);
    } else if (part !== '') {
      const [added, , ...rest] = part.split('\t');
      const name = rest.join('\t');
      const path = name === '' ? (parts[at + 2] ?? '') : name;
      if (name === '') at += 2;
      const change = byPath.get(path);
      if (change !== undefined && added === '-') change.isBinary = true;
    }
  }
  return [...byPath.values()];
}

function statusOf(letter: string): Change['status'] {
  switch (letter[0]) {
    case 'A':
    case 'C':
      return 'added';
    case 'D':
      return 'deleted';
    case 'R':
      return 'renamed';
    case 'U':
      return 'unmerged';
    default:
      return 'modified';
  }
}

function kindOf(mode: string): Change['kind'] {
  if (mode === '160000') return 'submodule';
  return mode === '120000' ? 'link' : 'file';
}
