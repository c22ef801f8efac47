import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../../host/index.ts';

/** Where the log ended at some moment: kept apart from the log, it shows when entries have gone. */
export const AuditAnchor = z.strictObject({
  seq: z.int().min(0),
  hash: z.string().regex(/^(?:[0-9a-f]{64})?$/),
});
export type AuditAnchor = z.infer<typeof AuditAnchor>;

/** What the file holds: `missing` where there is none, `unreadable` where it is no anchor. */
export type KeptAnchor = AuditAnchor | 'missing' | 'unreadable';

export function readAnchor(file: string): KeptAnchor {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'ENOENT' ? 'missing' : 'unreadable';
  }
  try {
    return AuditAnchor.parse(JSON.parse(text));
  } catch {
    return 'unreadable';
  }
}

/** Keeps a later end in place of an earlier one, at once or not at all; an earlier one never takes a later one's place. */
export function writeAnchor(file: string, anchor: AuditAnchor): void {
  const kept = readAnchor(file);
  // What cannot be read, or lies beyond the log, is evidence: it stays for `verify` to find.
  if (kept === 'unreadable' || (kept !== 'missing' && kept.seq >= anchor.seq)) return;
  makeFolder(dirname(file), 0o700);
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, `${JSON.stringify(anchor)}\n`, { mode: 0o600, flush: true });
    renameSync(temporary, file);
  } catch (thrown) {
    rmSync(temporary, { force: true });
    throw thrown;
  }
}
