/** Whether a file is still what it was, told by what the file system says of it. */
import { statSync } from 'node:fs';
import type { FileStamp } from './encoded-analysis.ts';

/**
 * Clocks of file systems have grains of up to two seconds: a file that was changed so shortly before it was read may have been changed
 * again after it without a trace (git calls such an entry racily clean).
 */
const grainMs = 2_000;

/** Whether a change right after the reading could hide behind the same times. */
export function isRacy({ mtimeMs, ctimeMs, readAtMs }: FileStamp): boolean {
  return Math.max(mtimeMs, ctimeMs) > readAtMs - grainMs;
}

/** What the file system says of a file; null where there is none. */
export function lookAt(absolute: string): Omit<FileStamp, 'readAtMs'> | null {
  try {
    const { size, mtimeMs, ctimeMs, ino } = statSync(absolute);
    return { size, mtimeMs, ctimeMs, ino };
  } catch {
    return null;
  }
}

/** Whether the file looks as it did. */
export function isSame(
  now: Omit<FileStamp, 'readAtMs'>,
  { size, mtimeMs, ctimeMs, ino }: Omit<FileStamp, 'readAtMs'>,
): boolean {
  return now.size === size && now.mtimeMs === mtimeMs && now.ctimeMs === ctimeMs && now.ino === ino;
}

/** Whether a file surely is what was read. */
export function isAsRead(absolute: string, stamp: FileStamp): boolean {
  if (isRacy(stamp)) return false;
  const now = lookAt(absolute);
  return now !== null && isSame(now, stamp);
}
