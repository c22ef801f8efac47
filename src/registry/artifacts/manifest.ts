import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { z } from 'zod';
import { InputError } from '../../errors/index.ts';
import type { BlobStore } from './blob-store.ts';

/** A path within an artifact: relative, with `/`, and no way out of it. */
const ArtifactPath = z
  .string()
  .max(1_000)
  .refine(
    (path) =>
      !/[\\\0:]/.test(path) && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..'),
    'must be a relative path that stays inside',
  );

/** One file of an artifact. */
export const ArtifactFile = z.strictObject({
  path: ArtifactPath,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().min(0),
});
export type ArtifactFile = z.infer<typeof ArtifactFile>;

/** A folder of files by what they hold: the same contents are the same artifact. */
export interface Artifact {
  /** SHA-256 of the list of files. */
  sha256: string;
  files: ArtifactFile[];
  /** Of all files. */
  bytes: number;
}

/** More than that is no artifact, but a folder named by mistake. */
const mostFiles = 1_000;

/** The artifact that these files are, in any order. */
export function artifactOf(files: readonly ArtifactFile[]): Artifact {
  const sorted = [...files].sort((one, other) => (one.path < other.path ? -1 : 1));
  const hash = createHash('sha256').update(
    JSON.stringify(sorted.map(({ path, sha256, bytes }) => [path, sha256, bytes])),
  );
  return {
    sha256: hash.digest('hex'),
    files: sorted,
    bytes: sorted.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/**
 * Keeps all files of a folder.
 *
 * @throws InputError `artifact-empty`, `artifact-too-many-files`, `artifact-not-a-folder`, `artifact-has-links`; StorageError `disk-full`
 */
export async function keepFolder(folder: string, blobs: BlobStore): Promise<Artifact> {
  const files: ArtifactFile[] = [];
  for (const path of await filesIn(folder)) files.push({ path, ...(await blobs.put(join(folder, path))) });
  return artifactOf(files);
}

async function filesIn(folder: string): Promise<string[]> {
  let entries: Awaited<ReturnType<typeof entriesOf>>;
  try {
    entries = await entriesOf(folder);
  } catch (thrown) {
    throw new InputError(
      'artifact-not-a-folder',
      `${folder} cannot be read as a folder (${(thrown as NodeJS.ErrnoException).code}). An artifact is a folder with the model's files.`,
      { cause: thrown, details: { path: folder } },
    );
  }
  const odd = entries.find((entry) => !entry.isFile() && !entry.isDirectory());
  if (odd !== undefined)
    throw new InputError(
      'artifact-has-links',
      `${join(odd.parentPath, odd.name)} is neither a file nor a folder. An artifact holds files alone.`,
      { details: { path: join(odd.parentPath, odd.name) } },
    );
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  if (files.length === 0)
    throw new InputError('artifact-empty', `${folder} holds no file: there is nothing to register.`, {
      details: { path: folder },
    });
  if (files.length > mostFiles)
    throw new InputError(
      'artifact-too-many-files',
      `${folder} holds ${files.length} files; an artifact has ${mostFiles} at most.`,
      { details: { path: folder } },
    );
  return files.map((path) => path.replaceAll(sep, '/'));
}

const entriesOf = (folder: string) => readdir(folder, { recursive: true, withFileTypes: true });
