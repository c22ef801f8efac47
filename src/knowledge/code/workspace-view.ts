/** What resolving one file needs to know of the others; read from the store as it is asked for, and kept within bounds. */
import { sql } from 'kysely';
import type { Store } from '../../store/index.ts';
import { decodeOutline, type StoredOutline } from './encoded-outline.ts';
import type { ModulePaths } from './module-paths.ts';
import { hashName, lastPart, NameRole } from './names.ts';

/** A file as others see it. */
export interface ModuleView {
  id: number;
  path: string;
  language: string;
  /** Definitions by full name; the first of a name counts. */
  definitions: ReadonlyMap<string, 'function' | 'class'>;
  /** Full names by last part. */
  byLastPart: ReadonlyMap<string, readonly string[]>;
  bases: ReadonlyMap<string, readonly string[]>;
  /** How many parameters the functions of a full name have, in languages where that tells them apart. */
  parameters: ReadonlyMap<string, readonly number[]>;
  exports: Readonly<Record<string, string>>;
  imports: StoredOutline['imports'];
  package: string;
}

export interface WorkspaceView {
  readonly modules: ModulePaths;
  module(id: number): Promise<ModuleView | null>;
  /** Ids of files that define a name, at most `mostDefiners` + 1. */
  definers(name: string): Promise<readonly number[]>;
  /** Reads ahead what many files will ask for. */
  readAhead(wanted: { names: Iterable<string>; files: Iterable<number> }): Promise<void>;
}

export const mostDefiners = 3;
const mostModules = 4_000;
const mostNames = 100_000;
const atOnce = 500;

export function createWorkspaceView(
  store: Store,
  roots: { root: string; modules: ModulePaths },
): WorkspaceView {
  const { database } = store;
  const modules = new Map<number, ModuleView | null>();
  const names = new Map<string, readonly number[]>();

  const readModules = async (ids: readonly number[]): Promise<void> => {
    if (modules.size + ids.length > mostModules) modules.clear();
    for (let at = 0; at < ids.length; at += atOnce) {
      const part = ids.slice(at, at + atOnce);
      const rows = await database
        .selectFrom('knowledge_files')
        .select(['id', 'path', 'language', 'outline'])
        .where('id', 'in', part)
        .execute();
      for (const id of part) modules.set(id, null);
      for (const { id, path, language, outline } of rows)
        modules.set(id, viewOf({ id, path, language }, decodeOutline(outline)));
    }
  };
  const readNames = async (wanted: readonly string[]): Promise<void> => {
    if (names.size + wanted.length > mostNames) names.clear();
    for (let at = 0; at < wanted.length; at += atOnce) {
      const part = wanted.slice(at, at + atOnce);
      const byHash = new Map<number, number[]>();
      const rows = await database
        .selectFrom('knowledge_names')
        .innerJoin('knowledge_files', 'knowledge_files.id', 'knowledge_names.file')
        .select(['knowledge_names.hash', 'knowledge_names.file'])
        .where('knowledge_names.role', '=', NameRole.defines)
        // Not by the index of roots: SQLite would look at every file of the root for a few names.
        .where(sql`${sql.ref('knowledge_files.root')} || ''`, '=', roots.root)
        .where('knowledge_names.hash', 'in', part.map(hashName))
        .execute();
      for (const { hash, file } of rows) {
        const known = byHash.get(hash);
        if (known === undefined) byHash.set(hash, [file]);
        else if (known.length <= mostDefiners) known.push(file);
      }
      for (const name of part) names.set(name, byHash.get(hashName(name)) ?? []);
    }
  };

  return {
    modules: roots.modules,
    async module(id) {
      if (!modules.has(id)) await readModules([id]);
      return modules.get(id) ?? null;
    },
    async definers(name) {
      if (!names.has(name)) await readNames([name]);
      return names.get(name) ?? [];
    },
    async readAhead(wanted) {
      await readNames([...new Set(wanted.names)].filter((name) => !names.has(name)));
      await readModules([...new Set(wanted.files)].filter((id) => !modules.has(id)));
    },
  };
}

/** A file as others see it, of its outline. */
export function viewOf(
  { id, path, language }: { id: number; path: string; language: string },
  outline: StoredOutline,
): ModuleView {
  const definitions = new Map<string, 'function' | 'class'>();
  const byLastPart = new Map<string, string[]>();
  const bases = new Map<string, readonly string[]>();
  const parameters = new Map<string, number[]>();
  for (const each of outline.definitions) {
    if (each.parameters !== undefined) {
      const alike = parameters.get(each.name);
      if (alike === undefined) parameters.set(each.name, [each.parameters]);
      else alike.push(each.parameters);
    }
    if (definitions.has(each.name)) continue;
    definitions.set(each.name, each.kind);
    const last = lastPart(each.name);
    const same = byLastPart.get(last);
    if (same === undefined) byLastPart.set(last, [each.name]);
    else same.push(each.name);
    if (each.bases !== undefined) bases.set(each.name, each.bases);
  }
  const { exports, imports, package: packageName } = outline;
  return {
    id,
    path,
    language,
    definitions,
    byLastPart,
    bases,
    parameters,
    exports,
    imports,
    package: packageName,
  };
}
