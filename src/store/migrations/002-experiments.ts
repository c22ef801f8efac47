import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Experiments: one row a run, and tables of what is searched by name. */
export const experiments: Migration = {
  async up(database: Kysely<unknown>) {
    const { schema } = database;
    await schema
      .createTable('experiments')
      .addColumn('number', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('id', 'text', (column) => column.notNull().unique())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('parent', 'text')
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('started_at', 'text', (column) => column.notNull())
      .addColumn('ended_at', 'text')
      .addColumn('seed', 'text')
      .addColumn('data_fingerprint', 'text')
      .addColumn('code_commit', 'text')
      .addColumn('code_dirty', 'integer')
      .addColumn('about', 'text', (column) => column.notNull())
      .addColumn('summary', 'text', (column) => column.notNull())
      .execute();
    await schema.createIndex('experiments_parent').on('experiments').column('parent').execute();

    await schema
      .createTable('experiment_parameters')
      .addColumn('run', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('value', 'text', (column) => column.notNull())
      .addColumn('number', sql`double precision`)
      .addPrimaryKeyConstraint('experiment_parameters_key', ['run', 'name'])
      .execute();
    await schema
      .createTable('experiment_metrics')
      .addColumn('run', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('value', sql`double precision`)
      .addColumn('step', sql`double precision`, (column) => column.notNull())
      .addColumn('at', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('experiment_metrics_key', ['run', 'name'])
      .execute();
    await schema
      .createIndex('experiment_metrics_value')
      .on('experiment_metrics')
      .columns(['name', 'value'])
      .execute();
    await schema
      .createTable('experiment_series')
      .addColumn('number', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('run', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('step', sql`double precision`, (column) => column.notNull())
      .addColumn('value', sql`double precision`)
      .addColumn('at', 'text', (column) => column.notNull())
      .execute();
    await schema
      .createIndex('experiment_series_run')
      .on('experiment_series')
      .columns(['run', 'name', 'step'])
      .execute();
    await schema
      .createTable('experiment_folds')
      .addColumn('run', 'text', (column) => column.notNull())
      .addColumn('metric', 'text', (column) => column.notNull())
      .addColumn('scheme', 'text', (column) => column.notNull())
      .addColumn('test_share', sql`double precision`, (column) => column.notNull())
      .addColumn('scores', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('experiment_folds_key', ['run', 'metric'])
      .execute();
    await schema
      .createTable('experiment_tags')
      .addColumn('run', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('value', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('experiment_tags_key', ['run', 'name'])
      .execute();
    await schema
      .createTable('experiment_artifacts')
      .addColumn('run', 'text', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('path', 'text', (column) => column.notNull())
      .addColumn('bytes', 'bigint', (column) => column.notNull())
      .addColumn('sha256', 'text', (column) => column.notNull())
      .addColumn('is_copy', 'integer', (column) => column.notNull())
      .addColumn('at', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('experiment_artifacts_key', ['run', 'name'])
      .execute();
    await schema
      .createTable('experiment_notes')
      .addColumn('number', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('run', 'text', (column) => column.notNull())
      .addColumn('at', 'text', (column) => column.notNull())
      .addColumn('text', 'text', (column) => column.notNull())
      .execute();
    await schema.createIndex('experiment_notes_run').on('experiment_notes').column('run').execute();
  },
};
