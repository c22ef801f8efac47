import { randomBytes } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Replaces what a file holds, whole or not at all: the new bytes are written and flushed beside it, with its mode, and moved into its
 * place, so that whoever is killed on the way leaves the old file or the new one. Nothing happens where the file no longer holds `before`.
 *
 * @param path a real path: a symbolic link would itself be replaced
 * @throws the system's error where the file or its folder does not take it
 */
export function replaceFile(path: string, before: Buffer, after: Buffer): 'replaced' | 'changed' {
  // Renaming asks the folder alone for permission; a file that is closed to writing is meant to stay.
  accessSync(path, constants.W_OK);
  const { mode, uid, gid } = statSync(path);
  const aside = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const descriptor = openSync(aside, 'wx', 0o600);
    try {
      for (let at = 0; at < after.length; ) at += writeSync(descriptor, after, at);
      keepOwner(descriptor, uid, gid);
      fchmodSync(descriptor, mode & 0o7777);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    if (!readFileSync(path).equals(before)) return 'changed';
    renameSync(aside, path);
    return 'replaced';
  } finally {
    rmSync(aside, { force: true });
  }
}

function keepOwner(descriptor: number, uid: number, gid: number): void {
  try {
    fchownSync(descriptor, uid, gid);
  } catch {
    // Only its owner's or the system's may be given a file away; who else may write it keeps it from now on.
  }
}
