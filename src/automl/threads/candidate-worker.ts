/** A thread in which candidates are tried and members fitted, one job after the other: pipelines, training and predictions are all done here. */
import { parentPort } from 'node:worker_threads';
import { OpsmithError } from '../../errors/index.ts';
import { doTask, trainInThisThread } from '../../train/index.ts';
import { evaluateRecipe, type TryJob } from './evaluate-recipe.ts';
import { type FitJob, fitMember } from './fit-member.ts';

/** What a thread is asked. */
export type CandidateTask = { kind: 'try'; job: TryJob } | { kind: 'fit'; job: FitJob };

/** What it says: how far it is, and once what came out. */
export type CandidateAnswer =
  | { type: 'fold'; done: number; score: number | null }
  | { type: 'done'; result: unknown }
  /** `code`: of an error of the caller's. */
  | { type: 'failed'; code: string | null; message: string; stack: string | undefined };

if (parentPort) {
  const port = parentPort;
  const say = (answer: CandidateAnswer): void => port.postMessage(answer);
  trainInThisThread(doTask);
  port.on('message', async (task: CandidateTask) => {
    try {
      const result =
        task.kind === 'fit'
          ? await fitMember(task.job)
          : await evaluateRecipe(task.job, (done, score) => say({ type: 'fold', done, score }));
      say({ type: 'done', result });
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      const code = error instanceof OpsmithError && error.exitStatus === 2 ? error.code : null;
      say({ type: 'failed', code, message: error.message, stack: error.stack });
    }
  });
}
