import { type Kysely, SqliteAdapter, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What is remembered, by namespace and key, with the words that it is found by. */
export const memory: Migration = {
  async up(database: Kysely<unknown>) {
    const { schema } = database;
    await schema
      .createTable('memory_entries')
      .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('revision', 'integer', (column) => column.notNull().unique())
      .addColumn('namespace', 'text', (column) => column.notNull())
      .addColumn('key', 'text', (column) => column.notNull())
      .addColumn('text', 'text', (column) => column.notNull())
      .addColumn('metadata', 'text', (column) => column.notNull())
      .addColumn('source', 'text', (column) => column.notNull())
      .addColumn('run', 'text')
      .addColumn('created_at', 'text', (column) => column.notNull())
      .addColumn('updated_at', 'text', (column) => column.notNull())
      .addColumn('expires_at', 'text')
      .addColumn('leader', 'integer')
      .addUniqueConstraint('memory_entries_key', ['namespace', 'key'])
      .execute();
    await schema
      .createIndex('memory_entries_revision')
      .on('memory_entries')
      .columns(['namespace', 'revision'])
      .execute();
    await schema.createIndex('memory_entries_leader').on('memory_entries').column('leader').execute();
    await schema.createIndex('memory_entries_expiry').on('memory_entries').column('expires_at').execute();

    await schema
      .createTable('memory_facts')
      .addColumn('entry', 'integer', (column) => column.notNull())
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('value', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('memory_facts_key', ['entry', 'name'])
      .execute();
    await schema
      .createIndex('memory_facts_value')
      .on('memory_facts')
      .columns(['name', 'value', 'entry'])
      .execute();
    await schema
      .createTable('memory_bands')
      .addColumn('namespace', 'text', (column) => column.notNull())
      .addColumn('band', 'bigint', (column) => column.notNull())
      .addColumn('entry', 'integer', (column) => column.notNull())
      .addPrimaryKeyConstraint('memory_bands_key', ['namespace', 'band', 'entry'])
      .execute();
    await schema.createIndex('memory_bands_entry').on('memory_bands').column('entry').execute();
    await schema
      .createTable('memory_removed')
      .addColumn('number', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('namespace', 'text', (column) => column.notNull())
      .addColumn('revision', 'integer', (column) => column.notNull())
      .execute();
    await schema
      .createTable('memory_vectors')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('namespace', 'text', (column) => column.notNull())
      .addColumn('embedder', 'text', (column) => column.notNull())
      .addColumn('dimension', 'integer', (column) => column.notNull())
      .addColumn('synced', 'integer', (column) => column.notNull())
      .addColumn('removed_to', 'integer', (column) => column.notNull())
      .addColumn('rows', 'integer', (column) => column.notNull())
      .addColumn('plan', 'text')
      .addColumn('owner', 'text')
      .addColumn('owned_at', 'text')
      .execute();
    await schema
      .createTable('memory_clock')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('revision', 'integer', (column) => column.notNull())
      .execute();
    await sql`insert into memory_clock (id, revision) values (1, 0)`.execute(database);

    // Full text is each database's own: FTS5 here. The words are cut by us (camelCase, snake_case), so it keeps no text of its own.
    if (!(database.getExecutor().adapter instanceof SqliteAdapter)) return;
    await sql`create virtual table memory_words using fts5(words, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0')`.execute(
      database,
    );
    await sql`create virtual table memory_terms using fts5vocab(memory_words, 'row')`.execute(database);
  },
};
