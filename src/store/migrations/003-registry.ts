import { type Kysely, SqliteAdapter, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The model registry, its lineage, and the hash-chained log of what was done and decided. */
export const registry: Migration = {
  async up(database: Kysely<unknown>) {
    const { schema } = database;
    await schema
      .createTable('registered_models')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('folded', 'text', (column) => column.notNull().unique())
      .addColumn('created_at', 'text', (column) => column.notNull())
      .execute();

    await schema
      .createTable('model_versions')
      .addColumn('model', 'text', (column) => column.notNull())
      .addColumn('version', 'text', (column) => column.notNull())
      .addColumn('position', 'integer', (column) => column.notNull())
      .addColumn('major', 'integer', (column) => column.notNull())
      .addColumn('minor', 'integer', (column) => column.notNull())
      .addColumn('patch', 'integer', (column) => column.notNull())
      .addColumn('stage', 'text')
      .addColumn('artifact', 'text', (column) => column.notNull())
      .addColumn('run', 'text')
      .addColumn('git_commit', 'text')
      .addColumn('registered_at', 'text', (column) => column.notNull())
      .addColumn('registered_by', 'text', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .addColumn('deleted_at', 'text')
      .addPrimaryKeyConstraint('model_versions_key', ['model', 'version'])
      .addUniqueConstraint('model_versions_position', ['model', 'position'])
      .execute();
    await schema.createIndex('model_versions_artifact').on('model_versions').column('artifact').execute();

    await schema
      .createTable('model_aliases')
      .addColumn('model', 'text', (column) => column.notNull())
      .addColumn('alias', 'text', (column) => column.notNull())
      .addColumn('version', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('model_aliases_key', ['model', 'alias'])
      .execute();

    await schema
      .createTable('artifacts')
      .addColumn('sha256', 'text', (column) => column.primaryKey())
      .addColumn('files', 'text', (column) => column.notNull())
      .addColumn('bytes', 'bigint', (column) => column.notNull())
      .addColumn('created_at', 'text', (column) => column.notNull())
      .execute();

    await schema
      .createTable('lineage_nodes')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('label', 'text', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .execute();
    await schema
      .createTable('lineage_edges')
      .addColumn('source', 'text', (column) => column.notNull())
      .addColumn('target', 'text', (column) => column.notNull())
      .addColumn('relation', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('lineage_edges_key', ['source', 'target', 'relation'])
      .execute();
    await schema.createIndex('lineage_edges_target').on('lineage_edges').column('target').execute();

    await schema
      .createTable('audit_log')
      .addColumn('seq', 'integer', (column) => column.primaryKey())
      .addColumn('at', 'text', (column) => column.notNull())
      .addColumn('actor', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('model', 'text')
      .addColumn('version', 'text')
      .addColumn('body', 'text', (column) => column.notNull())
      .addColumn('previous', 'text', (column) => column.notNull())
      .addColumn('hash', 'text', (column) => column.notNull())
      .execute();
    await schema.createIndex('audit_log_model').on('audit_log').columns(['model', 'seq']).execute();
    await schema
      .createTable('audit_head')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('seq', 'integer', (column) => column.notNull())
      .addColumn('hash', 'text', (column) => column.notNull())
      .execute();
    await sql`insert into audit_head (id, seq, hash) values (1, 0, '')`.execute(database);

    // Against accidents; what finds an attack is the chain of hashes. PostgreSQL has rights for it: REVOKE UPDATE, DELETE.
    if (!(database.getExecutor().adapter instanceof SqliteAdapter)) return;
    for (const change of ['update', 'delete'])
      await sql
        .raw(
          `create trigger audit_log_no_${change} before ${change} on audit_log begin select raise(abort, 'the audit log is only ever added to'); end`,
        )
        .execute(database);
  },
};
