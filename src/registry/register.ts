import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Transaction } from 'kysely';
import { InputError } from '../errors/index.ts';
import type { Database } from '../store/index.ts';
import { type Artifact, keepFolder } from './artifacts/manifest.ts';
import { addLineage, type LineageEdge, type LineageNode } from './lineage/lineage.ts';
import type { ModelOrigin } from './model-version.ts';
import { checkModelName } from './names.ts';
import type { VersionBody } from './read-versions.ts';
import { type Doing, type RegistryContext, write } from './registry-context.ts';
import { comparableOf } from './versions/comparable.ts';
import { proposeVersion } from './versions/propose-version.ts';
import { compareVersions, formatVersion, parseVersion } from './versions/semantic-version.ts';

/** What is registered: a folder with a model's files, and what is known of it. */
export interface Registration extends Doing {
  name: string;
  /** The artifact's folder; its files are copied. */
  folder: string;
  /** The contents of `model.json`; read from the folder when left out. */
  record?: Readonly<Record<string, unknown>>;
  /** Of the rows that nothing was chosen by; the record's scores of `test`, else of `validation`, when left out. */
  metrics?: Readonly<Record<string, number>>;
  /** The run that made it. */
  run?: string | null;
  gitCommit?: string | null;
  /** What it came from; of data and features, what is left out is taken from the record. */
  origin?: ModelOrigin;
  /** A number of one's own in place of the proposed one. */
  version?: string;
  notes?: string | null;
}

/** Registers a version; `NAME@VERSION` is what it is known by from then on. */
export async function register(
  context: RegistryContext,
  { actor, reason, effect, ...given }: Registration,
): Promise<{ model: string; version: string }> {
  const name = checkModelName(given.name);
  const record = given.record ?? (await readRecord(given.folder));
  const wanted = given.version === undefined ? null : formatVersion(parseVersion(given.version));
  // A process that prunes may take away files that no version names yet: whoever finds them gone writes them again.
  for (;;) {
    const artifact = await keepFolder(given.folder, context.blobs);
    const registered = await write(context, effect, async (transaction) => {
      if (!artifact.files.every(({ sha256 }) => context.blobs.has(sha256))) return null;
      const version = await insert(context, transaction, {
        ...given,
        name,
        record,
        artifact,
        wanted,
        actor,
        reason,
      });
      return { model: name, version };
    });
    if (registered !== null) return registered;
  }
}

async function readRecord(folder: string): Promise<Record<string, unknown>> {
  const path = join(folder, 'model.json');
  try {
    const record: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof record === 'object' && record !== null && !Array.isArray(record))
      return record as Record<string, unknown>;
    throw new Error('it holds no object');
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException;
    throw new InputError(
      'artifact-without-record',
      `${path} ${code === 'ENOENT' ? 'does not exist' : `cannot be read (${code ?? message})`}. An artifact has a model.json that says what the model is.`,
      { cause: thrown, details: { path } },
    );
  }
}

interface Insertion extends Omit<Registration, 'version' | 'effect'> {
  record: Readonly<Record<string, unknown>>;
  artifact: Artifact;
  wanted: string | null;
}

async function insert(
  { audit, clock }: RegistryContext,
  transaction: Transaction<Database>,
  given: Insertion,
): Promise<string> {
  const { name, record, artifact, actor, reason, run = null, gitCommit = null, notes = null } = given;
  const at = clock().toISOString();
  await addModel(transaction, name, at);
  const { choice, position } = await chooseVersion(transaction, given);
  const version = given.wanted ?? choice.proposed;
  const metrics = { ...(given.metrics ?? metricsOf(record)) };
  const body: VersionBody = {
    choice: { ...choice, overridden: version !== choice.proposed },
    metrics,
    record,
    notes,
  };
  await transaction
    .insertInto('artifacts')
    .values({
      sha256: artifact.sha256,
      files: JSON.stringify(artifact.files),
      bytes: artifact.bytes,
      created_at: at,
    })
    .onConflict((conflict) => conflict.column('sha256').doNothing())
    .execute();
  await transaction
    .insertInto('model_versions')
    .values({
      model: name,
      version,
      position,
      ...parseVersion(version),
      stage: null,
      artifact: artifact.sha256,
      run,
      git_commit: gitCommit,
      registered_at: at,
      registered_by: actor,
      body: JSON.stringify(body),
      deleted_at: null,
    })
    .execute();
  await audit.append(transaction, {
    actor,
    kind: 'version-registered',
    model: name,
    version,
    body: {
      artifact: artifact.sha256,
      run,
      gitCommit,
      metrics,
      choice: body.choice,
      ...(reason && { reason }),
    },
  });
  await addLineage(transaction, lineageOf(given, version));
  return version;
}

async function addModel(transaction: Transaction<Database>, name: string, at: string): Promise<void> {
  const folded = name.toLowerCase();
  const known = await transaction
    .selectFrom('registered_models')
    .select('name')
    .where('folded', '=', folded)
    .executeTakeFirst();
  if (known === undefined)
    await transaction.insertInto('registered_models').values({ name, folded, created_at: at }).execute();
  else if (known.name !== name)
    throw new InputError(
      'bad-model-name',
      `There is a model "${known.name}" already, and "${name}" would be taken for it. Choose another name, or write it the same.`,
      { details: { model: name } },
    );
}

async function chooseVersion(transaction: Transaction<Database>, { name, record, wanted }: Insertion) {
  const rows = await transaction
    .selectFrom('model_versions')
    .select(['version', 'position', 'deleted_at'])
    .where('model', '=', name)
    .orderBy('position')
    .execute();
  if (wanted !== null && rows.some(({ version }) => version === wanted))
    throw new InputError(
      'version-exists',
      `${name}@${wanted} exists or has existed; a version's number is given once. Leave it out to have one proposed.`,
      { details: { model: name, version: wanted } },
    );
  const highest = rows
    .map(({ version }) => parseVersion(version))
    .sort(compareVersions)
    .at(-1);
  const position = (rows.at(-1)?.position ?? 0) + 1;
  const last = rows.findLast(({ deleted_at: deletedAt }) => deletedAt === null) ?? rows.at(-1);
  if (highest === undefined || last === undefined) return { choice: proposeVersion(record, null), position };
  const { body } = await transaction
    .selectFrom('model_versions')
    .select('body')
    .where('model', '=', name)
    .where('version', '=', last.version)
    .executeTakeFirstOrThrow();
  const before = {
    version: last.version,
    record: (JSON.parse(body) as VersionBody).record,
    highest: formatVersion(highest),
  };
  return { choice: proposeVersion(record, before), position };
}

/** The record's scores of the rows that are furthest from training. */
function metricsOf(record: Readonly<Record<string, unknown>>): Record<string, number> {
  const scores = record.scores as Record<string, unknown> | null | undefined;
  const table = scores?.test ?? scores?.validation;
  if (typeof table !== 'object' || table === null) return {};
  return Object.fromEntries(
    Object.entries(table).filter((pair): pair is [string, number] => typeof pair[1] === 'number'),
  );
}

function lineageOf(given: Insertion, version: string): { nodes: LineageNode[]; edges: LineageEdge[] } {
  const { name, run = null, gitCommit = null, artifact } = given;
  const origin = { ...originOf(given.record), ...given.origin };
  const model: LineageNode = {
    id: `model:${name}@${version}`,
    kind: 'model',
    label: `${name}@${version}`,
    body: { artifact: artifact.sha256 },
  };
  const data = (origin.data ?? []).map(
    ({ fingerprint, ...rest }): LineageNode => ({
      id: `data:${fingerprint}`,
      kind: 'data',
      label: rest.path ?? fingerprint.slice(0, 12),
      body: { fingerprint, ...rest },
    }),
  );
  const features = (origin.features === undefined ? [] : [origin.features]).map(
    ({ fingerprint, names }): LineageNode => ({
      // The same features of another table are others: or each would seem to come from both tables.
      id: `features:${digest([fingerprint, data.map(({ id }) => id)])}`,
      kind: 'features',
      label: `${names.length} ${names.length === 1 ? 'feature' : 'features'}`,
      body: { fingerprint, names },
    }),
  );
  const runs = (run === null ? [] : [run]).map(
    (id): LineageNode => ({ id: `run:${id}`, kind: 'run', label: id, body: { gitCommit } }),
  );
  const parents = (origin.parents ?? []).map((id) => `model:${id}`);
  // Each stage of the making comes out of the one before it that is known.
  const chain = [
    { nodes: data, relation: 'read by' },
    { nodes: features, relation: 'used by' },
    { nodes: runs, relation: 'made' },
    { nodes: [model], relation: '' },
  ].filter(({ nodes }) => nodes.length > 0);
  const edges = chain.slice(0, -1).flatMap(({ nodes, relation }, at) =>
    nodes.flatMap(({ id }) =>
      chain[at + 1]!.nodes.map(({ id: target }) => ({
        source: id,
        target,
        relation: relationTo(target, relation),
      })),
    ),
  );
  return {
    nodes: [...data, ...features, ...runs, model],
    edges: [...edges, ...parents.map((source) => ({ source, target: model.id, relation: 'parent of' }))],
  };
}

function relationTo(target: string, relation: string): string {
  return target.startsWith('features:') ? 'made into' : relation;
}

/** What a record itself says of where the model came from. */
function originOf(record: Readonly<Record<string, unknown>>): ModelOrigin {
  const { features } = comparableOf(record);
  const data = record.data as {
    fingerprint?: unknown;
    rows?: number;
    columns?: number;
    source?: unknown;
  } | null;
  return {
    ...(typeof data?.fingerprint === 'string' && {
      data: [
        {
          fingerprint: data.fingerprint,
          ...(typeof data.source === 'string' && { path: data.source }),
          ...(typeof data.rows === 'number' && { rows: data.rows }),
          ...(typeof data.columns === 'number' && { columns: data.columns }),
        },
      ],
    }),
    ...(features.length > 0 && {
      features: {
        fingerprint: digest(features),
        names: features.map(({ name }) => name),
      },
    }),
  };
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
