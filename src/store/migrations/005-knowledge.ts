import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The knowledge graph: a code base's files with their part of it, and what the history says of them. */
export const knowledge: Migration = {
  async up(database: Kysely<unknown>) {
    const { schema } = database;
    await schema
      .createTable('knowledge_files')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('root', 'text', (column) => column.notNull())
      .addColumn('path', 'text', (column) => column.notNull())
      .addColumn('language', 'text', (column) => column.notNull())
      .addColumn('size', 'bigint', (column) => column.notNull())
      .addColumn('mtime_ms', sql`double precision`, (column) => column.notNull())
      .addColumn('ctime_ms', sql`double precision`, (column) => column.notNull())
      .addColumn('ino', sql`double precision`, (column) => column.notNull())
      .addColumn('read_at_ms', sql`double precision`, (column) => column.notNull())
      .addColumn('sloc', 'integer', (column) => column.notNull())
      .addColumn('cyclomatic', 'integer', (column) => column.notNull())
      .addColumn('cognitive', 'integer', (column) => column.notNull())
      .addColumn('first_seen_at', 'text', (column) => column.notNull())
      .addColumn('changed_at', 'text', (column) => column.notNull())
      .addColumn('outline', 'text', (column) => column.notNull())
      .addColumn('links', 'text')
      .addUniqueConstraint('knowledge_files_path', ['root', 'path'])
      .execute();

    await schema
      .createTable('knowledge_names')
      .addColumn('hash', 'integer', (column) => column.notNull())
      .addColumn('role', 'integer', (column) => column.notNull())
      .addColumn('file', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('knowledge_names_key', ['hash', 'role', 'file'])
      .execute();
    await schema.createIndex('knowledge_names_file').on('knowledge_names').column('file').execute();

    await schema
      .createTable('knowledge_history')
      .addColumn('file', 'integer', (column) => column.primaryKey())
      .addColumn('commits', 'integer', (column) => column.notNull())
      .addColumn('added', 'integer', (column) => column.notNull())
      .addColumn('removed', 'integer', (column) => column.notNull())
      .addColumn('first_at', 'text', (column) => column.notNull())
      .addColumn('last_at', 'text', (column) => column.notNull())
      .addColumn('authors', 'text', (column) => column.notNull())
      .execute();

    await schema
      .createTable('knowledge_cochanges')
      .addColumn('first', 'integer', (column) => column.notNull())
      .addColumn('second', 'integer', (column) => column.notNull())
      .addColumn('commits', 'integer', (column) => column.notNull())
      .addColumn('last_at', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('knowledge_cochanges_key', ['first', 'second'])
      .execute();

    await schema
      .createTable('knowledge_state')
      .addColumn('root', 'text', (column) => column.primaryKey())
      .addColumn('body', 'text', (column) => column.notNull())
      .execute();
  },
};
