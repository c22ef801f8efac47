/** How nodes are named: the kind, a colon, and what is told apart within it. */
import { basename } from 'node:path/posix';

export const fileId = (path: string): string => `file:${path}`;
export const folderId = (path: string): string => `folder:${path}`;
export const definitionId = (kind: 'function' | 'class', path: string, name: string): string =>
  `${kind}:${path}#${name}`;

/** `NAME <EMAIL>` of git; developers are told apart by their address, and shown by their name. */
export function developerOf(author: string): { id: string; name: string } {
  const match = /^(.*?)\s*<(.*)>$/s.exec(author);
  const name = match?.[1] || author;
  const address = match?.[2] ?? '';
  return { id: `developer:${(address || name).toLowerCase()}`, name };
}

/** A path's last part, as a label. */
export function labelOfPath(path: string): string {
  return basename(path) || path;
}
