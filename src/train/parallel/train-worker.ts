/** A thread that trains: it gets jobs, one after the other, and does its part of each. */
import { parentPort } from 'node:worker_threads';
import { createBarrier } from './barrier.ts';
import { doTask, type TrainingTask } from './do-task.ts';
import { failedAnswer, type ThreadAnswer } from './thread-pool.ts';

if (parentPort) {
  const port = parentPort;
  const say = (answer: ThreadAnswer): void => port.postMessage(answer);
  port.on('message', (task: TrainingTask) => {
    try {
      say({ type: 'done', result: doTask(task, say) });
    } catch (thrown) {
      // The others wait for this one.
      if (task.kind === 'boosting') createBarrier(task.job.barrier, task.job.threads).fail();
      say(failedAnswer(thrown));
    }
  });
}
