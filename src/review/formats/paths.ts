import { isAbsolute, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FormatOptions } from './document.ts';

type Folders = Pick<FormatOptions, 'directory' | 'root'>;

/** A path relative to the root, with `/`; null where it lies outside of it, or is standard input. */
export function pathInRoot(path: string, { directory, root }: Folders): string | null {
  if (isStandardInput(path)) return null;
  const way = relative(root, resolve(directory, path));
  if (way === '' || way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) return null;
  return way.split(sep).join('/');
}

/** A path as people and services read it: relative to the root where it lies there, else absolute; `-` is standard input. */
export function shownPath(path: string, folders: Folders): string {
  if (isStandardInput(path)) return '-';
  return pathInRoot(path, folders) ?? resolve(folders.directory, path);
}

/** A path as a URI (RFC 3986): relative and percent-encoded within the root, `file:` outside of it. */
export function uriOf(path: string, folders: Folders): { uri: string; isRelative: boolean } {
  const inside = isStandardInput(path) ? '-' : pathInRoot(path, folders);
  if (inside === null)
    return { uri: pathToFileURL(resolve(folders.directory, path)).href, isRelative: false };
  const uri = inside.toWellFormed().split('/').map(encodeSegment).join('/');
  return { uri, isRelative: true };
}

/** A folder as a URI that ends in a slash, so that relative ones can be resolved against it. */
export function folderUri(folder: string): string {
  const { href } = pathToFileURL(folder);
  return href.endsWith('/') ? href : `${href}/`;
}

function isStandardInput(path: string): boolean {
  return path === '' || path === '-';
}

function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
