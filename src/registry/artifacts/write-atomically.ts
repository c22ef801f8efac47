import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StorageError } from '../../errors/index.ts';
import { makeFolder } from '../../host/index.ts';

/** Files that are being written begin so; `prune` takes away what a killed process left of them. */
export const temporaryPrefix = '.writing-';

/**
 * Writes a file at once or not at all, in a way that survives a power cut: to a temporary file beside it, synced, then renamed.
 *
 * @throws StorageError `disk-full`, `artifact-unwritable`; what `write` throws
 */
export async function writeAtomically(
  path: string,
  write: (file: FileHandle) => Promise<void>,
  mode = 0o600,
): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `${temporaryPrefix}${process.pid}-${randomBytes(6).toString('hex')}`);
  try {
    makeFolder(folder, 0o700);
    const file = await open(temporary, 'wx', mode);
    try {
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(folder);
  } catch (thrown) {
    await rm(temporary, { force: true });
    throw writingFailed(thrown, path);
  }
}

/** A renamed file is there after a power cut only when its folder has been synced; not every system can. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** What the file system says, in a sentence that says what to do. Errors raised on purpose pass unchanged. */
export function writingFailed(thrown: unknown, path: string): Error {
  const { code } = thrown as NodeJS.ErrnoException;
  const details = { path };
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG')
    return new StorageError(
      'disk-full',
      `The disk that holds ${dirname(path)} is full: nothing was done. Free some space and try again.`,
      { cause: thrown, details },
    );
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new StorageError(
      'artifact-unwritable',
      `${path} cannot be written (${code}): nothing was done. Check the folder's permissions, or set OPSMITH_HOME.`,
      { cause: thrown, details },
    );
  return thrown as Error;
}
