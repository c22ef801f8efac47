import { resolve } from 'node:path';
import {
  controlLines,
  promoteThroughGates,
  versionToPromote,
} from '../../../agents/gates/promote-through-gates.ts';
import { rollBackQuestion, rolledBackNote, rolledBackText } from '../../../agents/gates/rolled-back.ts';
import { type ExitStatus, InputError } from '../../../src/errors/index.ts';
import type { Promotion, Stage, StageOutcome } from '../../../src/registry/index.ts';
import { type CliContext, type CommandResult, printJson } from '../context.ts';
import { count, formatBytes } from '../terminal/format.ts';
import { printable } from '../terminal/style.ts';
import { wrap } from '../terminal/width.ts';
import { existingFile } from './look.ts';
import { actorOf, isConfirmed, type RegistryBench, withRegistry } from './with-registry.ts';

/** Options of every command that changes something. */
export interface ChangeOptions {
  json?: boolean;
  yes?: boolean;
  by?: string;
  reason?: string;
}

/** Who, and why. */
const doing = (options: ChangeOptions) => ({ actor: actorOf(options), reason: options.reason });

/** Says what was done, or prints it. */
function tell(context: CliContext, { json }: ChangeOptions, document: unknown, sentence: string): void {
  if (json) printJson(context, document);
  else for (const line of wrap(printable(sentence), context.out.columns)) context.out.line(line);
}

export async function promoteModel(
  context: CliContext,
  reference: string,
  options: ChangeOptions & { to: Stage | 'none'; data?: string; dryRun?: boolean },
): CommandResult {
  return withRegistry<ExitStatus>(context, async (bench) => {
    const { registry } = bench;
    const { to, data, dryRun = false } = options;
    if (to === 'archived' || to === 'none') return withdraw(context, bench, reference, { ...options, to });
    const id = reference.includes('@')
      ? (await registry.get(reference)).id
      : await versionToPromote(registry, reference, to);
    const live = await registry.live(id.split('@')[0]!);
    const instead = to === 'production' ? `, in place of ${live?.version ?? 'nothing'}` : '';
    if (
      !dryRun &&
      !(await isConfirmed(
        context,
        `${await rolledBackNote(registry, id)}Promote ${id} to ${to}${instead}?`,
        options,
      ))
    )
      return refused(context, options);
    const promotion = await promoteThroughGates({
      ...doing(options),
      registry,
      config: bench.config,
      workspace: context.cwd,
      reference: id,
      to,
      data: data ?? null,
      dryRun,
    });
    return tellPromotion(context, { ...options, dryRun }, promotion);
  });
}

function tellPromotion(
  context: CliContext,
  { json = false, dryRun }: { json?: boolean; dryRun: boolean },
  promotion: Promotion,
): 0 | 1 {
  const { decision, outcome, entry } = promotion;
  if (json) {
    printJson(context, {
      ...decision,
      promoted: outcome !== null,
      replaced: outcome?.replaced ?? null,
      entry,
    });
    return decision.allowed ? 0 : 1;
  }
  const { out } = context;
  const id = `${decision.model}@${decision.version}`;
  for (const line of controlLines(promotion))
    for (const [at, part] of wrap(printable(line), out.columns - 6).entries())
      out.line(at === 0 ? part : `      ${part}`);
  const by =
    decision.policy === null
      ? 'There is no policy file, so no gate was asked.'
      : `Policy ${decision.policy.file}, SHA-256 ${decision.policy.sha256.slice(0, 12)}.`;
  const said = !decision.allowed
    ? `${id} ${dryRun ? 'would not be' : 'was not'} let through to ${decision.stage}.`
    : dryRun
      ? `${id} would be let through to ${decision.stage}.`
      : promotedSentence(outcome!);
  const log = entry === null ? '' : ` The decision is entry ${entry} of the log.`;
  for (const line of wrap(printable(`${said} ${by}${log}`), out.columns)) out.line(line);
  return decision.allowed ? 0 : 1;
}

function promotedSentence({ model, version, to, replaced }: StageOutcome): string {
  return `${model}@${version} is in ${to}${replaced === null ? '' : `; ${replaced} is archived`}.`;
}

async function withdraw(
  context: CliContext,
  { registry }: RegistryBench,
  reference: string,
  options: ChangeOptions & { to: 'archived' | 'none' },
): CommandResult {
  const { id } = await registry.get(reference);
  const to = options.to === 'none' ? null : options.to;
  const what = to === null ? `Take ${id} out of its stage?` : `Archive ${id}?`;
  if (!(await isConfirmed(context, what, options))) return refused(context, options);
  const outcome = await registry.changeStage({ ...doing(options), reference: id, to });
  const from = outcome.from === null ? '' : ` It was in ${outcome.from}.`;
  tell(context, options, outcome, `${id} is ${to === null ? 'in no stage' : 'archived'}.${from}`);
  return 0;
}

function refused(context: CliContext, { json }: ChangeOptions): 1 {
  if (json) printJson(context, { done: false });
  else context.out.line('Nothing was done.');
  return 1;
}

export async function rollBackModel(
  context: CliContext,
  reference: string,
  options: ChangeOptions & { to?: string },
): CommandResult {
  return withRegistry<ExitStatus>(context, async ({ registry }) => {
    const [name = '', own] = reference.split('@');
    if (own !== undefined && options.to !== undefined && own !== options.to)
      throw new InputError('bad-reference', `Is it ${own} or ${options.to}? Name the version once.`);
    const version = own ?? options.to;
    const live = await registry.live(name);
    const to =
      version === undefined
        ? await registry.previous(name)
        : (await registry.get(`${name}@${version}`)).version;
    const question = rollBackQuestion({ name, live: live?.version ?? null, to });
    // Where there is nothing to go back from or to, that is said rather than asked about.
    if (question !== null && !(await isConfirmed(context, question, options)))
      return refused(context, options);
    const outcome = await registry.rollBack({ ...doing(options), name, version: to });
    tell(context, options, outcome, rolledBackText(outcome));
    return 0;
  });
}

export async function approveModel(
  context: CliContext,
  reference: string,
  options: ChangeOptions & { to: 'staging' | 'production'; withdraw?: boolean },
): CommandResult {
  return withRegistry<ExitStatus>(context, async ({ registry }) => {
    const { to: stage, withdraw: takesBack = false } = options;
    const who = doing(options);
    const done = await registry.approve({ ...who, reference, stage, withdraw: takesBack });
    const id = `${done.model}@${done.version}`;
    const approvals = await registry.approvals(id);
    const sentence = takesBack
      ? `${who.actor} no longer approves of ${id} for ${stage}.`
      : `${who.actor} approves of ${id} for ${stage}.`;
    tell(context, options, { ...done, stage, approvals }, sentence);
    return 0;
  });
}

export async function aliasModel(
  context: CliContext,
  reference: string,
  alias: string,
  options: ChangeOptions & { remove?: boolean },
): CommandResult {
  return withRegistry<ExitStatus>(context, async ({ registry }) => {
    const word = alias.replace(/^@/, '');
    if (options.remove) {
      const done = await registry.removeAlias({
        ...doing(options),
        name: reference.split('@')[0]!,
        alias: word,
      });
      tell(
        context,
        options,
        { ...done, alias: word, removed: true },
        `${done.model}@${done.version} is no longer called @${word}.`,
      );
      return 0;
    }
    const done = await registry.setAlias({ ...doing(options), reference, alias: word });
    const from = done.from === null || done.from === done.version ? '' : `, which was ${done.from}`;
    tell(context, options, { ...done, alias: word }, `${done.model}@${word} is ${done.version}${from}.`);
    return 0;
  });
}

export async function tagModel(
  context: CliContext,
  reference: string,
  options: ChangeOptions,
): CommandResult {
  return withRegistry<ExitStatus>(context, async ({ registry }) => {
    const tag = await registry.tag({ ...doing(options), reference, repository: context.cwd });
    const sentence = `${tag.isNew ? 'Tagged' : 'Tagged already'}: ${tag.name} at ${tag.commit.slice(0, 12)}.`;
    tell(context, options, tag, sentence);
    return 0;
  });
}

export async function deleteModel(
  context: CliContext,
  reference: string,
  options: ChangeOptions,
): CommandResult {
  return withRegistry<ExitStatus>(context, async ({ registry }) => {
    if (!reference.includes('@'))
      throw new InputError('bad-reference', `Name the version to delete: ${reference}@VERSION.`);
    const { id, artifact } = await registry.get(reference);
    const size = `${artifact.files.length} files, ${formatBytes(artifact.bytes)}`;
    if (!(await isConfirmed(context, `Delete ${id} (${size})? Its number is not given again.`, options)))
      return refused(context, options);
    const done = await registry.delete({ ...doing(options), reference: id });
    tell(
      context,
      options,
      { ...done, deleted: true },
      `${id} is deleted; \`opsmith models prune\` frees its files.`,
    );
    return 0;
  });
}

export async function exportModel(
  context: CliContext,
  reference: string,
  options: ChangeOptions & { out?: string },
): CommandResult {
  return withRegistry<ExitStatus>(context, async ({ registry }) => {
    const { model, version } = await registry.get(reference);
    const file = resolve(context.cwd, options.out ?? `${model}-${version}.tar`);
    const { bytes } = await registry.export(`${model}@${version}`, file);
    tell(
      context,
      options,
      { model, version, file, bytes },
      `${model}@${version} is in ${file} (${formatBytes(bytes)}).`,
    );
    return 0;
  });
}

export async function importModel(
  context: CliContext,
  path: string,
  options: ChangeOptions & { name?: string; as?: string },
): CommandResult {
  return withRegistry<ExitStatus>(context, async ({ registry }) => {
    const { name, as: number } = options;
    const { version, isNew } = await registry.import({
      ...doing(options),
      file: existingFile(context, path),
      name,
      version: number,
    });
    tell(
      context,
      options,
      { ...version, isNew },
      isNew ? `${version.id} is registered.` : `${version.id} is here already, with the same files.`,
    );
    return 0;
  });
}

export async function pruneModels(
  context: CliContext,
  options: ChangeOptions & { keep?: number; dryRun?: boolean },
): CommandResult {
  return withRegistry<ExitStatus>(context, async ({ registry }) => {
    const { keep, dryRun = false } = options;
    const trial = await registry.prune({ ...doing(options), keep, dryRun: true });
    const going = trial.versions.length === 0 ? '' : `Delete ${trial.versions.join(', ')}?`;
    if (!dryRun && going !== '' && !(await isConfirmed(context, going, options)))
      return refused(context, options);
    const report = dryRun ? trial : await registry.prune({ ...doing(options), keep });
    const would = dryRun ? 'would be ' : '';
    const parts = [
      report.versions.length === 0
        ? `No version ${dryRun ? 'would be' : 'was'} deleted.`
        : `${dryRun ? 'Would be deleted' : 'Deleted'}: ${report.versions.join(', ')}.`,
      `${count(report.files, 'file')} (${formatBytes(report.bytes)}) that no version needs ${would}taken away.`,
      ...(report.young === 0
        ? []
        : [`${count(report.young, 'file')} written within the last hour: left for the next time.`]),
      ...report.kept.map(({ id, why }) => `${id} stays: ${why}.`),
    ];
    tell(context, options, { ...report, dryRun }, parts.join(' '));
    return 0;
  });
}
