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
  const { workspace, store, config } = context;
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
    const artifact = readArtifact(path);
    return work({ name: reference, trained: await artifact.loadTrained(), record: artifact.record });
  }
  const found = await openProjectRegistry({ store, config, cwd: workspace }).resolve(reference);
  try {
    const artifact = readArtifact(found.folder);
    return await work({
      name: found.version.id,
      trained: await artifact.loadTrained(),
      record: artifact.record,
    });
  } finally {
    await found.release();
  }
}
