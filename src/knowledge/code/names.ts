/** Names as the index of names keeps them: hashes, and in which role a file has them. */
import { basename, dirname } from 'node:path/posix';
import type { Outline } from '../../code/index.ts';

export const NameRole = { defines: 0, uses: 1, importsFrom: 2 } as const;
export type NameRole = (typeof NameRole)[keyof typeof NameRole];

/** A name's hash (FNV-1a), in the range of SQLite's and PostgreSQL's integer. */
export function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at += 1) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  return hash | 0;
}

/** A name's last part: `total` of `Cart.total`. */
export function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** What modules call a file: its stem, and its folder's name where the file stands for the folder. */
export function moduleNamesOf(path: string): string[] {
  const stem = basename(path).replace(/(?:\.d)?\.\w+$/, '');
  const folder = basename(dirname(path));
  const isGo = path.endsWith('.go');
  return isGo || stem === 'index' || stem === '__init__' || stem === 'mod' ? [stem, folder] : [stem];
}

/** All names of a file by role, as hashes. */
export function namesOf(outline: Outline): { hash: number; role: NameRole }[] {
  const found = new Map<string, { hash: number; role: NameRole }>();
  const add = (name: string, role: NameRole): void => {
    const hash = hashName(name);
    found.set(`${hash} ${role}`, { hash, role });
  };
  for (const { name, kind, bases } of outline.definitions) {
    add(lastPart(name), NameRole.defines);
    // Who inherits from a class depends on what it inherits.
    if (kind === 'class' && bases !== undefined) add(`${name} < ${bases.join(' ')}`, NameRole.defines);
    for (const base of bases ?? []) add(base, NameRole.uses);
  }
  for (const name of Object.keys(outline.exports)) add(name, NameRole.defines);
  for (const { module, names, isReexport } of outline.imports) {
    const stem = moduleNamesOf(module.replace(/[\\.:]+/g, (part) => (/^\.\w+$/.test(part) ? part : '/')))[0]!;
    add(stem, NameRole.importsFrom);
    for (const part of module.split(/[^\w$-]+/)) if (part !== '') add(part, NameRole.importsFrom);
    for (const [local, imported] of names) {
      if (imported !== '*') add(imported, NameRole.uses);
      // A module that hands a name on gives it, for those who ask there.
      if (isReexport) add(imported === '*' ? `* of ${module}` : local, NameRole.defines);
      // In Python and Java, what is imported may be a module itself.
      if (imported !== '*') add(imported, NameRole.importsFrom);
    }
  }
  for (const { name } of outline.calls) add(name, NameRole.uses);
  for (const type of Object.values(outline.types)) add(type, NameRole.uses);
  return [...found.values()];
}
