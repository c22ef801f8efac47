import type { Kysely, Selectable as Row } from 'kysely';
import type { Database } from '../store/index.ts';
import type { Artifact, ArtifactFile } from './artifacts/manifest.ts';
import type { ModelVersion, Stage, VersionChoice } from './model-version.ts';
import { parseReference, refuseUnknownModel, type Selectable, selectVersion } from './names.ts';

/** What a version's `body` holds. */
export interface VersionBody {
  choice: VersionChoice;
  metrics: Record<string, number>;
  record: Record<string, unknown>;
  notes: string | null;
}

/** A model's versions, but for deleted ones, in the order of their registration, and its aliases. */
export async function selectableOf(database: Kysely<Database>, model: string): Promise<Selectable> {
  const versions = await database
    .selectFrom('model_versions')
    .select(['version', 'stage'])
    .where('model', '=', model)
    .where('deleted_at', 'is', null)
    .orderBy('position')
    .execute();
  const aliases = await database
    .selectFrom('model_aliases')
    .select(['alias', 'version'])
    .where('model', '=', model)
    .orderBy('alias')
    .execute();
  return { versions, aliases };
}

/** The names of all models, by name. */
export async function modelNames(database: Kysely<Database>): Promise<string[]> {
  const rows = await database.selectFrom('registered_models').select('name').orderBy('name').execute();
  return rows.map(({ name }) => name);
}

/**
 * Which version a reference (`NAME`, `NAME@1.4.0`, `NAME@production`) names.
 *
 * @throws InputError `bad-reference`, `unknown-model`, `unknown-version`, `no-such-stage`
 */
export async function findVersion(
  database: Kysely<Database>,
  reference: string,
): Promise<{ model: string; version: string }> {
  const { name, selector } = parseReference(reference);
  await refuseUnless(database, name);
  return { model: name, version: selectVersion(name, selector, await selectableOf(database, name)) };
}

/** @throws InputError `unknown-model` */
export async function refuseUnless(database: Kysely<Database>, name: string): Promise<void> {
  const row = await database
    .selectFrom('registered_models')
    .select('name')
    .where('name', '=', name)
    .executeTakeFirst();
  if (row === undefined) refuseUnknownModel(name, await modelNames(database));
}

export interface VersionFilter {
  model?: string;
  version?: string;
  stage?: Stage;
}

/** Versions that are not deleted, by model, the newest of each first. */
export async function readVersions(
  database: Kysely<Database>,
  { model, version, stage }: VersionFilter = {},
): Promise<ModelVersion[]> {
  let query = database
    .selectFrom('model_versions')
    .innerJoin('artifacts', 'artifacts.sha256', 'model_versions.artifact')
    .selectAll('model_versions')
    .select(['artifacts.files', 'artifacts.bytes'])
    .where('deleted_at', 'is', null)
    .orderBy('model')
    .orderBy('position', 'desc');
  if (model !== undefined) query = query.where('model', '=', model);
  if (version !== undefined) query = query.where('version', '=', version);
  if (stage !== undefined) query = query.where('stage', '=', stage);
  const rows = await query.execute();
  let aliasQuery = database.selectFrom('model_aliases').selectAll().orderBy('alias');
  if (model !== undefined) aliasQuery = aliasQuery.where('model', '=', model);
  const aliases = await aliasQuery.execute();
  return rows.map((row) =>
    toVersion(
      row,
      aliases
        .filter((one) => one.model === row.model && one.version === row.version)
        .map(({ alias }) => alias),
    ),
  );
}

function toVersion(
  row: Row<Database['model_versions']> & { files: string; bytes: number },
  aliases: string[],
): ModelVersion {
  const body = JSON.parse(row.body) as VersionBody;
  return {
    model: row.model,
    version: row.version,
    id: `${row.model}@${row.version}`,
    stage: row.stage as Stage | null,
    aliases,
    artifact: artifactOfRow(row.artifact, row),
    run: row.run,
    gitCommit: row.git_commit,
    registeredAt: row.registered_at,
    registeredBy: row.registered_by,
    ...body,
  };
}

/** An artifact as its row has it. */
export function artifactOfRow(sha256: string, row: { files: string; bytes: number }): Artifact {
  // PostgreSQL gives big integers as text.
  return { sha256, files: JSON.parse(row.files) as ArtifactFile[], bytes: Number(row.bytes) };
}
