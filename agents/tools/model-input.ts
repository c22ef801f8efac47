import { existsSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { type Artifact, readArtifact, type TrainedModel } from '../../src/artifact/index.ts';
import { InputError } from '../../src/errors/index.ts';
import { openProjectRegistry } from '../../src/registry/index.ts';
import type { ActionContext } from '../define.ts';

/** A model that an action works on. */
export interface ModelInput {
  /** `name@version`, or the folder. */
  name: string;
  trained: TrainedModel;
  record: Artifact['record'];
}

/**
 * The model that is meant: an artifact's folder in the workspace or among opsmith's own, else a version of the registry.
 *
 * @throws InputError `unknown-model`, `outside-workspace`, `artifact-damaged` and what else reading it throws
 */
export async function withModel<Result>(
  reference: string,
  context: ActionContext,
  work: (model: ModelInput) => Promise<Result>,
): Promise<Result> {
  return withModelPath(reference, context, async ({ path, name }) => {
    const artifact = readArtifact(path);
    return work({ name, trained: await artifact.loadTrained(), record: artifact.record });
  });
}

/**
 * Where the model lies that is meant: a folder or file in the workspace or among opsmith's own, else a version of the registry, which stays while `work` goes on.
 *
 * @throws InputError `unknown-model`, `outside-workspace`
 */
export async function withModelPath<Result>(
  reference: string,
  { workspace, store, config }: ActionContext,
  work: (model: { path: string; name: string }) => Promise<Result>,
): Promise<Result> {
  const path = resolve(workspace, reference);
  if (existsSync(path)) {
    const isIn = (folder: string) => {
      const way = relative(folder, path);
      return !way.startsWith('..') && !isAbsolute(way);
    };
    if (!isIn(workspace) && !(store.path !== ':memory:' && isIn(dirname(store.path))))
      throw new InputError(
        'outside-workspace',
        `${reference} lies outside of ${workspace}; name a model's folder in it, or a model of the registry.`,
      );
    return work({ path, name: reference });
  }
  const found = await openProjectRegistry({ store, config, cwd: workspace }).resolve(reference);
  try {
    return await work({ path: found.folder, name: found.version.id });
  } finally {
    await found.release();
  }
}
