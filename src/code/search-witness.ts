import type { Dirent } from 'node:fs';

/** Told of all that a search for files depends on, besides the files that it finds; paths are absolute. */
export interface SearchWitness {
  /** A folder that was gone through. */
  folder(path: string, entries: readonly Dirent[]): void;
  /** A file that was read, or would have been if it were there. */
  file(path: string): void;
  /** A path that was followed to the real one. */
  link(path: string, real: string): void;
  /** A path of which only counted whether it is there. */
  existence(path: string, isThere: boolean): void;
}
