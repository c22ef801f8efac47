/** Brings the code's part of the graph up to date: only files that changed are read, and only what they touch is resolved again. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  findFiles,
  isCalledLikeCode,
  isRacy,
  isSame,
  lookAt,
  outlineFiles,
  type SkippedPath,
} from '../../code/index.ts';
import type { Store } from '../../store/index.ts';
import { decodeOutline } from './encoded-outline.ts';
import {
  deleteFiles,
  openFiles,
  type ReadFile,
  readerVersion,
  readFiles,
  stampsOf,
  writeLinks,
  writeOutlines,
} from './file-rows.ts';
import { createModulePaths } from './module-paths.ts';
import { readPackages } from './packages.ts';
import { resolveFile } from './resolve-file.ts';
import { createWorkspaceView } from './workspace-view.ts';

export interface UpdateProgress {
  phase: 'read' | 'resolve' | 'history';
  done: number;
  total: number;
}

export interface UpdateCodeOptions {
  store: Store;
  /** Absolute folder of the code base. */
  root: string;
  now: Date;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: UpdateProgress) => void) | undefined;
}

export interface CodeUpdate {
  files: number;
  read: number;
  resolved: number;
  removed: number;
  /** Paths that were not in the graph before; empty where nothing was. */
  added: string[];
  skipped: SkippedPath[];
  /** Folders of builds that were passed over, and how many files called like code are in them. */
  passedOver: { folders: string[]; files: number };
}

/** Files written and resolved in one transaction. */
const batchSize = 100;

/** @throws InterruptedError when the signal fires; what was written stays, and the next time goes on from there. */
export async function updateCode({
  store,
  root,
  now,
  signal,
  onProgress,
}: UpdateCodeOptions): Promise<CodeUpdate> {
  const { files, skipped, builds } = findFiles(['.'], { workspace: root, directory: root });
  const known = new Map((await stampsOf(store, root)).map((row) => [row.path, row]));
  const found = new Set<string>();
  const changed = files.filter(({ path, absolute }) => {
    found.add(path);
    const row = known.get(path);
    const looked = lookAt(absolute);
    if (row === undefined || looked === null || row.reader !== readerVersion) return true;
    const stamp = { size: row.size, mtimeMs: row.mtime_ms, ctimeMs: row.ctime_ms, ino: row.ino };
    return !isSame(looked, stamp) || isRacy({ ...stamp, readAtMs: row.read_at_ms });
  });
  const gone = [...known.values()].filter(({ path }) => !found.has(path));
  await deleteFiles(store, root, gone);

  const how = { at: now.toISOString(), isFirst: known.size === 0 };
  let read = 0;
  const added: string[] = [];
  let waiting: ReadFile[] = [];
  const write = async (): Promise<void> => {
    await writeOutlines(store, root, waiting, how);
    waiting = [];
  };
  for await (const batch of outlineFiles(changed, { signal })) {
    for (const { file, outcome } of batch) {
      read += 1;
      if (outcome === null) continue;
      if ('skipped' in outcome) skipped.push(outcome.skipped);
      else {
        const isNew = !known.has(file.path);
        if (isNew && !how.isFirst) added.push(file.path);
        waiting.push({ path: file.path, ...outcome, isNew });
      }
    }
    if (waiting.length >= batchSize) await write();
    onProgress?.({ phase: 'read', done: read, total: changed.length });
  }
  if (waiting.length > 0) await write();
  const passedOver = { folders: builds, files: await codeIn(builds, root) };
  const touched = await openFiles(store, root);
  await resolveAll(touched, { store, root, now, signal, onProgress });
  return {
    files: found.size,
    read,
    resolved: touched.length,
    removed: gone.length,
    added,
    skipped,
    passedOver,
  };
}

/** How many files in these folders are called like code. */
async function codeIn(folders: readonly string[], root: string): Promise<number> {
  let count = 0;
  for (const folder of folders) {
    // One that cannot be read has nothing that was passed over.
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(
      () => [],
    );
    count += entries.filter((entry) => entry.isFile() && isCalledLikeCode(entry.name)).length;
  }
  return count;
}

async function resolveAll(
  ids: readonly number[],
  { store, root, now, signal, onProgress }: UpdateCodeOptions,
): Promise<void> {
  if (ids.length === 0) return;
  const rows = await stampsOf(store, root);
  const modules = createModulePaths(
    rows.map(({ path, id }) => [path, id] as const),
    readPackages(
      root,
      rows.map(({ path }) => path),
    ),
  );
  const view = createWorkspaceView(store, { root, modules });
  const nowMs = now.getTime();
  for (let at = 0; at < ids.length; at += batchSize) {
    // The database answers at once, so that nothing else would get its turn: not even Ctrl-C.
    await new Promise(setImmediate);
    signal?.throwIfAborted();
    const files = (await readFiles(store, ids.slice(at, at + batchSize))).map((file) => ({
      file,
      outline: decodeOutline(file.outline),
    }));
    await view.readAhead({
      names: files.flatMap(({ outline }) => outline.calls.map(({ name }) => name)),
      files: files.flatMap(({ file: { path }, outline }) =>
        outline.imports.flatMap(({ module }) =>
          modules.resolve({ path, language: outline.language }, module),
        ),
      ),
    });
    const resolved = [];
    for (const { file, outline } of files) {
      const { id, path, links: before } = file;
      const links = await resolveFile({ id, path, outline, before }, view, nowMs);
      resolved.push({ id, outline: file.outline, links });
    }
    await writeLinks(store, resolved);
    onProgress?.({ phase: 'resolve', done: Math.min(ids.length, at + batchSize), total: ids.length });
  }
}
