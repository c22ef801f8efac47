import { type Expression, type ExpressionBuilder, type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import type { Database, Store } from '../../store/index.ts';
import { lineColumns } from '../find.ts';
import type { Attribute, Condition, Field, Search } from './parse.ts';

type Build = ExpressionBuilder<Database, 'experiments'>;

const columns = {
  id: 'experiments.id',
  name: 'experiments.name',
  kind: 'experiments.kind',
  status: 'experiments.status',
  parent: 'experiments.parent',
  started: 'experiments.started_at',
  ended: 'experiments.ended_at',
  seed: 'experiments.seed',
  commit: 'experiments.code_commit',
  dirty: 'experiments.code_dirty',
  data: 'experiments.data_fingerprint',
} as const satisfies Record<Exclude<Attribute, 'notes'>, string>;

/** The query of a search; all that a person wrote travels as bound values. */
export function searchQuery(database: Store['database'], search: Search, limit?: number) {
  let query = database.selectFrom('experiments').select(lineColumns);
  const { where } = search;
  if (where !== null) query = query.where((build) => condition(build, where));
  for (const { field, descending } of search.orderBy) {
    for (const value of sortValues(field)) {
      // Runs without the value come last, whichever way the others are sorted.
      query = query.orderBy(sql`case when ${value} is null then 1 else 0 end`);
      query = query.orderBy(value, descending ? 'desc' : 'asc');
    }
  }
  query = query.orderBy('number', 'desc');
  const most = Math.min(limit ?? Number.POSITIVE_INFINITY, search.limit ?? Number.POSITIVE_INFINITY);
  return Number.isFinite(most) ? query.limit(most) : query;
}

function condition(build: Build, given: Condition): Expression<SqlBool> {
  switch (given.kind) {
    case 'and':
      return build.and(given.parts.map((part) => condition(build, part)));
    case 'or':
      return build.or(given.parts.map((part) => condition(build, part)));
    case 'not':
      return build.not(condition(build, given.part));
    case 'missing':
      return missing(build, given.field);
    case 'compare':
      return compare(build, given);
  }
}

type Comparison = Extract<Condition, { kind: 'compare' }>;

/** A comparison with something that the run has not is false, also for `!=`; that is what `coalesce` is for under a `not`. */
function compare(build: Build, { field, operator, values }: Comparison): Expression<SqlBool> {
  if (field.kind === 'attribute') {
    if (field.name === 'notes')
      return build.exists(
        build
          .selectFrom('experiment_notes')
          .select('experiment_notes.run')
          .whereRef('experiment_notes.run', '=', 'experiments.id')
          .where(test(sql.ref('experiment_notes.text'), operator, values.map(String))),
      );
    const wanted = field.name === 'dirty' ? values.map(truth) : values.map(String);
    return sql<SqlBool>`coalesce(${test(sql.ref(columns[field.name]), operator, wanted)}, ${sql.lit(0)} = ${sql.lit(1)})`;
  }
  if (field.kind === 'metric')
    return build.exists(
      ofRun(
        build.selectFrom('experiment_metrics').select('experiment_metrics.run'),
        'experiment_metrics',
        field.name,
      ).where(test(sql.ref('experiment_metrics.value'), operator, values)),
    );
  const table = field.kind === 'parameter' ? 'experiment_parameters' : 'experiment_tags';
  if (table === 'experiment_tags')
    return build.exists(
      ofRun(build.selectFrom(table).select(`${table}.run`), table, field.name).where(
        test(sql.ref(`${table}.value`), operator, values.map(String)),
      ),
    );
  const isNumeric = operator !== 'like' && values.every((value) => typeof value === 'number');
  return build.exists(
    ofRun(build.selectFrom(table).select(`${table}.run`), table, field.name).where(
      isNumeric
        ? test(sql.ref(`${table}.number`), operator, values)
        : test(sql.ref(`${table}.value`), operator, values.map(String)),
    ),
  );
}

function truth(value: string | number): number {
  return value === 1 || String(value).toLowerCase() === 'true' ? 1 : 0;
}

// The three tables have `run` and `name` alike; Kysely's types can't say "one of them".
// biome-ignore lint/suspicious/noExplicitAny: as above; it stays within this file.
function ofRun<Query extends SelectQueryBuilder<any, any, any>>(
  query: Query,
  table: string,
  name: string,
): Query {
  return query.whereRef(`${table}.run`, '=', 'experiments.id').where(`${table}.name`, '=', name) as Query;
}

function test(
  column: Expression<unknown>,
  operator: Comparison['operator'],
  values: readonly (string | number)[],
) {
  const [value] = values;
  switch (operator) {
    case 'in':
      return sql<SqlBool>`${column} in (${sql.join(values)})`;
    case 'like':
      return sql<SqlBool>`lower(${column}) like ${String(value).toLowerCase()} escape '\\'`;
    default:
      return sql<SqlBool>`${column} ${sql.raw(operator)} ${value}`;
  }
}

function missing(build: Build, field: Field): Expression<SqlBool> {
  if (field.kind === 'attribute') {
    if (field.name !== 'notes') return sql<SqlBool>`${sql.ref(columns[field.name])} is null`;
    return build.not(
      build.exists(
        build
          .selectFrom('experiment_notes')
          .select('experiment_notes.run')
          .whereRef('experiment_notes.run', '=', 'experiments.id'),
      ),
    );
  }
  const table = tables[field.kind];
  return build.not(
    build.exists(ofRun(build.selectFrom(table).select(`${table}.run` as never), table, field.name)),
  );
}

const tables = {
  metric: 'experiment_metrics',
  parameter: 'experiment_parameters',
  tag: 'experiment_tags',
} as const;

/** The values that runs are sorted by: parameters as numbers by size, then those that are texts by letters. */
function sortValues(field: Field) {
  if (field.kind === 'attribute')
    return field.name === 'notes'
      ? [sql`(select count(*) from experiment_notes where run = experiments.id)`]
      : [sql`${sql.ref(columns[field.name])}`];
  const table = sql.table(tables[field.kind]);
  const value = (column: string) =>
    sql`(select ${sql.ref(column)} from ${table} where run = experiments.id and name = ${field.name})`;
  return field.kind === 'parameter' ? [value('number'), value('value')] : [value('value')];
}
