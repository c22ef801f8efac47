import { newThreadId } from '../../../../graphs/index.ts';
import { InputError } from '../../../../src/errors/index.ts';
import { formatAgo } from '../../terminal/format.ts';
import { showThread } from '../show-thread.ts';
import { done, type SlashCommand } from '../slash-command.ts';

export const threadCommand: SlashCommand = {
  name: 'thread',
  usage: '[ID|new]',
  does: 'list conversations, take up another, or begin a new one',
  async run(session, words) {
    const [name] = words;
    if (name === undefined) {
      const threads = await session.bench.store.runs.threads(10);
      const rows = threads.map(({ thread, runs, lastAt }) => {
        const here = thread === session.thread ? ' (this one)' : '';
        return `| ${thread}${here} | ${runs} | ${formatAgo(lastAt)} |`;
      });
      const isNew = !threads.some(({ thread }) => thread === session.thread);
      if (isNew) session.print(`This is ${session.thread}; nothing has been said in it yet.`);
      if (rows.length > 0) session.print(['| thread | turns | last |', '|---|--:|---|', ...rows].join('\n'));
      return done;
    }
    if (name === 'new') {
      session.thread = newThreadId();
      session.print(`A new conversation: ${session.thread}.`);
      return done;
    }
    const runs = await session.bench.store.runs.list({ thread: name, limit: 1 });
    if (runs.length === 0)
      throw new InputError('unknown-thread', `There is no thread "${name}". /thread lists the latest.`);
    session.thread = name;
    await showThread(session);
    return done;
  },
  async complete({ bench }, words) {
    if (words.length > 0) return [];
    const threads = await bench.store.runs.threads();
    return ['new', ...threads.map(({ thread }) => thread)];
  },
};
