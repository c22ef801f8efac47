import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Runs with their events and effects, recommendations, and the ledger and cache of language models. */
export const firstTables: Migration = {
  async up(database: Kysely<unknown>) {
    const { schema } = database;
    await schema
      .createTable('runs')
      .addColumn('number', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('id', 'text', (column) => column.notNull().unique())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('thread', 'text')
      .addColumn('input', 'text', (column) => column.notNull())
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('started_at', 'text', (column) => column.notNull())
      .addColumn('ended_at', 'text')
      .addColumn('result', 'text')
      .addColumn('owner', 'text')
      .execute();
    await schema.createIndex('runs_thread').on('runs').columns(['thread', 'number']).execute();
    await schema.createIndex('runs_status').on('runs').columns(['status', 'number']).execute();

    await schema
      .createTable('events')
      .addColumn('run', 'text', (column) => column.notNull())
      .addColumn('seq', 'integer', (column) => column.notNull())
      .addColumn('at', 'text', (column) => column.notNull())
      .addColumn('type', 'text', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('events_key', ['run', 'seq'])
      .execute();

    await schema
      .createTable('effects')
      .addColumn('run', 'text', (column) => column.notNull())
      .addColumn('step', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('at', 'text', (column) => column.notNull())
      .addColumn('result', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('effects_key', ['run', 'step', 'name'])
      .execute();

    await schema
      .createTable('recommendations')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('file', 'text', (column) => column.notNull())
      .addColumn('rule', 'text', (column) => column.notNull())
      .addColumn('category', 'text', (column) => column.notNull())
      .addColumn('severity', 'text', (column) => column.notNull())
      .addColumn('first_run', 'text', (column) => column.notNull())
      .addColumn('last_run', 'text', (column) => column.notNull())
      .addColumn('first_seen_at', 'text', (column) => column.notNull())
      .addColumn('last_seen_at', 'text', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .execute();
    await schema.createIndex('recommendations_rule').on('recommendations').column('rule').execute();

    await schema
      .createTable('run_recommendations')
      .addColumn('run', 'text', (column) => column.notNull())
      .addColumn('recommendation', 'text', (column) => column.notNull())
      .addColumn('position', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('run_recommendations_key', ['run', 'recommendation'])
      .execute();

    await schema
      .createTable('llm_calls')
      .addColumn('number', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('run', 'text')
      .addColumn('at', 'text', (column) => column.notNull())
      .addColumn('provider', 'text', (column) => column.notNull())
      .addColumn('model', 'text', (column) => column.notNull())
      .addColumn('role', 'text', (column) => column.notNull())
      .addColumn('purpose', 'text', (column) => column.notNull())
      .addColumn('tokens_in', 'integer', (column) => column.notNull())
      .addColumn('tokens_out', 'integer', (column) => column.notNull())
      .addColumn('cost_usd', sql`double precision`)
      .addColumn('seconds', sql`double precision`, (column) => column.notNull())
      .addColumn('cached', 'integer', (column) => column.notNull())
      .addColumn('outcome', 'text', (column) => column.notNull())
      .execute();
    await schema.createIndex('llm_calls_run').on('llm_calls').column('run').execute();

    await schema
      .createTable('llm_cache')
      .addColumn('key', 'text', (column) => column.primaryKey())
      .addColumn('provider', 'text', (column) => column.notNull())
      .addColumn('model', 'text', (column) => column.notNull())
      .addColumn('answer', 'text', (column) => column.notNull())
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addColumn('used_at', 'text', (column) => column.notNull())
      .addColumn('bytes', 'integer', (column) => column.notNull())
      .execute();
  },
};
