import { renderRun, renderRuns } from '../../render/run-text.ts';
import { done, type SlashCommand } from '../slash-command.ts';

export const runsCommand: SlashCommand = {
  name: 'runs',
  usage: '[ID]',
  does: 'the latest runs, or what happened in one',
  async run(session, [id]) {
    const { store } = session.bench;
    const { out } = session.context;
    if (id === undefined) {
      const runs = await store.runs.list({ limit: 15 });
      if (runs.length === 0) session.print('There is no run yet.');
      else for (const line of renderRuns(runs, out)) out.line(line);
      return done;
    }
    const run = await store.runs.get(id);
    for (const line of renderRun(run, await store.events.read(run.id), out)) out.line(line);
    return done;
  },
  async complete({ bench }, words) {
    if (words.length > 0) return [];
    const runs = await bench.store.runs.list({ limit: 30 });
    return runs.map(({ id }) => id);
  },
};
