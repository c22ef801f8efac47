/** Of files that are known by name, those that a search through the same paths would find. */
import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import {
  type FindFilesOptions,
  type FoundFile,
  firstBytes,
  isSource,
  type SkippedPath,
  skippedFolders,
  withSeparator,
} from './find-files.ts';
import { type IgnoreRules, isIgnored, readRules, rulesAbove } from './ignore-rules.ts';

/** A file by name; with `content`, it need not lie on the disk. */
export interface CandidateFile {
  /** Absolute, below the real path of its folder. */
  absolute: string;
  content?: Uint8Array;
}

interface NamedPlace {
  path: string;
  real: string;
  isFolder: boolean;
  /** Rules of the folders above, and by folder those below. */
  above: readonly IgnoreRules[];
}

/**
 * Sorts out of the candidates what lies under the paths, inside the workspace, is code by its name, and is not left out by .gitignore,
 * .opsmithignore or as a folder of dependencies, just as `findFiles` does. In the order of the candidates.
 */
export function selectFiles(
  candidates: readonly CandidateFile[],
  paths: readonly string[],
  { workspace, directory, anyName = false }: FindFilesOptions,
): { files: FoundFile[]; skipped: SkippedPath[] } {
  const limit = workspace === undefined ? null : realpathSync(workspace);
  const places = paths.map((path) => placeOf(path, directory, limit));
  const rulesOf = createRules();
  const files: FoundFile[] = [];
  const skipped: SkippedPath[] = [];
  for (const { absolute, content } of candidates) {
    const place = places.find(
      ({ real, isFolder }) => absolute === real || (isFolder && absolute.startsWith(withSeparator(real))),
    );
    if (place === undefined) continue;
    const isNamed = absolute === place.real;
    const inside = relative(place.real, absolute);
    const shown = isNamed ? place.path : place.path === '.' ? inside : join(place.path, inside);
    if (!isNamed && isLeftOut(absolute, place, rulesOf)) continue;
    if (content === undefined && !staysInside(absolute, limit)) {
      const reason = `it lies outside of the workspace ${limit}`;
      skipped.push({ path: shown, code: 'outside-workspace', reason });
      continue;
    }
    const firstLine = () =>
      content === undefined ? firstBytes(absolute) : Buffer.from(content.subarray(0, 128)).toString('latin1');
    if (!isNamed && !anyName && !isSource(basename(absolute), firstLine)) continue;
    files.push({ path: shown, absolute, named: isNamed, ...(content === undefined ? {} : { content }) });
  }
  return { files, skipped };
}

/** A path that was named; one that is not there (any more) may still be a file or folder of another version. */
function placeOf(path: string, directory: string, workspace: string | null): NamedPlace {
  const absolute = resolve(directory, path);
  const real = realOf(absolute);
  const isFolder = statSync(real, { throwIfNoEntry: false })?.isFile() !== true;
  return { path, real, isFolder, above: isFolder ? rulesAbove(real, workspace) : [] };
}

/** The real path as far as it is there. */
function realOf(absolute: string): string {
  try {
    return realpathSync(absolute);
  } catch {
    const above = dirname(absolute);
    return above === absolute ? absolute : join(realOf(above), basename(absolute));
  }
}

/** Whether a file on the disk is, through symbolic links too, inside the workspace; one that is gone is for the reader to tell. */
function staysInside(absolute: string, workspace: string | null): boolean {
  if (workspace === null) return true;
  try {
    const real = realpathSync(absolute);
    return real === workspace || real.startsWith(withSeparator(workspace));
  } catch {
    return absolute.startsWith(withSeparator(workspace));
  }
}

function isLeftOut(absolute: string, place: NamedPlace, rulesOf: (folder: string) => readonly IgnoreRules[]) {
  const rules = [...place.above];
  const parts = relative(place.real, absolute).split(sep);
  let folder = place.real;
  for (const [index, part] of parts.entries()) {
    rules.push(...rulesOf(folder));
    const entry = join(folder, part);
    const isFolder = index < parts.length - 1;
    if ((isFolder && skippedFolders.has(part)) || isIgnored(entry, isFolder, rules)) return true;
    folder = entry;
  }
  return false;
}

/** Each folder's rules, read once. */
function createRules(): (folder: string) => readonly IgnoreRules[] {
  const known = new Map<string, IgnoreRules[]>();
  return (folder) => {
    const rules = known.get(folder) ?? readRules(folder);
    known.set(folder, rules);
    return rules;
  };
}
