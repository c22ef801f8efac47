import { openSession, type TaskSession } from './session.ts';

/** The sessions of tasks that are at work in this process: the steps of one task share theirs. */
const open = new Map<string, TaskSession>();

/** Tables of tasks that stand still are not held for ever. */
const mostOpen = 4;

/** The session of a task's folder, opened where it is not; `seconds`: what the task has used up to now, `since`: when this attempt at it began. */
export function sessionOf(folder: string, workspace: string, seconds: number, since?: number): TaskSession {
  const known = open.get(folder);
  if (known !== undefined) return known;
  const oldest = open.keys().next().value;
  if (open.size >= mostOpen && oldest !== undefined) closeSession(oldest);
  const session = openSession(folder, workspace, seconds, since);
  open.set(folder, session);
  return session;
}

/** Ends a session; harmless where there is none. */
export function closeSession(folder: string): void {
  open.get(folder)?.close();
  open.delete(folder);
}
