import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { onTestFinished } from 'vitest';

/** Lets every write to a file whose path fits fail as on a full disk, until `free` is called; `hits` counts them. */
export function fillDisk(place: RegExp): { hits: () => number; free: () => void } {
  let hits = 0;
  const full = (path: unknown) => {
    if (typeof path !== 'string' || !place.test(path)) return;
    hits += 1;
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', path });
  };
  const { writeFileSync, openSync } = fs;
  const { open } = fs.promises;
  const isWriting = (flags: unknown) => typeof flags === 'string' && /[wa+]/.test(flags);
  fs.writeFileSync = ((path, ...rest) => {
    full(path);
    return writeFileSync(path, ...rest);
  }) as typeof writeFileSync;
  fs.openSync = ((path, flags, mode) => {
    if (isWriting(flags)) full(path);
    return openSync(path, flags, mode);
  }) as typeof openSync;
  fs.promises.open = (async (path, flags, mode) => {
    const file = await open(path, flags, mode);
    // The file is there already when its first byte finds no room.
    if (isWriting(flags) && place.test(String(path))) file.writeFile = async () => full(path);
    return file;
  }) as typeof open;
  syncBuiltinESMExports();
  const free = () => {
    Object.assign(fs, { writeFileSync, openSync });
    fs.promises.open = open;
    syncBuiltinESMExports();
  };
  onTestFinished(free);
  return { hits: () => hits, free };
}
