/** Finds the source files under the paths that a person names. */
import {
  closeSync,
  type Dirent,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  type Stats,
} from 'node:fs';
import { basename, dirname, extname, join, resolve, sep } from 'node:path';
import { nearestPath } from '../host/index.ts';
import { languageByShebang, languagesByName } from './detect-language.ts';
import { type IgnoreRules, ignoreFiles, isIgnored, readRules, rulesAbove } from './ignore-rules.ts';
import type { SearchWitness } from './search-witness.ts';

/** Folders that hold other people's or generated code, whatever a .gitignore says; naming one as a path measures it. */
export const skippedFolders: ReadonlySet<string> = new Set([
  'node_modules',
  '.git',
  '.hg',
  '.svn',
  'dist',
  '.opsmith',
  '.venv',
  'venv',
  '__pycache__',
  '.tox',
  '.mypy_cache',
  'bower_components',
  '.next',
  '.cache',
]);
const shebangBytes = 128;

/** Endings of files that are text and no code: not looked into. */
const textEndings: ReadonlySet<string> = new Set(
  '.json .md .txt .yml .yaml .html .htm .css .scss .less .map .lock .svg .xml .toml .csv .tsv .ini .cfg .rst .flow .jsonl .ndjson .log .sql .properties'.split(
    ' ',
  ),
);

/** Why a path was not measured; `reason` completes the sentence "PATH was not measured: …". */
export interface SkippedPath {
  path: string;
  code: SkipCode;
  reason: string;
}

export type SkipCode =
  | 'missing'
  | 'unreadable'
  | 'outside-workspace'
  | 'not-a-file'
  | 'binary'
  | 'too-large'
  | 'language-unknown'
  | 'bad-rule'
  | 'submodule'
  | 'failed';

/** A file to measure: as it is shown, and where it lies. */
export interface FoundFile {
  path: string;
  absolute: string;
  /** Named by the caller, not found in a folder: says so when its language is unknown. */
  named: boolean;
  /** Its size when it was found, where that was looked at. */
  bytes?: number;
  /** What to measure in place of what lies there: the content in another version of the file. */
  content?: Uint8Array;
}

export interface FindFilesOptions {
  /**
   * Nothing outside of this folder is read, through symbolic links neither. When left out, a named path may lie anywhere,
   * and symbolic links below it lead no further than to what lies in it or in `directory`.
   */
  workspace?: string | undefined;
  /** The folder that relative paths start from. */
  directory: string;
  /** Whether every file in a folder is meant, not only those whose name or first line tells a language. */
  anyName?: boolean;
  witness?: SearchWitness | undefined;
}

/** What a search gave: the files, and what it could not look at. */
export interface FoundFiles {
  files: FoundFile[];
  skipped: SkippedPath[];
  /** Folders of builds that were not gone into, as they are shown; naming one as a path goes into it. */
  builds: string[];
  /** Files in folders that are not called like code and are no text, by their first bytes. */
  binaries: number;
}

/**
 * Goes through files and folders, in the order of their names. Folders skip what .gitignore and .opsmithignore files name (those of
 * the folders on the way from the workspace too), dependencies, builds and version control; what can't be read is listed and
 * the rest goes on. What is reached twice, through a symbolic link, counts once, under its own name: links are followed last.
 */
export function findFiles(paths: readonly string[], options: FindFilesOptions): FoundFiles {
  const search = new FileSearch(options);
  for (const path of paths) search.add(path);
  search.followLinks();
  return { files: search.files, skipped: search.skipped, builds: search.builds, binaries: search.binaries };
}

/** Where a path leads, and what is there. */
interface Place {
  real: string;
  stats: Stats;
}

/** So many paths that lead nowhere are told with a like one. */
const mostLookedFor = 20;

class FileSearch {
  readonly files: FoundFile[] = [];
  readonly skipped: SkippedPath[] = [];
  readonly builds: string[] = [];
  binaries = 0;
  readonly #workspace: string | null;
  readonly #directory: string;
  readonly #anyName: boolean;
  readonly #witness: SearchWitness | undefined;
  readonly #seen = new Set<string>();
  readonly #realFolders = new Map<string, string>();
  /** Links in folders, to be followed once all that lies there under its own name is known. */
  readonly #links: (() => void)[] = [];
  /** Where symbolic links may lead while the folder is gone through that the caller named. */
  #roots: readonly string[];

  constructor({ workspace, directory, anyName = false, witness }: FindFilesOptions) {
    this.#workspace = workspace === undefined ? null : realpathSync(workspace);
    this.#witness = witness;
    this.#roots = this.#workspace === null ? [] : [this.#workspace];
    this.#directory = directory;
    this.#anyName = anyName;
  }

  /** A path that the caller named: a file whatever it is called, a folder whatever it is called. */
  add(path: string): void {
    const absolute = resolve(this.#directory, path);
    const found = this.#resolve(path, absolute);
    if (found === null) return;
    const { real, stats } = found;
    if (stats.isDirectory()) {
      if (this.#workspace === null) this.#roots = [real, realpathSync(this.#directory)];
      this.#addFolder(path, real, rulesAbove(real, this.#workspace, this.#witness));
      // How far they may lead depends on the folder, where there is no workspace.
      if (this.#workspace === null) {
        this.followLinks();
        this.#roots = [];
      }
    } else if (stats.isFile()) this.#addFile({ path, absolute: real, named: true, bytes: stats.size });
    else this.#skip(path, 'not-a-file', 'it is neither a file nor a folder');
  }

  /** Adds what is only reached through links. */
  followLinks(): void {
    for (let follow = this.#links.shift(); follow !== undefined; follow = this.#links.shift()) follow();
  }

  /** The real path, or null where it is missing, unreadable or outside the workspace, which is then listed. */
  #resolve(path: string, absolute: string): Place | null {
    try {
      const place = this.#placeOf(absolute);
      const { real } = place;
      this.#witness?.link(absolute, real);
      if (!this.#isInside(real)) {
        const limit = this.#workspace === null ? this.#roots[0] : `the workspace ${this.#workspace}`;
        this.#skip(path, 'outside-workspace', `it lies outside of ${limit}`);
        return null;
      }
      return place;
    } catch (thrown) {
      this.#skipFor(path, thrown);
      return null;
    }
  }

  /** The folders on the way are resolved once each: who names a thousand files names few folders. */
  #placeOf(absolute: string): Place {
    const folder = dirname(absolute);
    let way = this.#realFolders.get(folder);
    if (way === undefined) {
      way = realpathSync(folder);
      this.#realFolders.set(folder, way);
    }
    const own = withSeparator(way) + basename(absolute);
    const stats = lstatSync(own);
    if (!stats.isSymbolicLink()) return { real: own, stats };
    const real = realpathSync(own);
    return { real, stats: lstatSync(real) };
  }

  #isInside(real: string): boolean {
    if (this.#roots.length === 0) return true;
    return this.#roots.some((root) => real === root || real.startsWith(withSeparator(root)));
  }

  #addFile(file: FoundFile): void {
    if (this.#seen.has(file.absolute)) return;
    this.#seen.add(file.absolute);
    this.files.push(file);
  }

  #addFolder(path: string, real: string, inherited: readonly IgnoreRules[]): void {
    if (this.#seen.has(real)) return;
    this.#seen.add(real);
    let entries: Dirent[];
    try {
      entries = readdirSync(real, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (thrown) {
      this.#skipFor(path, thrown);
      return;
    }
    this.#witness?.folder(real, entries);
    const rules = entries.some((entry) => ignoreFiles.includes(entry.name))
      ? [...inherited, ...readRules(real, this.#witness)]
      : inherited;
    for (const entry of entries) {
      const shown = path === '.' ? entry.name : join(path, entry.name);
      const own = join(real, entry.name);
      if (entry.isSymbolicLink()) {
        if (isIgnored(own, false, rules)) continue;
        this.#links.push(() => {
          const target = this.#resolve(shown, own);
          if (target !== null) this.#addEntry({ shown, own, leads: target.real, rules }, target.stats);
        });
      } else this.#addEntry({ shown, own, leads: own, rules }, entry);
    }
  }

  /** What lies in a folder: under which name, and where that leads. */
  #addEntry(
    {
      shown,
      own,
      leads,
      rules,
    }: { shown: string; own: string; leads: string; rules: readonly IgnoreRules[] },
    entry: Pick<Dirent, 'isDirectory' | 'isFile'>,
  ): void {
    const name = basename(own);
    if (entry.isDirectory()) {
      if (isIgnored(own, true, rules)) return;
      if (!skippedFolders.has(name)) this.#addFolder(shown, leads, rules);
      else if (name === 'dist') this.builds.push(shown);
    } else if (entry.isFile() && !isIgnored(own, false, rules)) {
      if (this.#anyName || isSource(name, () => this.#firstBytes(leads)))
        this.#addFile({ path: shown, absolute: leads, named: false });
      else if (!textEndings.has(extname(name).toLowerCase()) && this.#firstBytes(leads).includes('\0'))
        this.binaries += 1;
    }
  }

  #firstBytes(absolute: string): string {
    this.#witness?.file(absolute);
    return firstBytes(absolute);
  }

  #skipFor(path: string, thrown: unknown): void {
    const code = (thrown as NodeJS.ErrnoException).code ?? '';
    if (code === 'ENOENT' || code === 'ENOTDIR') this.#skip(path, 'missing', this.#missing(path));
    else if (code === 'EACCES' || code === 'EPERM')
      this.#skip(path, 'unreadable', 'permission to read it is denied');
    else if (code === 'ELOOP') this.#skip(path, 'unreadable', 'its symbolic links go round in a circle');
    else this.#skip(path, 'unreadable', `it can't be read (${code || String(thrown)})`);
  }

  #missing(path: string): string {
    // A list of a thousand wrong paths is not worth a thousand searches.
    const near = this.skipped.length < mostLookedFor ? nearestPath(path, this.#directory) : null;
    if (near === path) return 'it is a symbolic link to what is not there';
    return `there is no such file or folder${near === null ? '' : `; did you mean ${near}?`}`;
  }

  #skip(path: string, code: SkipCode, reason: string): void {
    this.skipped.push({ path, code, reason });
  }
}

/** Whether a name, or the first line of a file without an extension, tells of code. */
export function isSource(name: string, firstLine: () => string): boolean {
  if (languagesByName(name).length > 0) return true;
  if (extname(name) !== '' || name.startsWith('.')) return false;
  return languageByShebang(firstLine()) !== null;
}

/** Whether a file's name alone tells of code. */
export function isCalledLikeCode(name: string): boolean {
  return languagesByName(name).length > 0;
}

/** The beginning of a file, long enough for a `#!` line; empty where it can't be read. */
export function firstBytes(absolute: string): string {
  try {
    const file = openSync(absolute, 'r');
    try {
      const bytes = Buffer.alloc(shebangBytes);
      return bytes.toString('latin1', 0, readSync(file, bytes, 0, shebangBytes, 0));
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
}

/** A folder's path as what is in it begins with. */
export function withSeparator(folder: string): string {
  return folder.endsWith(sep) ? folder : folder + sep;
}
