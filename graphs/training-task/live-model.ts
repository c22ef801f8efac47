import { predictTable, readArtifact } from '../../src/artifact/index.ts';
import { InputError, OpsmithError } from '../../src/errors/index.ts';
import type { JudgedRows } from '../../src/evaluate/index.ts';
import { openProjectRegistry } from '../../src/registry/index.ts';
import type { Predictions } from '../../src/train/index.ts';
import { say, type TaskContext } from './context.ts';
import { modelName } from './model-name.ts';
import type { TaskState } from './state.ts';

/**
 * What the model in production under the same name says of the validator's rows; null where there is none, or where it cannot be held against the new one: it predicts
 * something else, or reads columns that are not there. Rows that it had learned from may be among them, which flatters it.
 */
export async function liveModel(
  state: TaskState,
  context: TaskContext,
  rows: JudgedRows,
): Promise<{ id: string; predictions: Predictions } | null> {
  const { store, config, workspace } = context;
  const registry = openProjectRegistry({ store, config, cwd: workspace });
  const reference = `${modelName(state.request)}@production`;
  try {
    const { version, folder, release } = await registry.resolve(reference);
    try {
      const trained = await readArtifact(folder).loadTrained();
      const { target } = rows;
      const isSame =
        target.task === 'regression'
          ? trained.task === 'regression'
          : trained.classes !== null &&
            trained.classes.length === target.classes.length &&
            trained.classes.every((name, place) => name === target.classes[place]);
      if (!isSame) return null;
      return { id: version.id, predictions: predictTable(trained, rows.table).predictions };
    } finally {
      await release();
    }
  } catch (thrown) {
    if (!(thrown instanceof OpsmithError)) throw thrown;
    const isNone =
      thrown instanceof InputError && /^(unknown-model|unknown-version|no-such-stage)$/.test(thrown.code);
    if (!isNone) say(context, `the model in production could not be held against it: ${thrown.message}`);
    return null;
  }
}
