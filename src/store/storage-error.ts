import { OpsmithError, StorageError, toError } from '../errors/index.ts';

const explanations: Readonly<Record<string, { code: string; say: (path: string) => string }>> = {
  SQLITE_BUSY: {
    code: 'store-locked',
    say: (path) =>
      `The database ${path} is locked by another process. Wait for it to finish, or stop it, and try again.`,
  },
  SQLITE_LOCKED: {
    code: 'store-locked',
    say: (path) =>
      `The database ${path} is locked by another process. Wait for it to finish, or stop it, and try again.`,
  },
  SQLITE_FULL: {
    code: 'disk-full',
    say: (path) =>
      `The disk that holds ${path} is full. Free some space and try again; what was saved before is intact.`,
  },
  SQLITE_NOTADB: {
    code: 'store-corrupt',
    say: (path) =>
      `${path} is not a database that opsmith can read. Move it away (opsmith makes a new one), or restore a copy.`,
  },
  SQLITE_CORRUPT: {
    code: 'store-corrupt',
    say: (path) =>
      `The database ${path} is damaged. Move it away (opsmith makes a new one), or restore a copy.`,
  },
  SQLITE_READONLY: {
    code: 'store-unwritable',
    say: (path) =>
      `The database ${path} cannot be written. Check the permissions of the file and its folder, or set OPSMITH_HOME.`,
  },
  SQLITE_CANTOPEN: {
    code: 'store-unwritable',
    say: (path) =>
      `The database ${path} cannot be opened. Check that its folder exists and can be written, or set OPSMITH_HOME.`,
  },
  SQLITE_PERM: {
    code: 'store-unwritable',
    say: (path) =>
      `The database ${path} cannot be opened: no permission. Check the folder's owner, or set OPSMITH_HOME.`,
  },
  SQLITE_IOERR: {
    code: 'store-io',
    say: (path) =>
      `Reading or writing the database ${path} failed. Check the disk and its free space, then try again.`,
  },
};

/** What the file system says where the database's folder can't be made or entered. */
const unusableFolder = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOTDIR',
  'EEXIST',
  'ENOENT',
  'ELOOP',
  'ENAMETOOLONG',
]);

/** What a system says where nothing more can be written: the disk, a quota, the largest file that is allowed. */
const noRoom: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/**
 * What went wrong in the database, as an error with a sentence for people. Errors raised on purpose pass unchanged, and so does what is
 * no database error at all.
 */
export function toStorageError(thrown: unknown, path: string): Error {
  if (thrown instanceof OpsmithError) return thrown;
  const error = toError(thrown);
  const code = (error as { code?: unknown }).code;
  if (typeof code !== 'string') return error;
  // Extended codes lengthen the plain one: SQLITE_IOERR_WRITE, SQLITE_BUSY_SNAPSHOT.
  const known = Object.keys(explanations).find((name) => code === name || code.startsWith(`${name}_`));
  if (known !== undefined) {
    const { code: stable, say } = explanations[known]!;
    return new StorageError(stable, say(path), { cause: error, details: { path } });
  }
  if (noRoom.has(code))
    return new StorageError('disk-full', explanations.SQLITE_FULL!.say(path), {
      cause: error,
      details: { path },
    });
  if (unusableFolder.has(code))
    return new StorageError('store-unwritable', explanations.SQLITE_CANTOPEN!.say(path), {
      cause: error,
      details: { path },
    });
  return error;
}

/** The error for a disk that is full, where that is what is behind an error, however deep; null where it is not. */
export function diskFullError(thrown: unknown, path: string): Error | null {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    const { code } = error as { code?: unknown };
    if (code === 'disk-full') return error;
    if (typeof code === 'string' && (noRoom.has(code) || code === 'SQLITE_FULL'))
      return toStorageError(error, path);
  }
  return null;
}

/** Runs a query and turns what the database throws into a StorageError. */
export type Guard = <T>(work: () => Promise<T>) => Promise<T>;

/** The guard for the database at `path`. */
export function createGuard(path: string): Guard {
  return async (work) => {
    try {
      return await work();
    } catch (thrown) {
      throw toStorageError(thrown, path);
    }
  };
}
