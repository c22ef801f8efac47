import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What developers said of recommendations, the rankers that were learnt from it, and how agents' decisions turned out. */
export const learning: Migration = {
  async up(database: Kysely<unknown>) {
    const { schema } = database;
    await schema.alterTable('recommendations').addColumn('facts', 'text').execute();

    await schema
      .createTable('feedback')
      .addColumn('number', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('recommendation', 'text', (column) => column.notNull())
      .addColumn('developer', 'text', (column) => column.notNull())
      .addColumn('team', 'text', (column) => column.notNull())
      .addColumn('type', 'text', (column) => column.notNull())
      .addColumn('origin', 'text', (column) => column.notNull())
      .addColumn('at', 'text', (column) => column.notNull())
      .addColumn('is_latest', 'integer', (column) => column.notNull())
      .addColumn('predicted', sql`double precision`)
      .addColumn('predicted_log_odds', sql`double precision`)
      .addColumn('facts', 'text', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .execute();
    await schema
      .createIndex('feedback_recommendation')
      .on('feedback')
      .columns(['recommendation', 'developer'])
      .execute();

    await schema
      .createTable('rankers')
      .addColumn('version', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('at', 'text', (column) => column.notNull())
      .addColumn('reason', 'text', (column) => column.notNull())
      .addColumn('is_live', 'integer', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .execute();

    await schema
      .createTable('interactions')
      .addColumn('number', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('agent', 'text', (column) => column.notNull())
      .addColumn('run', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('at', 'text', (column) => column.notNull())
      .addColumn('quality', sql`double precision`)
      .addColumn('body', 'text', (column) => column.notNull())
      .execute();
    await schema.createIndex('interactions_agent').on('interactions').columns(['agent', 'number']).execute();
  },
};
