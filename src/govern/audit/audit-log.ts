import type { Transaction } from 'kysely';
import type { Database, Store } from '../../store/index.ts';
import { type AuditAnchor, readAnchor, writeAnchor } from './anchor.ts';
import { type AuditEntry, type AuditNote, entryOf, hashOfRow } from './audit-entry.ts';
import { type AuditReport, verifyRows } from './verify-log.ts';

export interface AuditFilter {
  model?: string;
  kind?: string;
  /** Only entries after this one. */
  after?: number;
  /** Only entries up to this one. */
  until?: number;
  /** The latest so many, in their order. */
  limit?: number;
}

/** What was done and decided, each entry holding the hash of the one before. Entries are only ever added. */
export interface AuditLog {
  /**
   * Takes the log's lock until the transaction ends, and gives its end. Who writes what the log speaks of calls it first: on SQLite a
   * transaction that reads before it writes can fail half way.
   */
  lock(transaction: Transaction<Database>): Promise<AuditAnchor>;
  /** Adds an entry in the transaction of what it speaks of: both are there, or neither. */
  append(transaction: Transaction<Database>, note: AuditNote): Promise<AuditEntry>;
  /** Keeps the log's end in the file beside; to be called after transactions that added entries. */
  anchor(): Promise<void>;
  list(filter?: AuditFilter): Promise<AuditEntry[]>;
  /** The log's end: `seq` 0 where it is empty. */
  head(): Promise<AuditAnchor>;
  /** Reads the whole log against its hashes, its end, the file beside and, where given, an end that was kept elsewhere. */
  verify(expected?: AuditAnchor): Promise<AuditReport>;
}

export interface OpenAuditLogOptions {
  store: Store;
  /** The file that the log's end is kept in, apart from the database. */
  anchorFile: string;
  clock?: () => Date;
}

/** The audit log of a store. */
export function openAuditLog(options: OpenAuditLogOptions): AuditLog {
  const { store, anchorFile, clock = () => new Date() } = options;
  const { database } = store;
  const log: AuditLog = {
    async lock(transaction) {
      await transaction
        .updateTable('audit_head')
        .set((build) => ({ id: build.ref('id') }))
        .where('id', '=', 1)
        .execute();
      return headIn(transaction);
    },

    async append(transaction, { actor, kind, model, version, body }) {
      const end = await log.lock(transaction);
      // The file is there before the first entry is: killed between the two, the log is not one whose file was taken away.
      if (end.seq === 0) writeAnchor(anchorFile, end);
      const row = {
        seq: end.seq + 1,
        at: clock().toISOString(),
        actor,
        kind,
        model,
        version,
        body: JSON.stringify(body),
        previous: end.hash,
      };
      const hash = hashOfRow(row);
      await transaction
        .insertInto('audit_log')
        .values({ ...row, hash })
        .execute();
      await transaction.updateTable('audit_head').set({ seq: row.seq, hash }).where('id', '=', 1).execute();
      return entryOf({ ...row, hash });
    },

    async anchor() {
      const kept = readAnchor(anchorFile);
      // What the file holds and the log does not is evidence: it stays for `verify` to find.
      if (typeof kept !== 'string' && kept.seq > 0) {
        const [entry] = await log.list({ after: kept.seq - 1, until: kept.seq });
        if (entry?.hash !== kept.hash) return;
      }
      writeAnchor(anchorFile, await log.head());
    },

    async list({ model, kind, after, until, limit } = {}) {
      let query = database.selectFrom('audit_log').selectAll().orderBy('seq', 'desc');
      if (model !== undefined) query = query.where('model', '=', model);
      if (kind !== undefined) query = query.where('kind', '=', kind);
      if (after !== undefined) query = query.where('seq', '>', after);
      if (until !== undefined) query = query.where('seq', '<=', until);
      if (limit !== undefined) query = query.limit(limit);
      return (await query.execute()).reverse().map(entryOf);
    },

    head: () => headIn(database),

    async verify(expected) {
      const rows = await database.selectFrom('audit_log').selectAll().orderBy('seq').execute();
      return verifyRows(rows, { head: await log.head(), anchor: readAnchor(anchorFile), expected });
    },
  };
  return log;
}

async function headIn(database: Transaction<Database> | Store['database']): Promise<AuditAnchor> {
  const row = await database
    .selectFrom('audit_head')
    .select(['seq', 'hash'])
    .where('id', '=', 1)
    .executeTakeFirst();
  return row ?? { seq: 0, hash: '' };
}
