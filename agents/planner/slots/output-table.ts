import type { Token } from '../tokens.ts';
import type { SlotFinder } from './context.ts';

const before = /^(?:to|into|in|as|at|called|named|file|out|output)$/;
const lead =
  /^(?:and|then|also|please|write|writes|writing|save|saving|store|storing|put|output|out|export|dump|send|keep|it|them|that|this|these|the|all|result|results|prediction|predictions|answers|rows|file|a|to|into|in|as|at|called|named)$/;
const writes = /^(?:write|writes|writing|save|saving|store|storing|put|output|out|export|dump|send|keep)$/;

/** Where what is predicted is to be written: the file, and the words of the text that say so. Null where none is named. */
export function outputTable(tokens: readonly Token[]): { path: string; start: number; end: number } | null {
  const tables = tokens.flatMap(({ entity }, index) =>
    entity?.kind === 'path' && entity.pathKind === 'table' ? [index] : [],
  );
  const last = tables.at(-1);
  if (last === undefined || !before.test(tokens[last - 1]?.word ?? '')) return null;
  let start = last;
  while (start > 0 && tokens[start - 1]!.entity === null && lead.test(tokens[start - 1]!.word)) start -= 1;
  const said = tokens.slice(start, last);
  // “Apply it to new.csv” names what is read: another table is named beside, or words say that something is written.
  if (
    tables.length < 2 ||
    !(said.some(({ word }) => writes.test(word)) || /^(?:to|into|as)$/.test(said.at(-1)!.word))
  )
    return null;
  const { entity } = tokens[last]!;
  return entity?.kind === 'path' ? { path: entity.path, start, end: last + 1 } : null;
}

export const findOutputTable: SlotFinder = ({ tokens }) => outputTable(tokens)?.path;
