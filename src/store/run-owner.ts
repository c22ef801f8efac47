import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** What names the process that works on a run or makes vectors: `host:pid`, and when it began where the system tells, since the number of a process that is gone is given again. */
export const thisProcess = ownerOf(process.pid);

/** A process of this machine as an owner. */
export function ownerOf(pid: number): string {
  const start = startOf(pid);
  return `${hostname()}:${pid}${start === null ? '' : `@${start}`}`;
}

/** Whether an owner may still be at work; one on another machine is taken to be. */
export function isAlive(owner: string): boolean {
  const split = owner.lastIndexOf(':');
  if (owner.slice(0, split) !== hostname()) return true;
  const [number, start] = owner.slice(split + 1).split('@');
  const pid = Number(number);
  if (start !== undefined) {
    const now = startOf(pid);
    if (now !== null && now !== start) return false;
  }
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (thrown) {
    return (thrown as { code?: string }).code === 'EPERM';
  }
}

/** What follows the name in a process's line of Linux, from its state on; null elsewhere. The name stands in brackets and may hold some itself. */
function factsOf(pid: number): string[] | null {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return line.slice(line.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

/** When a process began, in ticks since the machine started, which no restart repeats within one. */
function startOf(pid: number): string | null {
  return factsOf(pid)?.[19] ?? null;
}

/** Whether a process has ended and only its parent has not asked yet, as in a container that has nobody to do so. */
function isZombie(pid: number): boolean {
  const state = factsOf(pid)?.[0];
  return state === 'Z' || state === 'X';
}
