/** A thread that explains: it gets jobs, one after the other, and does its part of each. */
import { parentPort } from 'node:worker_threads';
import { failedAnswer, type ThreadAnswer } from '../train/index.ts';
import { doExplaining } from './explain-tasks.ts';
import type { ExplainTask } from './explaining.ts';

if (parentPort) {
  const port = parentPort;
  const say = (answer: ThreadAnswer): void => port.postMessage(answer);
  port.on('message', (task: ExplainTask) => {
    doExplaining(task).then(
      (result) => say({ type: 'done', result }),
      (thrown: unknown) => say(failedAnswer(thrown)),
    );
  });
}
