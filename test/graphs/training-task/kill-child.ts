import { openTaskCrew } from './task-under-test.ts';

// A process that works on a training task, perhaps until it is killed. What is heavy is loaded before it says that it is ready, so that the kill hits the work.
const [folder] = process.argv.slice(2);
await Promise.all([
  import('../../../graphs/training-task/graph.ts'),
  import('../../../graphs/training-task/action.ts'),
  import('../../../graphs/checkpoint-saver.ts'),
]);
process.send!('ready');
process.once('message', async (message: { resume?: string; seed: number }) => {
  const { crew, store } = await openTaskCrew(folder!);
  const running = { listeners: [() => void process.send!('event')] };
  const request = { data: 'customers.csv', target: 'churned', timeBudget: 2, seed: message.seed };
  if (message.resume !== undefined) await crew.resume(message.resume, running);
  else await crew.train(request, running);

  await crew.close();
  await store.close();
  process.exit(0);
});
