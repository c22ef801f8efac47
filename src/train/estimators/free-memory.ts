import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';

/** Bytes that this process may still take. In a container, pages of files that were read count as taken, though they are given back when needed. */
export function freeMemory(): number {
  const free = process.availableMemory();
  const limit = process.constrainedMemory();
  if (!(limit > 0 && limit < totalmem())) return free;
  return Math.min(limit, free + filePages());
}

/** Of the container: pages of files that nobody has looked at lately. 0 where that cannot be told. */
function filePages(): number {
  for (const file of ['/sys/fs/cgroup/memory.stat', '/sys/fs/cgroup/memory/memory.stat'])
    try {
      const found = /^(?:total_)?inactive_file (\d+)$/m.exec(readFileSync(file, 'utf8'));
      if (found !== null) return Number(found[1]);
    } catch {
      // Not this version of control groups.
    }
  return 0;
}
