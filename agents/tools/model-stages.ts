import { userInfo } from 'node:os';
import { InputError } from '../../src/errors/index.ts';
import { type ModelVersion, openProjectRegistry, type Registry } from '../../src/registry/index.ts';
import type { ActionContext, ActionResult } from '../define.ts';
import { inlineCode } from './figures.ts';

/** Arguments that name a version: "churn" and "1.2.0", or "churn@1.2.0". */
interface Named {
  model: string;
  version?: string | undefined;
  reason?: string | undefined;
  by?: string | undefined;
}

type Approved = Named & { to?: 'staging' | 'production' | undefined };
type Aliased = Named & { alias: string };

/** What a person is asked before `archiveModel`. @throws what would keep it from being done */
export async function askToArchive(input: Named, context: ActionContext): Promise<string> {
  const { id, stage, model } = await toArchive(input, context);
  const loses = stage === 'production' ? ` It is in production: nothing of ${model} would be live then.` : '';
  return `Archive ${id}?${loses}`;
}

/** Puts a version into the archive. */
export async function archiveModel(input: Named, context: ActionContext): Promise<ActionResult> {
  const { id, model } = await toArchive(input, context);
  const outcome = await registryOf(context).changeStage({
    ...doing(input, context, 'archive-model'),
    reference: id,
    to: 'archived',
  });
  const from = outcome.from === null ? '' : ` It was in ${outcome.from}.`;
  return {
    text: `${inlineCode(id)} is archived.${from} “Take ${id} out of the archive” brings it back.`,
    data: outcome,
    about: { model },
  };
}

/** What a person is asked before `restoreModel`. @throws what would keep it from being done */
export async function askToRestore(input: Named, context: ActionContext): Promise<string> {
  const { id } = await toRestore(input, context);
  return `Take ${id} out of the archive? It would be in no stage: “promote ${id}” puts it into one.`;
}

/** Takes a version out of the archive. */
export async function restoreModel(input: Named, context: ActionContext): Promise<ActionResult> {
  const { id, model } = await toRestore(input, context);
  const outcome = await registryOf(context).changeStage({
    ...doing(input, context, 'restore-model'),
    reference: id,
    to: null,
  });
  return {
    text: `${inlineCode(id)} is out of the archive, in no stage; “promote ${id}” puts it into one.`,
    data: outcome,
    about: { model },
  };
}

/** What a person is asked before `approveModel`. @throws what would keep it from being done */
export async function askToApprove(input: Approved, context: ActionContext): Promise<string> {
  const { id } = await named(input, context);
  return `Put down that ${input.by ?? person()} approves of ${id} for ${input.to ?? 'production'}?`;
}

/** Puts an approval down in the log. */
export async function approveModel(input: Approved, context: ActionContext): Promise<ActionResult> {
  const { id, model } = await named(input, context);
  const { to = 'production' } = input;
  const who = doing(input, context, 'approve-model');
  const done = await registryOf(context).approve({ ...who, reference: id, stage: to });
  return {
    text: `${who.actor} approves of ${inlineCode(id)} for ${to}. It is in the log; nothing was promoted.`,
    data: { ...done, stage: to, actor: who.actor },
    about: { model },
  };
}

/** What a person is asked before `aliasModel`. @throws what would keep it from being done */
export async function askToAlias(input: Aliased, context: ActionContext): Promise<string> {
  const { id, model } = await named(input, context);
  const word = input.alias.replace(/^@/, '');
  const before = (await registryOf(context).list({ model })).find(({ aliases }) => aliases.includes(word));
  return `Call ${id} ${model}@${word}?${before === undefined || before.id === id ? '' : ` Until now that is ${before.id}.`}`;
}

/** Gives a version an alias. */
export async function aliasModel(input: Aliased, context: ActionContext): Promise<ActionResult> {
  const { id, model } = await named(input, context);
  const alias = input.alias.replace(/^@/, '');
  const done = await registryOf(context).setAlias({
    ...doing(input, context, 'alias-model'),
    reference: id,
    alias,
  });
  return {
    text: `${inlineCode(`${model}@${alias}`)} is ${inlineCode(id)} now.`,
    data: { ...done, alias },
    about: { model },
  };
}

async function named({ model, version }: Named, context: ActionContext): Promise<ModelVersion> {
  return registryOf(context).get(version === undefined ? model : `${model.split('@')[0]}@${version}`);
}

/** The version that is named; where only the model is, the one that is in no stage, if there is one only. @throws InputError `bad-reference` */
async function toArchive(input: Named, context: ActionContext): Promise<ModelVersion> {
  const found = await onlyOne(input, context, ({ stage }) => stage === null, 'archive');
  if (found.stage === 'archived')
    throw new InputError('already-in-stage', `${found.id} is archived already.`);
  return found;
}

/** The version that is named; where only the model is, the archived one, if there is one only. @throws InputError `bad-reference`, `not-archived` */
async function toRestore(input: Named, context: ActionContext): Promise<ModelVersion> {
  const found = await onlyOne(input, context, ({ stage }) => stage === 'archived', 'take out of the archive');
  if (found.stage === 'archived') return found;
  throw new InputError('not-archived', `${found.id} is not archived: it is in ${found.stage ?? 'no stage'}.`);
}

async function onlyOne(
  input: Named,
  context: ActionContext,
  fits: (version: ModelVersion) => boolean,
  doingWhat: string,
): Promise<ModelVersion> {
  if (input.version !== undefined || input.model.includes('@')) return named(input, context);
  const versions = await registryOf(context).list({ model: input.model });
  const fitting = versions.filter(fits);
  const [only] = fitting.length === 1 ? fitting : versions.length === 1 ? versions : [];
  if (only !== undefined) return only;
  throw new InputError(
    'bad-reference',
    `Name the version of ${input.model} to ${doingWhat}: ${versions.map(({ version, stage }) => `${version}${stage === null ? '' : ` (${stage})`}`).join(', ')}.`,
  );
}

function doing({ by, reason }: Named, { run, step }: ActionContext, name: string) {
  return {
    actor: by ?? person(),
    reason: reason ?? `asked for in run ${run}`,
    effect: { run, step, name },
  };
}

function registryOf({ store, config, workspace }: ActionContext): Registry {
  return openProjectRegistry({ store, config, cwd: workspace });
}

/** The person whose account this is: who asks here is who approves. */
function person(): string {
  return userInfo().username;
}
