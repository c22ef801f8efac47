import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Kysely, Selectable } from 'kysely';
import { InputError } from '../errors/index.ts';
import type { RunStatus } from '../observe/index.ts';
import type { Database, RunsTable } from './schema.ts';
import type { Guard } from './storage-error.ts';

export interface RunRecord {
  id: string;
  kind: string;
  thread: string | null;
  input: unknown;
  status: RunStatus;
  startedAt: string;
  endedAt: string | null;
  result: unknown;
  /** `host:pid` of the process that works on it. */
  owner: string | null;
}

export interface RunStore {
  create(run: { id?: string; kind: string; thread?: string | null; input: unknown }): Promise<RunRecord>;
  /** @throws InputError `unknown-run`, naming near ones. An unambiguous beginning of an id will do. */
  get(id: string): Promise<RunRecord>;
  /** Newest first. */
  list(filter?: { thread?: string; status?: RunStatus; kind?: string; limit?: number }): Promise<RunRecord[]>;
  setStatus(id: string, status: RunStatus, result?: unknown): Promise<void>;
  /**
   * Makes this process the run's worker, unless another that is still alive has it.
   * @throws InputError `run-busy`
   */
  claim(id: string): Promise<void>;
  countByStatus(): Promise<Record<string, number>>;
  /** Threads with their last run, newest first. */
  threads(limit?: number): Promise<{ thread: string; runs: number; lastAt: string }[]>;
}

/** A new run's id: `run_` and 12 hexadecimal digits. */
export function newRunId(): string {
  return `run_${randomBytes(6).toString('hex')}`;
}

const thisProcess = `${hostname()}:${process.pid}`;
const ended: readonly RunStatus[] = ['done', 'failed', 'limited', 'cancelled'];

export function createRunStore(database: Kysely<Database>, guard: Guard): RunStore {
  return {
    create: ({ id = newRunId(), kind, thread = null, input }) =>
      guard(async () => {
        const row = {
          id,
          kind,
          thread,
          input: JSON.stringify(input ?? null),
          status: 'running',
          started_at: new Date().toISOString(),
          ended_at: null,
          result: null,
          owner: thisProcess,
        };
        await database.insertInto('runs').values(row).execute();
        return toRecord(row);
      }),

    get: (id) =>
      guard(async () => {
        const exact = await database.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirst();
        if (exact) return toRecord(exact);
        const begins = id.startsWith('run_') ? id : `run_${id}`;
        const near = await database
          .selectFrom('runs')
          .selectAll()
          .where('id', '>=', begins)
          .where('id', '<', `${begins}~`)
          .limit(2)
          .execute();
        if (near.length === 1 && begins.length > 4) return toRecord(near[0]!);
        const latest = await database
          .selectFrom('runs')
          .select('id')
          .orderBy('number', 'desc')
          .limit(3)
          .execute();
        const hint =
          latest.length === 0
            ? 'There is no run yet.'
            : `The latest are ${latest.map((row) => row.id).join(', ')}; \`opsmith runs list\` shows more.`;
        throw new InputError('unknown-run', `There is no run "${id}". ${hint}`, { details: { run: id } });
      }),

    list: ({ thread, status, kind, limit = 50 } = {}) =>
      guard(async () => {
        let query = database.selectFrom('runs').selectAll().orderBy('number', 'desc').limit(limit);
        if (thread !== undefined) query = query.where('thread', '=', thread);
        if (status !== undefined) query = query.where('status', '=', status);
        if (kind !== undefined) query = query.where('kind', '=', kind);
        return (await query.execute()).map(toRecord);
      }),

    setStatus: (id, status, result) =>
      guard(async () => {
        const isOver = ended.includes(status);
        await database
          .updateTable('runs')
          .set({
            status,
            ended_at: isOver ? new Date().toISOString() : null,
            owner: status === 'running' ? thisProcess : null,
            ...(result === undefined ? {} : { result: JSON.stringify(result) }),
          })
          .where('id', '=', id)
          .execute();
      }),

    claim: (id) =>
      guard(async () => {
        const row = await database.selectFrom('runs').select('owner').where('id', '=', id).executeTakeFirst();
        const owner = row?.owner ?? null;
        const free = owner === null || owner === thisProcess || !isAlive(owner);
        const taken = free
          ? await database
              .updateTable('runs')
              .set({ owner: thisProcess, status: 'running', ended_at: null })
              .where('id', '=', id)
              .where((where) => (owner === null ? where('owner', 'is', null) : where('owner', '=', owner)))
              .executeTakeFirst()
          : undefined;
        if (taken === undefined || taken.numUpdatedRows === 0n)
          throw new InputError(
            'run-busy',
            `Run ${id} is being worked on by ${owner ?? 'another process'}. Wait for it, or stop that process first.`,
            { details: { run: id, owner } },
          );
      }),

    countByStatus: () =>
      guard(async () => {
        const rows = await database
          .selectFrom('runs')
          .select(['status', (build) => build.fn.countAll<number>().as('count')])
          .groupBy('status')
          .execute();
        return Object.fromEntries(rows.map((row) => [row.status, Number(row.count)]));
      }),

    threads: (limit = 20) =>
      guard(async () => {
        const rows = await database
          .selectFrom('runs')
          .select([
            'thread',
            (build) => build.fn.countAll<number>().as('runs'),
            (build) => build.fn.max('started_at').as('lastAt'),
            (build) => build.fn.max('number').as('last'),
          ])
          .where('thread', 'is not', null)
          .groupBy('thread')
          .orderBy('last', 'desc')
          .limit(limit)
          .execute();
        return rows.map((row) => ({ thread: row.thread!, runs: Number(row.runs), lastAt: row.lastAt }));
      }),
  };
}

/** Whether an owner (`host:pid`) may still be at work; one on another machine is taken to be. */
function isAlive(owner: string): boolean {
  const split = owner.lastIndexOf(':');
  if (owner.slice(0, split) !== hostname()) return true;
  const pid = Number(owner.slice(split + 1));
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (thrown) {
    return (thrown as { code?: string }).code === 'EPERM';
  }
}

/** Whether a process has ended and only its parent has not asked yet, as in a container that has nobody to do so; Linux tells. */
function isZombie(pid: number): boolean {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // After the name, which stands in brackets and may hold some itself.
    return /^\) [ZX]/.test(status.slice(status.lastIndexOf(')')));
  } catch {
    return false;
  }
}

function toRecord(row: Omit<Selectable<RunsTable>, 'number'>): RunRecord {
  return {
    id: row.id,
    kind: row.kind,
    thread: row.thread,
    input: JSON.parse(row.input),
    status: row.status as RunStatus,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    result: row.result === null ? null : JSON.parse(row.result),
    owner: row.owner,
  };
}
