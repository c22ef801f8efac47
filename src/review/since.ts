/** Files as they were in a version of the repository, beside the same files as they are: only those that differ. */
import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CandidateFile,
  type FoundFile,
  largestFileBytes,
  type SkippedPath,
  selectFiles,
} from '../code/index.ts';
import { type Change, listChanges, listUntracked } from './git/list-changes.ts';
import { readBlobs } from './git/read-blobs.ts';
import { openRepository, resolveRange } from './git/repository.ts';

export interface SinceOptions {
  /** The folder or file that is asked about. */
  path: string;
  directory: string;
  workspace?: string | undefined;
  /** So many files of code are read at most on either side. */
  most: number;
  signal?: AbortSignal | undefined;
}

/** What differs under a path. */
export interface FilesSince {
  before: FoundFile[];
  now: FoundFile[];
  skipped: { before: SkippedPath[]; now: SkippedPath[] };
  /** Files of code that differ and were left out, being more than `most`. */
  leftOut: number;
  /** Files that differ and are no code by their names, or are ignored. */
  others: number;
}

/**
 * The files of code that differ between `revision` (a name, or `A..B`) and the working tree (or B). New files that are not ignored count.
 * @throws InputError `not-a-repository`, `unknown-ref`, `bad-ref`, `no-common-commit`, `git-missing`, `git-refused`
 */
export async function filesSince(
  revision: string,
  { path, directory, workspace, most, signal }: SinceOptions,
): Promise<FilesSince> {
  const repository = await openRepository({ folder: directory, signal });
  const { git, top } = repository;
  const { base, head } = await resolveRange(repository, revision);
  const to = head === null ? 'working-tree' : { tree: head };
  const [changes, untracked] = await Promise.all([
    listChanges(git, { base, to }),
    head === null ? listUntracked(git, top) : [],
  ]);
  const realTop = realpathSync(top);
  const options = { directory, ...(workspace === undefined ? {} : { workspace }) };
  const at = (name: string) => join(realTop, name);
  const files = changes.filter(({ kind }) => kind === 'file');
  // Which of them are meant is told by their names, before anything is read.
  const names = new Set<string>();
  for (const { path: name, old } of files) for (const each of [name, old?.path ?? name]) names.add(at(each));
  for (const name of untracked) if (!name.endsWith('/')) names.add(at(name));
  const named = [...names]
    .sort()
    .map((absolute) => (existsSync(absolute) ? { absolute } : { absolute, content: nothing }));
  const meant = selectFiles(named, [path], options).files.map(({ absolute }) => absolute);
  const all = selectFiles(named, [path], { ...options, anyName: true }).files;
  const kept = new Set(meant.slice(0, most));
  const read = await contentsOf(
    git,
    files.filter(({ path: name, old }) => kept.has(at(name)) || (old !== null && kept.has(at(old.path)))),
  );
  const before: CandidateFile[] = [];
  const now: CandidateFile[] = [];
  for (const change of files) {
    const { path: name, old, blob, status } = change;
    if (old !== null && kept.has(at(old.path))) {
      const content = read.get(old.blob);
      if (content !== undefined) before.push({ absolute: at(old.path), content });
    }
    if (status === 'deleted' || !kept.has(at(name))) continue;
    const content = blob === null ? undefined : read.get(blob);
    if (blob === null || content !== undefined)
      now.push({ absolute: at(name), ...(content === undefined ? {} : { content }) });
  }
  for (const name of untracked) if (kept.has(at(name))) now.push({ absolute: at(name) });
  const chosen = (candidates: CandidateFile[]) =>
    selectFiles(
      candidates.sort((a, b) => (a.absolute < b.absolute ? -1 : 1)),
      [path],
      options,
    );
  const was = chosen(before);
  const is = chosen(now);
  return {
    before: was.files,
    now: is.files,
    skipped: { before: was.skipped, now: is.skipped },
    leftOut: Math.max(0, meant.length - most),
    others: all.length - meant.length,
  };
}

const nothing = new Uint8Array();

type Git = Parameters<typeof readBlobs>[0];

async function contentsOf(git: Git, changes: readonly Change[]): Promise<Map<string, Buffer>> {
  const ids = changes.flatMap(({ old, blob }) => [old?.blob, blob].filter((id) => typeof id === 'string'));
  const blobs = await readBlobs(git, ids, largestFileBytes);
  return new Map(
    [...blobs].flatMap(([id, blob]): [string, Buffer][] => ('content' in blob ? [[id, blob.content]] : [])),
  );
}
