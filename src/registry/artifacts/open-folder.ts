import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RegistryContext } from '../registry-context.ts';
import type { Artifact } from './manifest.ts';
import { unpackArtifact, writeFiles } from './unpack.ts';

/** A folder with an artifact's files. */
export interface OpenedFolder {
  /** Absolute; holds all that was registered. Only to be read. */
  folder: string;
  /** To be called when the folder is not needed any more: what is encrypted at rest does not stay unpacked. */
  release(): Promise<void>;
}

/** Gives an artifact's files, checked: in the registry's folder, or, where it is encrypted, in a folder of its own until it is released. */
export async function openFolder(
  { folder, blobs, isEncrypted }: Pick<RegistryContext, 'folder' | 'blobs' | 'isEncrypted'>,
  artifact: Artifact,
): Promise<OpenedFolder> {
  if (!isEncrypted) {
    const unpacked = await unpackArtifact(artifact, join(folder, 'unpacked'), blobs);
    return { folder: unpacked, release: async () => {} };
  }
  const temporary = await mkdtemp(join(tmpdir(), 'opsmith-model-'));
  const release = () => rm(temporary, { recursive: true, force: true });
  try {
    await writeFiles(artifact, temporary, blobs);
  } catch (thrown) {
    await release();
    throw thrown;
  }
  return { folder: temporary, release };
}
