import { loadRound, type RoundFiles } from './round-files.ts';
import type { TaskSession } from './session.ts';

const rounds = new WeakMap<TaskSession, { round: number; files: Promise<RoundFiles> }>();

/** A round's model and what it was made of, read once a session: judging, the last fit and the report speak of the same one. */
export function roundOf(session: TaskSession, round: number): Promise<RoundFiles> {
  const known = rounds.get(session);
  if (known?.round === round) return known.files;
  const files = loadRound(session.folder, round);
  rounds.set(session, { round, files });
  files.catch(() => rounds.delete(session));
  return files;
}

/** What a round has come to just now takes the place of what is known of it. */
export function keepRound(session: TaskSession, round: number, files: RoundFiles): void {
  rounds.set(session, { round, files: Promise.resolve(files) });
}
