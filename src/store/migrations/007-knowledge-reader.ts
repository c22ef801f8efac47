import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** By which version of opsmith's reading a file's outline and links were made: those of another are made anew. */
export const knowledgeReader: Migration = {
  async up(database: Kysely<unknown>) {
    await database.schema
      .alterTable('knowledge_files')
      .addColumn('reader', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
  },
};
