import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OpsmithError } from '../../../src/errors/index.ts';
import { createRunLog } from '../../../src/observe/index.ts';
import { openStore, type Store, toStorageError } from '../../../src/store/index.ts';

let folder: string;
let path: string;
const open: Store[] = [];

async function opened(options: { busyTimeoutMs?: number } = {}): Promise<Store> {
  const store = await openStore({ path, ...options });
  open.push(store);
  return store;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'opsmith-store-'));
  path = join(folder, 'state', 'opsmith.db');
});

afterEach(async () => {
  for (const store of open.splice(0)) await store.close().catch(() => {});
  rmSync(folder, { recursive: true, force: true });
});

describe('runs', () => {
  it('are found by id and by an unambiguous beginning of it', async () => {
    const store = await opened();
    const run = await store.runs.create({ kind: 'turn', thread: 't', input: { text: 'hello' } });
    expect(await store.runs.get(run.id)).toEqual(run);
    expect((await store.runs.get(run.id.slice(0, 10))).id).toBe(run.id);
    expect((await store.runs.get(run.id.slice(4, 10))).id).toBe(run.id);
  });

  it('name the latest ones when an id is unknown', async () => {
    const store = await opened();
    const run = await store.runs.create({ kind: 'turn', input: null });
    await expect(store.runs.get('run_nope')).rejects.toThrow(
      `There is no run "run_nope". The latest are ${run.id}`,
    );
  });

  it('list newest first and count by status', async () => {
    const store = await opened();
    const first = await store.runs.create({ kind: 'turn', input: null });
    const second = await store.runs.create({ kind: 'review', thread: 'x', input: null });
    await store.runs.setStatus(first.id, 'done', { answer: 42 });
    expect((await store.runs.list()).map((run) => run.id)).toEqual([second.id, first.id]);
    expect(await store.runs.countByStatus()).toEqual({ done: 1, running: 1 });
    expect((await store.runs.get(first.id)).result).toEqual({ answer: 42 });
    expect(await store.runs.threads()).toMatchObject([{ thread: 'x', runs: 1 }]);
  });

  it('cannot be claimed while another living process works on them', async () => {
    const store = await opened();
    const run = await store.runs.create({ kind: 'turn', input: null });
    await store.runs.claim(run.id);
    await store.database
      .updateTable('runs')
      .set({ owner: `${hostname()}:${process.ppid}` })
      .execute();
    await expect(store.runs.claim(run.id)).rejects.toThrow(/is being worked on by/);
    // 2^22 is Linux's highest process number: nobody has the one above.
    await store.database
      .updateTable('runs')
      .set({ owner: `${hostname()}:4194305` })
      .execute();
    await expect(store.runs.claim(run.id)).resolves.toBeUndefined();
  });

  it('are interrupted where the process that worked on them is gone, or another has its number by now', async () => {
    const store = await opened();
    const lost = await store.runs.create({ kind: 'train', input: null });
    const alive = await store.runs.create({ kind: 'train', input: null });
    const ownedBy = (owner: string) =>
      store.database.updateTable('runs').set({ owner }).where('id', '=', lost.id).execute();
    await ownedBy(`${hostname()}:4194305@1`);
    expect((await store.runs.get(lost.id)).status).toBe('interrupted');
    expect((await store.runs.list({ status: 'interrupted' })).map(({ id }) => id)).toEqual([lost.id]);
    expect((await store.runs.list({ status: 'running' })).map(({ id }) => id)).toEqual([alive.id]);
    expect(await store.runs.countByStatus()).toEqual({ running: 1, interrupted: 1 });
    if (process.platform === 'linux') {
      await ownedBy(`${hostname()}:${process.pid}@1`);
      expect((await store.runs.get(lost.id)).status).toBe('interrupted');
    }
    await ownedBy('elsewhere:1@1');
    expect((await store.runs.get(lost.id)).status).toBe('running');
    await ownedBy(`${hostname()}:4194305@1`);
    await store.runs.claim(lost.id);
    expect((await store.runs.get(lost.id)).status).toBe('running');
  });

  it.skipIf(process.platform !== 'linux')(
    'can be claimed from a process that ended and was not reaped',
    async () => {
      const store = await opened();
      const run = await store.runs.create({ kind: 'turn', input: null });
      // The shell becomes a sleep, which never asks how its child ended.
      const parent = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 30']);
      const [pid] = await once(parent.stdout, 'data');
      const stat = `/proc/${String(pid).trim()}/stat`;
      await vi.waitFor(() => expect(readFileSync(stat, 'utf8')).toContain(') Z '));
      await store.database
        .updateTable('runs')
        .set({ owner: `${hostname()}:${String(pid).trim()}` })
        .execute();
      await expect(store.runs.claim(run.id)).resolves.toBeUndefined();
      parent.kill();
    },
  );
});

describe('events', () => {
  it('come back in order, and keep the first of two with the same number', async () => {
    const store = await opened();
    const log = createRunLog({ run: 'run_a', sink: store.events });
    log.emit({ type: 'run-start', kind: 'turn', thread: null, input: 'x' });
    log.emit({ type: 'token', text: 'shown only' });
    const answer = log.emit({ type: 'answer', text: 'y', decidedBy: 'policy' });
    store.events.append({ ...answer, text: 'again' } as never);
    await store.events.flush();
    const events = await store.events.read('run_a');
    expect(events.map((event) => [event.seq, event.type])).toEqual([
      [1, 'run-start'],
      [2, 'answer'],
    ]);
    expect(events[1]).toEqual(answer);
    expect(await store.events.lastSeq('run_a')).toBe(2);
  });

  it('are written when thousands come at once', async () => {
    const store = await opened();
    const log = createRunLog({ run: 'run_b', sink: store.events });
    for (let index = 0; index < 7_500; index += 1)
      log.emit({ type: 'progress', step: null, message: `${index}` });
    await store.events.flush();
    expect(await store.events.lastSeq('run_b')).toBe(7_500);
    expect(await store.events.read('run_b')).toHaveLength(7_500);
  });
});

describe('effects', () => {
  const key = { run: 'run_a', step: '1', name: 'count' };

  it('happen once for a key and give the first result again', async () => {
    const store = await opened();
    let times = 0;
    const effect = () =>
      store.effects.once(key, async () => {
        times += 1;
        return { times };
      });
    expect([await effect(), await effect(), await effect()]).toEqual([
      { times: 1 },
      { times: 1 },
      { times: 1 },
    ]);
    expect(times).toBe(1);
  });

  it('leave no mark when they fail', async () => {
    const store = await opened();
    await expect(
      store.effects.once(key, async () => {
        throw new Error('half way');
      }),
    ).rejects.toThrow('half way');
    expect(await store.effects.list('run_a')).toEqual([]);
    expect(await store.effects.once(key, async () => 'second try')).toBe('second try');
  });

  it('record recommendations once for a step, and the same finding once over runs', async () => {
    const store = await opened();
    const finding = { id: 'rec_1', file: 'a.ts', rule: 'r', category: 'security', severity: 'high' };
    expect(await store.recommendations.record({ run: 'run_a', step: '1' }, [finding])).toBe(1);
    expect(await store.recommendations.record({ run: 'run_a', step: '1' }, [finding])).toBe(1);
    expect(await store.recommendations.record({ run: 'run_b', step: '1' }, [finding])).toBe(0);
    expect(await store.recommendations.count()).toBe(1);
    expect(await store.recommendations.ofRun('run_b')).toEqual([finding]);
    expect(await store.recommendations.get('rec_1')).toEqual(finding);
  });

  it('list thousands of recommendations for a run, in order, also when nothing changed since the last one', async () => {
    const store = await opened();
    const findings = (severity: string) =>
      Array.from({ length: 1_203 }, (_, index) => ({
        id: `rec_${index}`,
        file: 'a.js',
        rule: 'eval-of-data',
        category: 'security',
        severity: index === 700 ? severity : 'high',
      }));
    const record = (run: string, severity: string) =>
      store.recommendations.record({ run, step: '1' }, findings(severity));
    expect(await record('run_a', 'high')).toBe(1_203);
    expect(await record('run_b', 'high')).toBe(0);
    expect(await store.recommendations.ofRun('run_b')).toEqual(findings('high'));
    expect(await record('run_c', 'low')).toBe(0);
    expect(await store.recommendations.get('rec_700')).toMatchObject({ severity: 'low' });
    expect(await record('run_d', 'high')).toBe(0);
    expect(await store.recommendations.ofRun('run_d')).toEqual(findings('high'));
    expect(await store.recommendations.count()).toBe(1_203);
  });
});

describe('a store that cannot be used', () => {
  it('says that it is no database', async () => {
    await (await opened()).close();
    writeFileSync(path, 'this is certainly not a database, whatever its name says'.repeat(100));
    await expect(openStore({ path })).rejects.toMatchObject({ code: 'store-corrupt', exitStatus: 1 });
    expect(readFileSync(path, 'utf8')).toContain('not a database');
  });

  it('says that it is damaged when cut in half', async () => {
    const store = await opened();
    for (let index = 0; index < 200; index += 1)
      await store.runs.create({ kind: 'turn', input: { text: 'x'.repeat(2_000) } });
    await store.close();
    truncateSync(path, 4_096 * 3);
    const broken = openStore({ path }).then((again) => {
      open.push(again);
      return again.runs.list({ limit: 1_000 });
    });
    await expect(broken).rejects.toMatchObject({ code: 'store-corrupt' });
  });

  it('says that it is locked after waiting', async () => {
    await (await opened()).close();
    const other = new SqliteDatabase(path);
    other.exec('BEGIN EXCLUSIVE');
    try {
      const store = await opened({ busyTimeoutMs: 50 });
      await expect(store.runs.create({ kind: 'turn', input: null })).rejects.toMatchObject({
        code: 'store-locked',
      });
    } finally {
      other.exec('ROLLBACK');
      other.close();
    }
  });

  it('says that a newer opsmith wrote it', async () => {
    const store = await opened();
    await store.close();
    const raw = new SqliteDatabase(path);
    raw.exec("insert into kysely_migration (name, timestamp) values ('999-from-the-future', 'x')");
    raw.close();
    await expect(openStore({ path })).rejects.toMatchObject({ code: 'store-newer' });
  });

  it('says that its folder is a file', async () => {
    writeFileSync(join(folder, 'state'), '');
    await expect(openStore({ path })).rejects.toMatchObject({ code: 'store-unwritable' });
  });

  it('says that the disk is full, and keeps what was there', async () => {
    const store = await opened();
    await store.runs.create({ kind: 'turn', thread: 'kept', input: null });
    await sql`pragma max_page_count = 24`.execute(store.database);
    const many = async () => {
      for (let index = 0; index < 500; index += 1)
        await store.runs.create({ kind: 'turn', input: { text: 'x'.repeat(4_000) } });
    };
    await expect(many()).rejects.toMatchObject({ code: 'disk-full' });
    expect(await store.runs.list({ thread: 'kept' })).toHaveLength(1);
  });

  it('explains every kind of failure that SQLite and the file system report', () => {
    const code = (name: string) =>
      (toStorageError(Object.assign(new Error('x'), { code: name }), '/p') as OpsmithError).code;
    expect(code('SQLITE_READONLY_DBMOVED')).toBe('store-unwritable');
    expect(code('SQLITE_IOERR_WRITE')).toBe('store-io');
    expect(code('SQLITE_BUSY_SNAPSHOT')).toBe('store-locked');
    expect(code('EACCES')).toBe('store-unwritable');
    expect(code('ENOENT')).toBe('store-unwritable');
    expect(code('ENOSPC')).toBe('disk-full');
    expect(code('SQLITE_CONSTRAINT')).toBe('SQLITE_CONSTRAINT');
  });
});
