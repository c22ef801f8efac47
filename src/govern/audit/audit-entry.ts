import { createHash } from 'node:crypto';

/** What is written down of something that happened or was decided. */
export interface AuditNote {
  /** Who did it, as they call themselves: opsmith checks no identity. */
  actor: string;
  /** What happened, noun then verb: `version-registered`, `stage-changed`, `gate-decision`, … */
  kind: string;
  model: string | null;
  version: string | null;
  /** The facts of it; must survive JSON. */
  body: Readonly<Record<string, unknown>>;
}

/** An entry of the audit log. */
export interface AuditEntry extends AuditNote {
  /** From 1, without gaps. */
  seq: number;
  /** ISO 8601, UTC. */
  at: string;
  /** The hash of the entry before; empty for the first. */
  previous: string;
  /** SHA-256 of all of the above, in hexadecimal digits. */
  hash: string;
}

/** An entry as its row has it, with the body's text as it was hashed. */
export type AuditRow = Omit<AuditEntry, 'body'> & { body: string };

/** The hash of an entry: SHA-256 of the JSON list of its fields, the previous entry's hash among them. */
export function hashOfRow({
  previous,
  seq,
  at,
  actor,
  kind,
  model,
  version,
  body,
}: Omit<AuditRow, 'hash'>): string {
  return createHash('sha256')
    .update(JSON.stringify([previous, seq, at, actor, kind, model, version, body]))
    .digest('hex');
}

/** The entry that a row holds. */
export function entryOf(row: AuditRow): AuditEntry {
  return { ...row, body: JSON.parse(row.body) as Record<string, unknown> };
}
