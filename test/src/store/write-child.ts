// A process that opens the store given and writes runs, events and effects; test/src/store/two-processes.test.ts starts several.
import { createRunLog } from '../../../src/observe/index.ts';
import { openStore } from '../../../src/store/index.ts';

const [path, name, count] = process.argv.slice(2) as [string, string, string];
const store = await openStore({ path });
for (let index = 0; index < Number(count); index += 1) {
  const run = await store.runs.create({ kind: 'turn', thread: name, input: { index } });
  const log = createRunLog({ run: run.id, sink: store.events });
  log.emit({ type: 'run-start', kind: 'turn', thread: name, input: String(index) });
  // Every process tries the same effects: each must happen once over all of them.
  await store.effects.once({ run: 'shared', step: String(index), name: 'write' }, async (transaction) => {
    await transaction
      .insertInto('llm_calls')
      .values({
        run: name,
        at: new Date().toISOString(),
        provider: 'test',
        model: 'none',
        role: 'small',
        purpose: String(index),
        tokens_in: 0,
        tokens_out: 0,
        cost_usd: null,
        seconds: 0,
        cached: 0,
        outcome: 'ok',
      })
      .execute();
    return name;
  });
  log.emit({ type: 'run-end', status: 'done', seconds: 0 });
  await store.runs.setStatus(run.id, 'done');
}
await store.close();
