import { mkdtemp, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../host/index.ts';
import { type BlobStore, hashFile } from './blob-store.ts';
import type { Artifact } from './manifest.ts';
import { temporaryPrefix, writingFailed } from './write-atomically.ts';

/**
 * A folder with an artifact's files, each checked now: one that was unpacked before is used when every file of it still has its hash, else it is
 * unpacked anew.
 *
 * @throws StorageError `artifact-damaged`, `artifact-missing`, `disk-full`; InputError `artifact-key-missing`, `artifact-key-wrong`
 */
export async function unpackArtifact(artifact: Artifact, folder: string, blobs: BlobStore): Promise<string> {
  const final = join(folder, artifact.sha256);
  if (await holds(final, artifact)) return final;
  makeFolder(folder, 0o700);
  const temporary = await mkdtemp(join(folder, temporaryPrefix));
  try {
    await writeFiles(artifact, temporary, blobs);
    for (let attempt = 0; ; attempt++) {
      try {
        await rename(temporary, final);
        return final;
      } catch (thrown) {
        // Another process was faster, or what lies there does not hold.
        if (await holds(final, artifact)) return final;
        if (attempt === 3) throw thrown;
        await rm(final, { recursive: true, force: true });
      }
    }
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/**
 * Writes an artifact's files into a new folder, each checked while it is written; read-only, lest somebody changes one by accident. Nothing is synced: whoever
 * uses the folder later checks it again.
 */
export async function writeFiles(artifact: Artifact, folder: string, blobs: BlobStore): Promise<void> {
  for (const { path, sha256 } of artifact.files) {
    const target = join(folder, path);
    makeFolder(dirname(target), 0o700);
    const file = await openFile(target);
    try {
      for await (const piece of blobs.read(sha256)) await file.writeFile(piece);
    } catch (thrown) {
      throw writingFailed(thrown, target);
    } finally {
      await file.close();
    }
  }
}

async function openFile(path: string) {
  try {
    return await open(path, 'wx', 0o400);
  } catch (thrown) {
    throw writingFailed(thrown, path);
  }
}

/** Whether a folder holds these files and no other, each with its hash. */
async function holds(folder: string, { files }: Artifact): Promise<boolean> {
  try {
    const found = await readdir(folder, { recursive: true, withFileTypes: true });
    if (found.filter((entry) => !entry.isDirectory()).length !== files.length) return false;
    for (const { path, sha256, bytes } of files) {
      const actual = await hashFile(join(folder, path));
      if (actual.sha256 !== sha256 || actual.bytes !== bytes) return false;
    }
    return true;
  } catch {
    return false;
  }
}
