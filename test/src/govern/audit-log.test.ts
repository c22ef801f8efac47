import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashOfRow } from '../../../src/govern/audit/audit-entry.ts';
import { type AuditLog, openAuditLog } from '../../../src/govern/index.ts';
import { openStore, type Store } from '../../../src/store/index.ts';

let folder: string;
let store: Store;
let log: AuditLog;
const anchorFile = () => join(folder, 'audit-head.json');

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'opsmith-audit-'));
  store = await openStore({ path: join(folder, 'opsmith.db') });
  log = openAuditLog({ store, anchorFile: anchorFile() });
  for (let index = 1; index <= 6; index++) await add({ index });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function add(body: Record<string, unknown>): Promise<void> {
  await store.database
    .transaction()
    .execute((transaction) =>
      log.append(transaction, { actor: 'ada', kind: 'noted', model: 'churn', version: '1.0.0', body }),
    );
  await log.anchor();
}

/** Does to the log what only somebody who goes round opsmith can do: its own guards are taken away first. */
async function tamper(statement: string): Promise<void> {
  for (const change of ['update', 'delete'])
    await sql.raw(`drop trigger if exists audit_log_no_${change}`).execute(store.database);
  await sql.raw(statement).execute(store.database);
}

const kinds = async (expected?: { seq: number; hash: string }) =>
  (await log.verify(expected)).problems.map(({ seq, kind }) => `${kind} ${seq}`);

describe('the audit log', () => {
  it('is whole after it was written, and each entry holds the hash of the one before', async () => {
    expect(await log.verify()).toMatchObject({ ok: true, entries: 6, problems: [] });
    const entries = await log.list();
    expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
    for (const [at, entry] of entries.entries()) expect(entry.previous).toBe(entries[at - 1]?.hash ?? '');
    expect(entries[2]!.body).toEqual({ index: 3 });
    expect(await log.list({ model: 'loans' })).toEqual([]);
    expect((await log.list({ after: 2, until: 4 })).map(({ seq }) => seq)).toEqual([3, 4]);
    expect((await log.list({ limit: 2 })).map(({ seq }) => seq)).toEqual([5, 6]);
  });

  it('is whole where its writer was killed after the first entry, before the file beside had it', async () => {
    const other = await openStore({ path: join(folder, 'other.db') });
    const young = openAuditLog({ store: other, anchorFile: join(folder, 'other-head.json') });
    const note = { actor: 'ada', kind: 'noted', model: null, version: null, body: {} };
    await other.database.transaction().execute((transaction) => young.append(transaction, note));
    expect(await young.verify()).toMatchObject({ ok: true, entries: 1, anchor: { seq: 0, hash: '' } });
    await other.close();
  });

  it('refuses to be changed by an ordinary statement', async () => {
    for (const statement of ["update audit_log set actor = 'eve'", 'delete from audit_log'])
      await expect(sql.raw(statement).execute(store.database)).rejects.toThrow('only ever added to');
  });

  it('adds nothing where the transaction of what it speaks of fails', async () => {
    const failing = store.database.transaction().execute(async (transaction) => {
      await log.append(transaction, { actor: 'ada', kind: 'noted', model: null, version: null, body: {} });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await log.verify()).toMatchObject({ ok: true, entries: 6 });
  });

  it.each([
    ['actor', "actor = 'eve'"],
    ['moment', "at = '2020-01-01T00:00:00.000Z'"],
    ['kind', "kind = 'approved'"],
    ['model', "model = 'loans'"],
    ['version', 'version = null'],
    ['body', `body = '{"index":33}'`],
  ])('shows an edited %s', async (_, change) => {
    await tamper(`update audit_log set ${change} where seq = 3`);
    expect(await kinds()).toEqual(['edited 3']);
  });

  it('shows an edit whose own hash was computed again', async () => {
    const row = (await store.database.selectFrom('audit_log').selectAll().where('seq', '=', 3).execute())[0]!;
    const hash = hashOfRow({ ...row, actor: 'eve' });
    await tamper(`update audit_log set actor = 'eve', hash = '${hash}' where seq = 3`);
    expect(await kinds()).toEqual(['reordered 4']);
  });

  it('shows a removed entry, in the middle and at the beginning', async () => {
    await tamper('delete from audit_log where seq in (1, 4)');
    expect(await kinds()).toEqual(['removed 1', 'removed 4']);
  });

  it('shows an entry that was removed with the numbers closed up', async () => {
    await tamper('delete from audit_log where seq = 4');
    await tamper('update audit_log set seq = seq - 1 where seq > 4');
    expect(await kinds()).toEqual(expect.arrayContaining(['edited 4', 'edited 5', 'reordered 4']));
  });

  it('shows two entries that changed places', async () => {
    await tamper('update audit_log set seq = 100 where seq = 3');
    await tamper('update audit_log set seq = 3 where seq = 4');
    await tamper('update audit_log set seq = 4 where seq = 100');
    expect(await kinds()).toEqual(
      expect.arrayContaining(['edited 3', 'edited 4', 'reordered 3', 'reordered 4']),
    );
  });

  it('shows that its end is missing', async () => {
    await tamper('delete from audit_log where seq > 4');
    expect(await kinds()).toEqual(['truncated 5', 'truncated 5']);
  });

  it('shows a missing end by the file beside it, where the log’s own note of it was changed too', async () => {
    await cutConsistently();
    expect(await kinds()).toEqual(['truncated 5']);
  });

  it('shows a missing end also after more was written', async () => {
    await cutConsistently();
    for (let index = 0; index < 4; index++) await add({ index });
    expect(await kinds()).toEqual(['edited 6']);
  });

  it('shows a log that was written anew from some entry on', async () => {
    await rewriteFrom(3);
    expect(await kinds()).toEqual(['edited 6']);
  });

  it('cannot show a missing end where the file beside was changed too, unless its end was kept elsewhere', async () => {
    const kept = await log.head();
    await cutConsistently();
    writeFileSync(anchorFile(), JSON.stringify(await log.head()));
    expect(await kinds()).toEqual([]);
    expect(await kinds(kept)).toEqual(['truncated 5']);
  });

  it('shows that the file beside it is gone or damaged, and does not put another in its place', async () => {
    writeFileSync(anchorFile(), 'nonsense');
    await add({ index: 7 });
    expect(await kinds()).toEqual(['anchor-altered 0']);
    rmSync(anchorFile());
    expect(await kinds()).toEqual(['anchor-altered 0']);
  });

  it('does not take a later end of another process for a mistake', async () => {
    const early = readFileSync(anchorFile(), 'utf8');
    await add({ index: 7 });
    writeFileSync(anchorFile(), early);
    expect(await kinds()).toEqual([]);
    await log.anchor();
    expect(JSON.parse(readFileSync(anchorFile(), 'utf8'))).toEqual(await log.head());
    expect(existsSync(`${anchorFile()}.${process.pid}.tmp`)).toBe(false);
  });
});

/** Cuts the end off, and changes the log's own note of its end. */
async function cutConsistently(): Promise<void> {
  await tamper('delete from audit_log where seq > 4');
  await tamper('update audit_head set seq = 4, hash = (select hash from audit_log where seq = 4)');
}

/** Changes an entry and computes all hashes after it again, as somebody with much patience would. */
async function rewriteFrom(seq: number): Promise<void> {
  const rows = await store.database.selectFrom('audit_log').selectAll().orderBy('seq').execute();
  let previous = rows[seq - 2]!.hash;
  for (const row of rows.slice(seq - 1)) {
    const changed = { ...row, actor: row.seq === seq ? 'eve' : row.actor, previous };
    const hash = hashOfRow(changed);
    await tamper(
      `update audit_log set actor = '${changed.actor}', previous = '${previous}', hash = '${hash}' where seq = ${row.seq}`,
    );
    previous = hash;
  }
  await tamper(`update audit_head set hash = '${previous}'`);
}
