/** What a review of changes looks at: which files, in which version, and which of their lines. */
import { closeSync, lstatSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import {
  type CandidateFile,
  type Finding,
  type FoundFile,
  largestFileBytes,
  type SkippedPath,
  selectFiles,
} from '../code/index.ts';
import { InputError } from '../errors/index.ts';
import { type ChangedLines, readChangedLines } from './git/changed-lines.ts';
import { type Change, type Comparison, listChanges, listUntracked } from './git/list-changes.ts';
import { readBlobs } from './git/read-blobs.ts';
import { openRepository, type Repository, resolveHead, resolveRange } from './git/repository.ts';

/** Which changes are meant. */
export interface ScopeRequest {
  /** `REF`, `A..B` or `A...B`. */
  diff?: string | undefined;
  /** The content of the index, against HEAD or against the `REF` of `diff`. */
  staged?: boolean | undefined;
  /** Whether files that git does not track count as added, where the working tree is compared; yes by default. */
  untracked?: boolean | undefined;
}

export interface ScopeOptions {
  paths: readonly string[];
  directory: string;
  workspace?: string | undefined;
  /** Every name is taken for code, since its language was given. */
  anyName?: boolean;
  signal?: AbortSignal | undefined;
  env?: Readonly<Record<string, string | undefined>>;
}

/** The changes as a review reports them. */
export interface DiffSummary {
  /** As it was named; null for the index against HEAD. */
  ref: string | null;
  /** Ids of the versions; `head` is `working-tree`, `index`, or an id. */
  base: string;
  head: string;
  /** Files with changed lines that were looked at. */
  files: number;
}

/** The files that changed, and whether a finding touches what changed in them. */
export interface ReviewScope {
  files: FoundFile[];
  /** Changes that were passed over, and why. */
  skipped: SkippedPath[];
  /** `path` as the file is shown. */
  touches(path: string, finding: Pick<Finding, 'line' | 'endLine'>): boolean;
  /** Paths, absolute, of files that the change takes away. */
  deleted: string[];
  diff: DiffSummary;
}

/**
 * Looks up what changed. Nothing in the repository is run, written or fetched.
 * @throws InputError `not-a-repository`, `unknown-ref`, `bad-ref`, `no-common-commit`, `git-missing`, `git-refused`, `bad-scope`
 */
export async function resolveScope(request: ScopeRequest, options: ScopeOptions): Promise<ReviewScope> {
  const { paths, directory, signal, env } = options;
  const repository = await openRepository({
    folder: folderOf(resolve(directory, paths[0] ?? '.')),
    signal,
    ...(env === undefined ? {} : { env }),
  });
  const { comparison, diff } = await comparisonOf(repository, request);
  const { git, top } = repository;
  const [changes, lines, untracked] = await Promise.all([
    listChanges(git, comparison),
    readChangedLines(git, comparison),
    comparison.to === 'working-tree' && request.untracked !== false ? listUntracked(git, top) : [],
  ]);
  // Git names the folder as it is configured; paths are compared by where they really lie.
  const realTop = realpathSync(top);
  const present = changes.filter(({ status }) => status !== 'deleted');
  const { candidates, unreadable } = await candidatesOf(repository, present, realTop);
  const all = [...candidates, ...newFiles(untracked, realTop, unreadable)].sort((a, b) =>
    a.absolute < b.absolute ? -1 : 1,
  );
  const found = selectFiles(all, paths, options);
  const marks = marksOf(found.files, { changes, lines, realTop });
  const files = found.files.filter(({ path }) => marks.has(path));
  const noted = selectFiles(
    unreadable.map(({ absolute }) => ({ absolute, content: nothing })),
    paths,
    { ...options, anyName: true },
  );
  const reasons = new Map(unreadable.map((each) => [each.absolute, each]));
  return {
    files,
    skipped: [
      ...found.skipped,
      ...noted.files.map(({ path, absolute }) => ({ path, ...reasonOf(reasons.get(absolute)!) })),
    ],
    touches: (path, finding) => isTouched(marks.get(path), finding),
    deleted: changes.filter(({ status }) => status === 'deleted').map(({ path }) => join(realTop, path)),
    diff: { ...diff, files: files.length },
  };
}

const nothing = new Uint8Array();

async function comparisonOf(
  repository: Repository,
  { diff, staged }: ScopeRequest,
): Promise<{ comparison: Comparison; diff: Pick<DiffSummary, 'ref' | 'base' | 'head'> }> {
  if (diff === undefined) {
    const base = await resolveHead(repository);
    return { comparison: { base, to: 'index' }, diff: { ref: null, base, head: 'index' } };
  }
  const { name, base, head } = await resolveRange(repository, diff);
  if (staged && head !== null)
    throw new InputError(
      'bad-scope',
      `--staged compares the index with one version; --diff ${name} names two. Leave one of them out.`,
    );
  if (head !== null) return { comparison: { base, to: { tree: head } }, diff: { ref: name, base, head } };
  const to = staged ? 'index' : 'working-tree';
  return { comparison: { base, to }, diff: { ref: name, base, head: to } };
}

interface PassedOver {
  absolute: string;
  code: SkippedPath['code'];
  reason: string;
}

/** The changed files, with their contents where those are not the working tree's. */
async function candidatesOf(
  { git }: Repository,
  changes: readonly Change[],
  top: string,
): Promise<{ candidates: CandidateFile[]; unreadable: PassedOver[] }> {
  const unreadable: PassedOver[] = [];
  const pass = (change: Change, code: SkippedPath['code'], reason: string): void => {
    unreadable.push({ absolute: join(top, change.path), code, reason });
  };
  const readable = changes.filter((change) => {
    if (change.kind === 'submodule') pass(change, 'submodule', 'it is a submodule, a repository of its own');
    else if (change.kind === 'link') pass(change, 'not-a-file', 'it is a symbolic link');
    else return true;
    return false;
  });
  const ids = readable.flatMap(({ blob }) => (blob === null ? [] : [blob]));
  const blobs = await readBlobs(git, ids, largestFileBytes);
  const candidates: CandidateFile[] = [];
  for (const change of readable) {
    const absolute = join(top, change.path);
    const blob = change.blob === null ? null : blobs.get(change.blob);
    if (change.isBinary && isBinary(blob === null ? headOf(absolute) : blob))
      pass(change, 'binary', 'it is binary');
    else if (blob === null) candidates.push({ absolute });
    else if (blob !== undefined && 'content' in blob) candidates.push({ absolute, content: blob.content });
    else if (blob?.missing === 'too-large')
      pass(change, 'too-large', `it is ${(blob.bytes / 1024 / 1024).toFixed(1)} MiB`);
    else pass(change, 'missing', 'its content is not in this clone');
  }
  return { candidates, unreadable };
}

/** Files that git does not track, as candidates; what is no file among them is passed over, as it is where git tracks it. */
function newFiles(paths: readonly string[], top: string, unreadable: PassedOver[]): CandidateFile[] {
  return paths.flatMap((path): CandidateFile[] => {
    const absolute = join(top, path);
    // Of a repository in the repository git names the folder alone.
    if (path.endsWith('/'))
      unreadable.push({ absolute, code: 'submodule', reason: 'it is a repository of its own' });
    else if (lstatSync(absolute, { throwIfNoEntry: false })?.isSymbolicLink())
      unreadable.push({ absolute, code: 'not-a-file', reason: 'it is a symbolic link' });
    else return [{ absolute }];
    return [];
  });
}

/**
 * What git takes for binary may be so by its attributes alone, which are the repository's own word: text is reviewed all the same.
 */
function isBinary(blob: { content: Uint8Array } | { missing: string } | null | undefined): boolean {
  if (blob === null || blob === undefined) return false;
  return !('content' in blob) || blob.content.subarray(0, headBytes).includes(0);
}

/** As many bytes as git looks at. */
const headBytes = 8000;

/** The beginning of a file in the working tree; null where it can't be read, which is for the reader to tell. */
function headOf(absolute: string): { content: Uint8Array } | null {
  try {
    const file = openSync(absolute, 'r');
    try {
      const bytes = new Uint8Array(headBytes);
      return { content: bytes.subarray(0, readSync(file, bytes, 0, headBytes, 0)) };
    } finally {
      closeSync(file);
    }
  } catch {
    return null;
  }
}

function reasonOf({ code, reason }: PassedOver): Pick<SkippedPath, 'code' | 'reason'> {
  return { code, reason };
}

/** The changed lines of each file by its shown path, null for all of them; files without any are left out. */
function marksOf(
  files: readonly FoundFile[],
  {
    changes,
    lines,
    realTop,
  }: { changes: readonly Change[]; lines: ReadonlyMap<string, ChangedLines>; realTop: string },
): Map<string, ChangedLines | null> {
  const byPath = new Map(changes.map((change) => [change.path, change]));
  const marks = new Map<string, ChangedLines | null>();
  for (const { path, absolute } of files) {
    const name = relative(realTop, absolute).split(sep).join('/');
    const change = byPath.get(name);
    const isWhole =
      change === undefined || change.status === 'added' || change.status === 'unmerged' || change.isBinary;
    const changed = lines.get(name);
    if (isWhole) marks.set(path, null);
    else if (changed !== undefined) marks.set(path, changed);
  }
  return marks;
}

function isTouched(
  changed: ChangedLines | null | undefined,
  { line, endLine }: Pick<Finding, 'line' | 'endLine'>,
): boolean {
  if (changed === undefined) return false;
  if (changed === null) return true;
  return (
    changed.ranges.some(([from, to]) => from <= endLine && line <= to) ||
    changed.seams.some((seam) => line <= seam && seam < endLine)
  );
}

function folderOf(path: string): string {
  for (let folder = path; ; folder = dirname(folder)) {
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() || dirname(folder) === folder)
      return folder;
  }
}
