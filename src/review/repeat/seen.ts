/** What a review depended on: files, folders and places of the disk as they were before it read any of them. */
import { type Dirent, lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { isRacy, isSame, lookAt, type SearchWitness } from '../../code/index.ts';

/** Sizes, modification and change times in milliseconds, and inode numbers: four numbers a file. */
const numbersPerFile = 4;

/** What was seen, as it is kept. */
export interface SeenRecord {
  /** JSON of what is not numbers. */
  places: string;
  stamps: Uint8Array;
}

interface Places {
  files: string[];
  /** By number of the file: what it held, where its looks could deceive. */
  contents: [number, string][];
  folders: [path: string, listing: string][];
  links: [path: string, target: string][];
  /** Whether something is there. */
  existence: [path: string, isThere: boolean][];
}

/** Notes what is looked at, each at the moment that it is told. */
export interface SeenNotes extends SearchWitness {
  record(): SeenRecord;
}

/**
 * Begins to note. Whoever is about to read something notes it first: what changes after that shows the next time, whether it was read before
 * the change or after.
 */
export function noteSeen(): SeenNotes {
  const stamps = new Map<string, [number, number, number, number]>();
  const contents = new Map<string, string>();
  const folders = new Map<string, string>();
  const links = new Map<string, string>();
  const existence = new Map<string, boolean>();
  return {
    file(path) {
      if (stamps.has(path) || existence.has(path)) return;
      const look = lookAt(path);
      if (look === null) {
        existence.set(path, false);
        return;
      }
      const { size, mtimeMs, ctimeMs, ino } = look;
      stamps.set(path, [size, mtimeMs, ctimeMs, ino]);
      if (isRacy({ ...look, readAtMs: Date.now() })) contents.set(path, contentOf(path) ?? '');
    },
    folder(path, entries) {
      folders.set(path, listingOf(entries));
    },
    link(path, real) {
      links.set(path, targetOf(path) ?? real);
    },
    existence(path, isThere) {
      existence.set(path, isThere);
    },
    record() {
      const files = [...stamps.keys()];
      const numbers = new Float64Array(files.length * numbersPerFile);
      for (const [place, stamp] of [...stamps.values()].entries()) numbers.set(stamp, place * numbersPerFile);
      const places: Places = {
        files,
        contents: files.flatMap((path, place): [number, string][] => {
          const content = contents.get(path);
          return content === undefined ? [] : [[place, content]];
        }),
        folders: [...folders],
        links: [...links],
        existence: [...existence],
      };
      return { places: JSON.stringify(places), stamps: new Uint8Array(numbers.buffer) };
    },
  };
}

/** Whether all is still as it was seen: false where anything differs or can't be looked at. */
export function isAsSeen({ places, stamps }: SeenRecord): boolean {
  const { files, contents, folders, links, existence } = JSON.parse(places) as Places;
  // Numbers begin at a multiple of eight; bytes out of a database need not.
  const numbers = new Float64Array(stamps.slice().buffer);
  if (numbers.length !== files.length * numbersPerFile) return false;
  return (
    existence.every(([path, isThere]) => isOnDisk(path) === isThere) &&
    links.every(([path, target]) => targetOf(path) === target) &&
    folders.every(([path, listing]) => listingNow(path) === listing) &&
    files.every((path, place) => {
      const now = lookAt(path);
      if (now === null) return false;
      const at = place * numbersPerFile;
      const [size, mtimeMs, ctimeMs, ino] = [
        numbers[at]!,
        numbers[at + 1]!,
        numbers[at + 2]!,
        numbers[at + 3]!,
      ];
      return isSame(now, { size, mtimeMs, ctimeMs, ino });
    }) &&
    contents.every(([place, content]) => contentOf(files[place]!) === content)
  );
}

/** Names and kinds of a folder's entries. */
function listingOf(entries: readonly Dirent[]): string {
  return entries
    .map((entry) => `${entry.name}\0${kindOf(entry)}`)
    .sort()
    .join('\n');
}

function listingNow(path: string): string | null {
  try {
    return listingOf(readdirSync(path, { withFileTypes: true }));
  } catch {
    return null;
  }
}

function kindOf(entry: Pick<Dirent, 'isFile' | 'isDirectory' | 'isSymbolicLink'>): string {
  return entry.isFile() ? 'f' : entry.isDirectory() ? 'd' : entry.isSymbolicLink() ? 'l' : 'o';
}

/** The real path and what is there; null where it leads nowhere. */
function targetOf(path: string): string | null {
  try {
    const real = realpathSync(path);
    return `${real}\0${kindOf(statSync(real))}`;
  } catch {
    return null;
  }
}

function isOnDisk(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

function contentOf(path: string): string | null {
  try {
    // Loaded here alone: few files were written so shortly before a review.
    return process.getBuiltinModule('node:crypto').hash('sha256', readFileSync(path), 'base64url');
  } catch {
    return null;
  }
}
