import type { Transaction } from 'kysely';
import { InputError } from '../../errors/index.ts';
import type { Database } from '../../store/index.ts';
import { addLineage } from '../lineage/lineage.ts';
import type { Stage } from '../model-version.ts';
import { artifactOfRow, findVersion, refuseUnless } from '../read-versions.ts';
import { alreadyDone, type Doing, type RegistryContext, write } from '../registry-context.ts';
import { foldHistory, previousLive, type StageChanged, type StageMove } from './live-at.ts';

/** What became of a stage. */
export interface StageOutcome {
  model: string;
  version: string;
  from: Stage | null;
  to: Stage | null;
  /** What was in the stage until then, and is archived now. */
  replaced: string | null;
}

/** A change of stage that was decided on. */
export interface StageRequest extends Doing {
  /** `NAME@VERSION`. */
  reference: string;
  /** Null takes it out of every stage. */
  to: Stage | null;
  /** Number of the log's entry with the decision of the gates. */
  decision?: number | null;
  /** The version that was live when it was decided; the change fails when another is by now. Left out: whichever. */
  live?: string | null;
}

/** Puts a version into a stage. @throws InputError `already-in-stage`, `registry-changed`, and what `get` throws */
export async function changeStage(context: RegistryContext, request: StageRequest): Promise<StageOutcome> {
  const { reference, to, decision = null, live, effect } = request;
  const before = await alreadyDone<StageOutcome>(context, effect);
  if (before !== undefined) return before;
  await checkFiles(context, reference, to);
  return write(context, effect, async (transaction) => {
    const { model, version } = await findVersion(transaction, reference);
    if (live !== undefined && (await inStage(transaction, model, 'production')) !== live)
      throw new InputError(
        'registry-changed',
        `Another version of ${model} went into production while this was decided. Look at it again: \`opsmith models show ${model}\`.`,
        { details: { model } },
      );
    const move = to === null ? 'withdrawn' : to === 'archived' ? 'archived' : 'promoted';
    return moveTo(context, transaction, { ...request, model, version, move, decision });
  });
}

/**
 * Goes back to the version that was in production before, or to one that was there at some time. Where none was before, and with `version: null`, what is in production
 * is archived, and nothing is in production.
 *
 * @throws InputError `nothing-to-roll-back-to`, `never-in-production`, `already-in-stage`, and what `get` throws
 */
export async function rollBack(
  context: RegistryContext,
  { name, version: wanted, ...doing }: Doing & { name: string; version?: string | null | undefined },
): Promise<StageOutcome> {
  const { audit, store } = context;
  const before = await alreadyDone<StageOutcome>(context, doing.effect);
  if (before !== undefined) return before;
  await refuseUnless(store.database, name);
  const target = async () => {
    const state = foldHistory(await audit.list({ model: name }));
    if (wanted === null) return null;
    if (wanted === undefined) {
      const previous = previousLive(state);
      if (previous !== null || state.production !== null) return previous;
      throw nothingToRollBack(name);
    }
    const { version } = await findVersion(store.database, `${name}@${wanted}`);
    if (state.lived.has(version)) return version;
    const known = state.wayBack.filter((each) => !state.deleted.has(each));
    throw new InputError(
      'never-in-production',
      `${name}@${version} has never been in production, so there is no going back to it${known.length > 0 ? ` (there were: ${known.join(', ')})` : ''}. \`opsmith models promote ${name}@${version}\` lets it through the gates.`,
      { details: { model: name, version } },
    );
  };
  // Found before the lock is taken, since its files are read through; what another process does meanwhile shows by `live`.
  const live = await inStage(store.database, name, 'production');
  const to = await target();
  if (to === null && live === null) throw nothingToRollBack(name);
  if (to !== null) await checkFiles(context, `${name}@${to}`, 'production');
  return write(context, doing.effect, async (transaction) => {
    if ((await inStage(transaction, name, 'production')) !== live)
      throw new InputError(
        'registry-changed',
        `Another version of ${name} went into production at this moment. Look at it again: \`opsmith models show ${name}\`.`,
        { details: { model: name } },
      );
    return moveTo(context, transaction, {
      ...doing,
      model: name,
      version: to ?? live!,
      to: to === null ? 'archived' : 'production',
      move: 'rolled-back',
      decision: null,
    });
  });
}

function nothingToRollBack(name: string): InputError {
  return new InputError(
    'nothing-to-roll-back-to',
    `No version of ${name} is in production, and none was before. \`opsmith models promote ${name}@VERSION\` puts one there.`,
    { details: { model: name } },
  );
}

/** The version in a stage, or null. */
export async function inStage(
  database: Transaction<Database> | RegistryContext['store']['database'],
  model: string,
  stage: Stage,
): Promise<string | null> {
  const row = await database
    .selectFrom('model_versions')
    .select('version')
    .where('model', '=', model)
    .where('stage', '=', stage)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  return row?.version ?? null;
}

/** What is going to be used is whole. */
async function checkFiles(
  { store, blobs }: RegistryContext,
  reference: string,
  to: Stage | null,
): Promise<void> {
  if (to !== 'production' && to !== 'staging') return;
  const { model, version } = await findVersion(store.database, reference);
  const row = await store.database
    .selectFrom('model_versions')
    .innerJoin('artifacts', 'artifacts.sha256', 'model_versions.artifact')
    .select(['artifacts.sha256', 'artifacts.files', 'artifacts.bytes'])
    .where('model', '=', model)
    .where('version', '=', version)
    .executeTakeFirstOrThrow();
  for (const { sha256 } of artifactOfRow(row.sha256, row).files) await blobs.checkBytes(sha256);
}

interface Move extends Doing {
  model: string;
  version: string;
  to: Stage | null;
  move: StageMove;
  decision: number | null;
}

async function moveTo(
  { audit }: RegistryContext,
  transaction: Transaction<Database>,
  { model, version, to, move, decision, actor, reason }: Move,
): Promise<StageOutcome> {
  const row = await transaction
    .selectFrom('model_versions')
    .select('stage')
    .where('model', '=', model)
    .where('version', '=', version)
    .executeTakeFirstOrThrow();
  const from = row.stage as Stage | null;
  if (from === to)
    throw new InputError(
      'already-in-stage',
      `${model}@${version} is ${to === null ? 'in no stage' : to === 'archived' ? 'archived' : `in ${to}`} already.`,
      { details: { model, version } },
    );
  const replaced = to === 'production' || to === 'staging' ? await inStage(transaction, model, to) : null;
  if (replaced !== null) await setStage(transaction, model, replaced, 'archived');
  await setStage(transaction, model, version, to);
  const body: StageChanged = { move, from, to, replaced, reason: reason ?? null, decision };
  const entry = await audit.append(transaction, {
    actor,
    kind: 'stage-changed',
    model,
    version,
    body: { ...body },
  });
  const id = `decision:${entry.seq}`;
  const done =
    to === null
      ? 'taken out of every stage'
      : to === 'archived'
        ? move === 'rolled-back'
          ? 'rolled back from, to none,'
          : 'archived'
        : `${move.replace('-', ' ')} to ${to}`;
  await addLineage(transaction, {
    nodes: [
      {
        id,
        kind: 'decision',
        label: `${model}@${version} ${done} by ${actor}`,
        body: { ...body, at: entry.at, actor },
      },
    ],
    edges: [{ source: `model:${model}@${version}`, target: id, relation: 'decided on in' }],
  });
  return { model, version, from, to, replaced };
}

async function setStage(
  transaction: Transaction<Database>,
  model: string,
  version: string,
  stage: Stage | null,
): Promise<void> {
  await transaction
    .updateTable('model_versions')
    .set({ stage })
    .where('model', '=', model)
    .where('version', '=', version)
    .execute();
}
