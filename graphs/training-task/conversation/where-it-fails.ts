import { dirname } from 'node:path';
import type { ActionContext } from '../../../agents/index.ts';
import { slicesText } from '../../../agents/tools/evaluation-text.ts';
import { worstSlices } from '../../../src/evaluate/index.ts';
import { metricNamed } from '../../../src/train/index.ts';
import { openCheckpoints } from '../../checkpoints.ts';
import { onTestRows } from '../judging.ts';
import { loadRound } from '../round-files.ts';
import { taskCheckpoints, taskThread } from '../run-phase.ts';
import { openSession } from '../session.ts';
import type { TaskState } from '../state.ts';
import type { Answer, Subject } from './answer.ts';

/** On which rows the model fails most: searched among those that the validator had set aside, by the model as it was judged, which has not learned from them. */
export async function whereItFailsText(
  _: string,
  { result }: Subject,
  { workspace, signal }: ActionContext,
): Promise<Answer> {
  const folder = dirname(result.model.artifact);
  const { buildTrainingGraph } = await import('../graph.ts');
  const checkpoints = await openCheckpoints(taskCheckpoints(folder));
  let state: TaskState;
  try {
    const graph = buildTrainingGraph({ checkpointer: checkpoints.saver });
    state = (await graph.getState({ configurable: { thread_id: taskThread } })).values as TaskState;
  } finally {
    await checkpoints.close();
  }
  const session = openSession(folder, workspace, 0);
  try {
    const { test, fingerprint } = await session.held(state.request);
    if (fingerprint !== result.data.fingerprint)
      return {
        text: `${result.data.path} is not what it was when the model was trained: the rows that were set aside cannot be told any more.`,
      };
    const { model } = await loadRound(folder, state.round);
    const judged = await onTestRows(model, test, signal);
    const columns = judged.table.columns.filter(({ name }) => name !== result.target);
    const slices = await worstSlices(
      { ...judged, table: { ...judged.table, columns } },
      { metric: metricNamed(result.metric, null), signal },
    );
    return {
      text: `On ${judged.table.rows.toLocaleString('en-US')} rows that nobody had seen: ${slicesText({ slices })}`,
      data: { slices },
    };
  } finally {
    session.close();
  }
}
