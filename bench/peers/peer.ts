/** What a peer is, and how its findings become remarks that are scored as opsmith's are. */
import type { Remark } from '../../evals/suites/review/match.ts';

/** A case's code as a file for peers to read. */
export interface PeerFile {
  id: string;
  path: string;
}

export interface Peer {
  name: string;
  /** With its version and the rules that are on. */
  setup: string;
  /** Rules whose findings come from the cut and not from the code. */
  artefacts: RegExp;
  /** Rules that speak of names that the cut has taken away, or of the order of imports: never counted. */
  never: RegExp;
  /** Everything that it says, by case. @throws Error when it can't run. */
  review(files: readonly PeerFile[], folder: string): Map<string, Remark[]>;
}

/** Adds a remark to those of its file's case. */
export function collect(
  files: readonly PeerFile[],
  remarks: Iterable<{ path: string; remark: Remark }>,
): Map<string, Remark[]> {
  const ids = new Map(files.map(({ id, path }) => [path, id]));
  const found = new Map<string, Remark[]>(files.map(({ id }) => [id, []]));
  for (const { path, remark } of remarks) {
    const id = ids.get(path);
    if (id !== undefined) found.get(id)!.push(remark);
  }
  return found;
}
