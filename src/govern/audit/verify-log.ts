import type { AuditAnchor, KeptAnchor } from './anchor.ts';
import { type AuditRow, hashOfRow } from './audit-entry.ts';

/** Something that should not be so in the log. */
export interface AuditProblem {
  /** The entry that it was found at; 0 for the log as a whole. */
  seq: number;
  kind: 'edited' | 'removed' | 'reordered' | 'truncated' | 'head-altered' | 'anchor-altered';
  /** What was found, in a sentence. */
  message: string;
}

/** What reading the whole log against its hashes gave. */
export interface AuditReport {
  ok: boolean;
  entries: number;
  head: AuditAnchor;
  /** The end that the file beside the database holds, or why there is none. */
  anchor: KeptAnchor;
  problems: AuditProblem[];
}

/** Checks rows, by number, against the chain of their hashes and against ends that were kept elsewhere. */
export function verifyRows(
  rows: readonly AuditRow[],
  kept: { head: AuditAnchor; anchor: KeptAnchor; expected?: AuditAnchor | undefined },
): AuditReport {
  const problems = [...problemsInChain(rows), ...problemsAtEnd(rows, kept)];
  return { ok: problems.length === 0, entries: rows.length, head: kept.head, anchor: kept.anchor, problems };
}

function problemsInChain(rows: readonly AuditRow[]): AuditProblem[] {
  const problems: AuditProblem[] = [];
  let before: AuditRow | null = null;
  for (const row of rows) {
    const expectedSeq: number = (before?.seq ?? 0) + 1;
    const isGap = row.seq !== expectedSeq;
    if (isGap)
      problems.push({
        seq: expectedSeq,
        kind: 'removed',
        message:
          row.seq - expectedSeq === 1
            ? `Entry ${expectedSeq} is missing.`
            : `Entries ${expectedSeq} to ${row.seq - 1} are missing.`,
      });
    if (hashOfRow(row) !== row.hash)
      problems.push({
        seq: row.seq,
        kind: 'edited',
        message: `Entry ${row.seq} (${row.kind}, ${row.at}) is not what was written: its contents do not have its hash.`,
      });
    if (!isGap && row.previous !== (before?.hash ?? ''))
      problems.push({
        seq: row.seq,
        kind: 'reordered',
        message: `Entry ${row.seq} does not follow the one before it: it was written after another entry, or one of the two was replaced.`,
      });
    before = row;
  }
  return problems;
}

function problemsAtEnd(
  rows: readonly AuditRow[],
  { head, anchor, expected }: { head: AuditAnchor; anchor: KeptAnchor; expected?: AuditAnchor | undefined },
): AuditProblem[] {
  const last = rows.at(-1);
  const problems: AuditProblem[] = [];
  if (head.seq !== (last?.seq ?? 0) || head.hash !== (last?.hash ?? ''))
    problems.push(
      head.seq > (last?.seq ?? 0)
        ? truncated(last?.seq ?? 0, head.seq, 'its own end')
        : {
            seq: head.seq,
            kind: 'head-altered',
            message: `The log's end is noted as entry ${head.seq}, which is not how the log ends.`,
          },
    );
  if (anchor === 'unreadable' || (anchor === 'missing' && rows.length > 0))
    problems.push({
      seq: 0,
      kind: 'anchor-altered',
      message: `The file that keeps the log's end apart is ${anchor === 'missing' ? 'missing' : 'damaged'}.`,
    });
  const ends = [
    ...(typeof anchor === 'string' ? [] : [[anchor, 'the file that keeps its end apart'] as const]),
    ...(expected === undefined ? [] : [[expected, 'the end that was given'] as const]),
  ];
  for (const [end, where] of ends) {
    if (end.seq === 0) continue;
    const row = rows.find(({ seq }) => seq === end.seq);
    if (row === undefined && end.seq > (last?.seq ?? 0))
      problems.push(truncated(last?.seq ?? 0, end.seq, where));
    else if (row !== undefined && row.hash !== end.hash)
      problems.push({
        seq: end.seq,
        kind: 'edited',
        message: `Entry ${end.seq} has another hash than ${where} has for it: the log was written anew up to there, or that end is of another log.`,
      });
  }
  return problems;
}

function truncated(ends: number, expected: number, where: string): AuditProblem {
  return {
    seq: ends + 1,
    kind: 'truncated',
    message: `The log ends at entry ${ends}, but ${where} says that there were ${expected}.`,
  };
}
