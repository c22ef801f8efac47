import { userInfo } from 'node:os';
import { InputError } from '../../src/errors/index.ts';
import { type ModelVersion, openProjectRegistry, type Registry } from '../../src/registry/index.ts';
import type { ActionContext, ActionResult } from '../define.ts';
import { controlLines, promoteThroughGates, versionToPromote } from '../gates/promote-through-gates.ts';
import { rollBackQuestion, rolledBackNote, rolledBackText } from '../gates/rolled-back.ts';
import { counted, inlineCode, table } from './figures.ts';

/** Arguments that name a version: "churn", "churn" and "1.2.0", or "churn@1.2.0". */
interface Named {
  model: string;
  version?: string | undefined;
  reason?: string | undefined;
  by?: string | undefined;
}

/** What may be said of a promotion beside. */
interface Promoted extends Named {
  to?: 'staging' | 'production' | undefined;
  data?: string | undefined;
}

const metricsShown = 3;

/** Every version in the registry. */
export async function listModels(_input: unknown, context: ActionContext): Promise<ActionResult> {
  const versions = await registryOf(context).list();
  const data = versions.map(({ id, model, version, stage, aliases, metrics, registeredAt, run }) => ({
    id,
    model,
    version,
    stage,
    aliases,
    metrics,
    registeredAt,
    run,
  }));
  if (versions.length === 0)
    return {
      text: 'There is no model in the registry yet. “Train a model on FILE to predict COLUMN” makes one.',
      data,
    };
  const live = versions.filter(({ stage }) => stage === 'production');
  const models = new Set(versions.map(({ model }) => model)).size;
  const lead = `${counted(models, 'model')} with ${counted(versions.length, 'version')}; ${
    live.length === 0
      ? 'none is in production'
      : `in production: ${live.map(({ id }) => inlineCode(id)).join(', ')}`
  }.`;
  const rows = versions.map((version) => [
    inlineCode(version.id),
    version.stage ?? '–',
    version.aliases.map((alias) => `@${alias}`).join(' '),
    Object.entries(version.metrics)
      .slice(0, metricsShown)
      .map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`)
      .join(', '),
    version.registeredAt.slice(0, 16).replace('T', ' '),
  ]);
  return {
    text: `${lead}\n\n${table(['version', 'stage', 'aliases', 'metrics', 'registered'], rows, 5)}`,
    data,
    items: versions.map((version) => ({ id: version.id, title: version.id, detail: detailOf(version) })),
    ...(models === 1 ? { about: { model: versions[0]!.model } } : {}),
  };
}

function detailOf({ id, stage, choice, metrics, run, registeredBy, registeredAt }: ModelVersion): string {
  const figures = Object.entries(metrics).map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`);
  return [
    `${inlineCode(id)}, ${stage === null ? 'in no stage' : stage === 'archived' ? 'archived' : `in ${stage}`}: registered by ${registeredBy} at ${registeredAt}${run === null ? '' : ` in run ${inlineCode(run)}`}.`,
    `Its number: ${choice.reasons.join('; ')}.`,
    ...(figures.length === 0 ? [] : [`Metrics: ${figures.join(', ')}.`]),
  ].join(' ');
}

/** What a person is asked before `promoteModel`. @throws what would keep it from being done */
export async function askToPromote(input: Promoted, context: ActionContext): Promise<string> {
  const registry = registryOf(context);
  const id = await promoted(registry, input);
  const { model, stage } = await registry.get(id);
  const { to = 'production' } = input;
  if (stage === to) throw new InputError('already-in-stage', `${id} is in ${to} already.`);
  const note = await rolledBackNote(registry, id);
  if (to === 'staging') return `${note}Promote ${id} to staging?`;
  const live = await registry.live(model);
  return `${note}Promote ${id} to production${live === null ? ' (nothing is live now)' : `, in place of ${live.id}`}?`;
}

/** Lets a version through the gates and into production. */
export async function promoteModel(input: Promoted, context: ActionContext): Promise<ActionResult> {
  const { config, workspace, run, step } = context;
  const { to = 'production' } = input;
  const registry = registryOf(context);
  const reference = await promoted(registry, input);
  const promotion = await promoteThroughGates({
    registry,
    config,
    workspace,
    reference,
    to,
    data: input.data ?? null,
    actor: input.by ?? person(),
    reason: input.reason ?? `asked for in run ${run}`,
    effect: { run, step, name: 'promote-model' },
  });
  const { decision, outcome, entry } = promotion;
  const { model, version } = decision;
  const id = inlineCode(`${model}@${version}`);
  const lead =
    outcome === null
      ? `${id} was not let through to ${to}: a gate failed. Nothing was changed.`
      : `${id} is in ${to} now${outcome.replaced === null ? '' : `; ${inlineCode(`${model}@${outcome.replaced}`)} is archived${to === 'production' ? `, and “roll back ${model}” brings it back` : ''}`}.`;
  const gates = controlLines(promotion).map((line) => `- ${line}`);
  const by = decision.policy === null ? 'There is no policy file, so no gate was asked.' : '';
  return {
    text: [lead, ...gates, by, `The decision is entry ${entry} of the audit log.`]
      .filter((part) => part !== '')
      .join('\n'),
    data: { ...decision, promoted: outcome !== null, replaced: outcome?.replaced ?? null, entry },
    about: { model },
  };
}

/** What a person is asked before `rollBackModel`. @throws what would keep it from being done */
export async function askToRollBack(input: Named, context: ActionContext): Promise<string> {
  const registry = registryOf(context);
  const { name, to } = await wayBack(registry, input);
  const live = await registry.live(name);
  const question = rollBackQuestion({ name, live: live?.version ?? null, to });
  if (question !== null) return question;
  throw new InputError(
    'nothing-to-roll-back-to',
    `No version of ${name} is in production, and none was before.`,
  );
}

/** Goes back to an earlier version. */
export async function rollBackModel(input: Named, context: ActionContext): Promise<ActionResult> {
  const { run, step } = context;
  const registry = registryOf(context);
  const { name, to } = await wayBack(registry, input);
  const outcome = await registry.rollBack({
    name,
    version: to,
    actor: input.by ?? person(),
    reason: input.reason ?? `asked for in run ${run}`,
    effect: { run, step, name: 'roll-back-model' },
  });
  return { text: rolledBackText(outcome), data: outcome, about: { model: outcome.model } };
}

/** The version that is meant: the one that is named, else the one in staging, else the latest. */
async function promoted(
  registry: Registry,
  { model, version, to = 'production' }: Promoted,
): Promise<string> {
  if (version !== undefined) return (await registry.get(`${model.split('@')[0]}@${version}`)).id;
  return model.includes('@') ? (await registry.get(model)).id : versionToPromote(registry, model, to);
}

/** Where to go back to: to the version that is named, unless that is the live one, which then is what to go back from. */
async function wayBack(
  registry: Registry,
  { model, version }: Named,
): Promise<{ name: string; to: string | null }> {
  const [name = '', own] = model.split('@');
  const named = version ?? own;
  const live = await registry.live(name);
  const target = named === undefined ? null : (await registry.get(`${name}@${named}`)).version;
  const isFrom = target === null || target === live?.version;
  return { name, to: isFrom ? await registry.previous(name) : target };
}

function registryOf({ store, config, workspace }: ActionContext): Registry {
  return openProjectRegistry({ store, config, cwd: workspace });
}

/** The person whose account this is: who asks here is who approves. */
function person(): string {
  return userInfo().username;
}
