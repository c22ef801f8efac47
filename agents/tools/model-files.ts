import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { basename } from 'node:path';
import { InputError } from '../../src/errors/index.ts';
import { type ModelVersion, openProjectRegistry, type Registry } from '../../src/registry/index.ts';
import type { ActionContext, ActionResult } from '../define.ts';
import { counted, inlineCode, integer } from './figures.ts';
import { insideWorkspace } from './inside-workspace.ts';

/** Arguments that name a version: "churn" and "1.2.0", or "churn@1.2.0". */
interface Named {
  model: string;
  version?: string | undefined;
  reason?: string | undefined;
  by?: string | undefined;
}

type Exported = Named & { file?: string | undefined };
type Imported = { file: string; reason?: string | undefined; by?: string | undefined };

/** What a person is asked before `deleteModel`. @throws what would keep it from being done */
export async function askToDelete(input: Named, context: ActionContext): Promise<string> {
  const { id, stage, aliases, artifact } = await toDelete(input, context);
  if (stage === 'production' || stage === 'staging')
    throw new InputError(
      'version-in-use',
      `${id} is in ${stage} and is not deleted. Promote another version first.`,
    );
  if (aliases.length > 0)
    throw new InputError(
      'version-in-use',
      `${id} is called @${aliases[0]} and is not deleted. \`opsmith models alias ${id.split('@')[0]} ${aliases[0]} --remove\` takes the name away.`,
    );
  return `Delete ${id} (${counted(artifact.files.length, 'file')}, ${integer(artifact.bytes)} bytes)? Its number is not given again.`;
}

/** Takes a version out of the registry; its files go with the next `prune`. */
export async function deleteModel(input: Named, context: ActionContext): Promise<ActionResult> {
  const { run, step } = context;
  // A step that is done again finds the version gone: the effect's record answers then.
  const reference = input.version === undefined ? input.model : referenceOf(input);
  const done = await registryOf(context).delete({
    reference,
    actor: input.by ?? person(),
    reason: input.reason ?? `asked for in run ${run}`,
    effect: { run, step, name: 'delete-model' },
  });
  const { model, version } = done;
  return {
    text: `${inlineCode(`${model}@${version}`)} is deleted; \`opsmith models prune\` frees its files.`,
    data: { ...done, deleted: true },
    about: { model },
  };
}

/** What a person is asked before `exportModel`. @throws what would keep it from being done */
export async function askToExport(input: Exported, context: ActionContext): Promise<string> {
  const version = await registryOf(context).get(referenceOf(input));
  const file = exportFile(input, version, context);
  const instead = existsSync(file.path) ? ', in place of what is there' : '';
  return `Write ${version.id} to ${file.shown}${instead}?`;
}

/** Writes a version as one tar file inside the workspace. */
export async function exportModel(input: Exported, context: ActionContext): Promise<ActionResult> {
  const registry = registryOf(context);
  const found = await registry.get(referenceOf(input));
  const { path, shown } = exportFile(input, found, context);
  const { bytes } = await registry.export(found.id, path);
  const { model, version } = found;
  return {
    text: `${inlineCode(found.id)} is in ${inlineCode(shown)} (${integer(bytes)} bytes). \`opsmith models import\` takes it up elsewhere.`,
    data: { model, version, file: path, bytes },
    about: { model },
  };
}

/** What a person is asked before `importModel`. @throws InputError `file-not-found`, `outside-workspace` */
export async function askToImport({ file }: Imported, context: ActionContext): Promise<string> {
  return `Register the model in ${basename(existing(file, context))}? Every byte of it is checked first.`;
}

/** Registers what `exportModel` wrote. */
export async function importModel(
  { file, reason, by }: Imported,
  context: ActionContext,
): Promise<ActionResult> {
  const { run, step } = context;
  const { version, isNew } = await registryOf(context).import({
    file: existing(file, context),
    actor: by ?? person(),
    ...(reason !== undefined && { reason }),
    effect: { run, step, name: 'import-model' },
  });
  return {
    text: `${inlineCode(version.id)} is ${isNew ? 'registered' : 'here already, with the same files'}.`,
    data: { id: version.id, model: version.model, version: version.version, isNew },
    about: { model: version.model },
  };
}

/** Only a version that is named is deleted: a name alone could mean the one in production. */
async function toDelete(input: Named, context: ActionContext): Promise<ModelVersion> {
  const registry = registryOf(context);
  const reference = referenceOf(input);
  if (reference.includes('@')) return registry.get(reference);
  const versions = await registry.list({ model: reference });
  throw new InputError(
    'bad-reference',
    `Name the version of ${reference} to delete, such as ${versions.at(-1)?.id ?? `${reference}@1.0.0`}.`,
  );
}

function referenceOf({ model, version }: Named): string {
  return version === undefined ? model : `${model.split('@')[0]}@${version}`;
}

function exportFile(
  { file }: Exported,
  { model, version }: ModelVersion,
  { workspace }: ActionContext,
): { path: string; shown: string } {
  const shown = file ?? `${model}-${version}.tar`;
  return { path: insideWorkspace(workspace, shown), shown };
}

function existing(file: string, { workspace }: ActionContext): string {
  const path = insideWorkspace(workspace, file);
  if (existsSync(path)) return path;
  throw new InputError(
    'file-not-found',
    `There is no file ${file}. Name a file that "export" wrote, such as churn-1.0.0.tar.`,
    {
      details: { file },
    },
  );
}

function registryOf({ store, config, workspace }: ActionContext): Registry {
  return openProjectRegistry({ store, config, cwd: workspace });
}

function person(): string {
  return userInfo().username;
}
