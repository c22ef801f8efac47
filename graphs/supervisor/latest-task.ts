import { dirname } from 'node:path';
import type { LastTurn } from '../conversation.ts';
import type { SupervisorContext } from './context.ts';

const again =
  /\b(?:again|once more|rerun|redo|repeat|retry|retrain|more time|longer|without|only|instead)\b/i;

/** What went before, with the workspace's last training task where the conversation had none: "try again without …" means that, as questions about the model do. */
export async function withLatestTask(
  previous: LastTurn | null,
  text: string,
  { store }: Pick<SupervisorContext, 'store'>,
): Promise<LastTurn | null> {
  if (previous?.task !== undefined || !again.test(text)) return previous;
  const { latestTaskResult } = await import('../training-task/index.ts');
  const result = latestTaskResult(dirname(store.path));
  const events = result === null ? [] : await store.events.read(result.run);
  const plan = events.find((event) => event.type === 'plan');
  return plan === undefined ? previous : { steps: [], ...previous, task: plan.steps };
}
