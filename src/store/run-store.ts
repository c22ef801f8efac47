import type { Kysely, Selectable } from 'kysely';
import { InputError } from '../errors/index.ts';
import type { RunStatus } from '../observe/index.ts';
import { newRunId } from './run-id.ts';
import { isAlive, thisProcess } from './run-owner.ts';
import type { Database, RunsTable } from './schema.ts';
import type { Guard } from './storage-error.ts';

/** A run's status as people see it: `interrupted` is `running` by what was written, but the process that worked on it is gone. */
export type RunState = RunStatus | 'interrupted';

export interface RunRecord {
  id: string;
  kind: string;
  thread: string | null;
  input: unknown;
  status: RunState;
  startedAt: string;
  endedAt: string | null;
  result: unknown;
  /** `host:pid@start` of the process that works on it, or did when it ended. */
  owner: string | null;
}

export interface RunStore {
  create(run: { id?: string; kind: string; thread?: string | null; input: unknown }): Promise<RunRecord>;
  /** @throws InputError `unknown-run`, naming near ones. An unambiguous beginning of an id will do. */
  get(id: string): Promise<RunRecord>;
  /** Newest first. */
  list(filter?: { thread?: string; status?: RunState; kind?: string; limit?: number }): Promise<RunRecord[]>;
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
        const isUnderWay = status === 'running' || status === 'interrupted';
        let query = database.selectFrom('runs').selectAll().orderBy('number', 'desc');
        // Which of them are at work is asked of the system, not of the store.
        if (!isUnderWay) query = query.limit(limit);
        if (thread !== undefined) query = query.where('thread', '=', thread);
        if (status !== undefined) query = query.where('status', '=', isUnderWay ? 'running' : status);
        if (kind !== undefined) query = query.where('kind', '=', kind);
        const found = (await query.execute()).map(toRecord);
        return isUnderWay ? found.filter((run) => run.status === status).slice(0, limit) : found;
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
        const counts = Object.fromEntries(rows.map((row) => [row.status, Number(row.count)]));
        if (counts.running === undefined) return counts;
        const owners = await database
          .selectFrom('runs')
          .select('owner')
          .where('status', '=', 'running')
          .execute();
        const interrupted = owners.filter(({ owner }) => !isAtWork(owner)).length;
        if (interrupted > 0) counts.interrupted = interrupted;
        if (interrupted === counts.running) delete counts.running;
        else counts.running -= interrupted;
        return counts;
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

function isAtWork(owner: string | null): boolean {
  return owner !== null && isAlive(owner);
}

function toRecord(row: Omit<Selectable<RunsTable>, 'number'>): RunRecord {
  return {
    id: row.id,
    kind: row.kind,
    thread: row.thread,
    input: JSON.parse(row.input),
    status: row.status === 'running' && !isAtWork(row.owner) ? 'interrupted' : (row.status as RunStatus),
    startedAt: row.started_at,
    endedAt: row.ended_at,
    result: row.result === null ? null : JSON.parse(row.result),
    owner: row.owner,
  };
}
