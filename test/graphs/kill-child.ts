import { openKillCrew } from './kill-crew.ts';

// A process that works on runs, perhaps until it is killed. Everything is loaded before it says that it is ready, so that the kill hits the work.
const [folder] = process.argv.slice(2);
await Promise.all([import('@langchain/langgraph'), import('../../graphs/checkpoint-saver.ts')]);
process.send!('ready');
process.once('message', async (message: { texts?: string[]; resume?: string }) => {
  const { crew, store } = await openKillCrew(folder!);
  process.send!('working');
  if (message.resume !== undefined) await crew.resume(message.resume);
  for (const text of message.texts ?? []) await crew.turn({ text, thread: 'killed' });
  await crew.close();
  await store.close();
  process.exit(0);
});
