import type { Selectable } from 'kysely';
import { closestName, InputError } from '../errors/index.ts';
import type { Database, RunState, Store } from '../store/index.ts';
import type { Experiment, ExperimentLine } from './record.ts';
import type { About } from './start.ts';
import { readSummary } from './summary.ts';

type Row = Selectable<Database['experiments']>;

/** Columns of a list. */
export const lineColumns = [
  'id',
  'name',
  'kind',
  'parent',
  'status',
  'started_at',
  'ended_at',
  'seed',
  'summary',
] as const;

/** A row of a list. */
export function toLine(row: Pick<Row, (typeof lineColumns)[number]>): ExperimentLine {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    parent: row.parent,
    status: row.status as RunState,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    seed: row.seed,
    ...readSummary(row.summary),
  };
}

/**
 * A run's row by its id, the beginning of it, or the name of the experiment, whose latest run is meant.
 * @throws InputError `unknown-experiment`, naming near ones
 */
export async function findRow({ database }: Store, given: string): Promise<Row> {
  const exact = await database
    .selectFrom('experiments')
    .selectAll()
    .where('id', '=', given)
    .executeTakeFirst();
  if (exact !== undefined) return exact;
  const named = await database
    .selectFrom('experiments')
    .selectAll()
    .where('name', '=', given)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (named !== undefined) return named;
  const begins = given.startsWith('run_') ? given : `run_${given}`;
  const near = await database
    .selectFrom('experiments')
    .selectAll()
    .where('id', '>=', begins)
    .where('id', '<', `${begins}~`)
    .limit(2)
    .execute();
  if (near.length === 1 && begins.length > 4) return near[0]!;
  throw await unknown(database, given);
}

async function unknown(database: Store['database'], given: string): Promise<InputError> {
  const latest = await database
    .selectFrom('experiments')
    .select(['id', 'name', 'parent'])
    .orderBy('number', 'desc')
    .limit(500)
    .execute();
  const names = [...new Set(latest.map(({ name }) => name))];
  const close = closestName(given, [...names, ...latest.map(({ id }) => id)]);
  const hint =
    latest.length === 0
      ? 'None has been logged yet.'
      : close !== null
        ? `Did you mean "${close}"?`
        : `The latest are ${latest
            .filter(({ parent }) => parent === null)
            .slice(0, 3)
            .map(({ id, name }) => `${id} (${name})`)
            .join(', ')}; \`opsmith experiments list\` shows more.`;
  return new InputError('unknown-experiment', `There is no run "${given}". ${hint}`, {
    details: { run: given },
  });
}

/** Lines of which those that are under way by what was written, while the process that the run belongs to is gone, are called interrupted. */
export async function withInterrupted<Line extends ExperimentLine>(
  { runs }: Store,
  lines: readonly Line[],
): Promise<Line[]> {
  if (!lines.some(({ status }) => status === 'running')) return [...lines];
  const gone = new Set((await runs.list({ status: 'interrupted', limit: 10_000 })).map(({ id }) => id));
  return lines.map((line) =>
    line.status === 'running' && gone.has(line.id) ? { ...line, status: 'interrupted' } : line,
  );
}

/** A run with all that is known of it. */
export async function readExperiment(store: Store, row: Row): Promise<Experiment> {
  const { database } = store;
  const { id } = row;
  const about = JSON.parse(row.about) as About;
  const [notes, artifacts, folds, children, crewRun] = await Promise.all([
    database
      .selectFrom('experiment_notes')
      .select(['at', 'text'])
      .where('run', '=', id)
      .orderBy('number')
      .execute(),
    database.selectFrom('experiment_artifacts').selectAll().where('run', '=', id).orderBy('name').execute(),
    database.selectFrom('experiment_folds').selectAll().where('run', '=', id).orderBy('metric').execute(),
    database.selectFrom('experiments').select('id').where('parent', '=', id).orderBy('number').execute(),
    database.selectFrom('runs').select('id').where('id', '=', id).executeTakeFirst(),
  ]);
  const [line] = await withInterrupted(store, [toLine(row)]);
  return {
    ...line!,
    data: about.data,
    code:
      row.code_commit === null
        ? null
        : { commit: row.code_commit, isDirty: row.code_dirty === 1, branch: about.branch },
    versions: about.versions,
    machine: about.machine,
    folder: about.folder,
    command: about.command,
    notes,
    artifacts: artifacts.map(({ run: _, is_copy, bytes, ...facts }) => ({
      ...facts,
      bytes: Number(bytes),
      isCopy: is_copy === 1,
    })),
    folds: folds.map(({ metric, scheme, test_share, scores }) => ({
      metric,
      scheme,
      testShare: test_share,
      scores: (JSON.parse(scores) as (number | null)[]).map((score) => score ?? Number.NaN),
    })),
    isCrewRun: crewRun !== undefined,
    children: children.map((child) => child.id),
  };
}
