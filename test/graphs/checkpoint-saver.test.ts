import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Command,
  END,
  interrupt,
  Overwrite,
  ReducedValue,
  Send,
  START,
  StateGraph,
  StateSchema,
} from '@langchain/langgraph';
import { type Checkpoint, emptyCheckpoint } from '@langchain/langgraph-checkpoint';
import SqliteDatabase from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Checkpoints, openCheckpoints } from '../../graphs/checkpoints.ts';

const folder = mkdtempSync(join(tmpdir(), 'opsmith-saver-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
const newPath = () => join(folder, `${++files}.db`);

interface Row {
  type: string;
  checkpoint: string;
}

/** What another process sees at this moment. */
function rowsOf(path: string): { checkpoints: Row[]; writes: number } {
  const database = new SqliteDatabase(path, { readonly: true });
  const checkpoints = database
    .prepare('select type, cast(checkpoint as text) as checkpoint from checkpoints order by checkpoint_id')
    .all() as Row[];
  const writes = Number(database.prepare('select count(*) from writes').pluck().get());
  database.close();
  return { checkpoints, writes };
}

const State = new StateSchema({
  text: z.string(),
  parts: new ReducedValue(
    z.array(z.string()).default(() => []),
    {
      reducer: (known: string[], added: string[]) => [...known, ...added],
    },
  ),
  reply: z.string().default(''),
});
const Part = z.object({ part: z.string() });
const durably = { durability: 'sync' as const };

/** Parts at once, then an answer; `during` is called in each part's node. */
function graphOf(checkpoints: Checkpoints, during: (part: string) => Promise<void>) {
  return new StateGraph(State)
    .addNode('plan', () => ({ parts: new Overwrite(['planned']) }))
    .addNode(
      'part',
      async ({ part }: { part: string }) => {
        await during(part);
        return { parts: [part] };
      },
      { input: Part },
    )
    .addNode('answer', ({ parts }) => ({ reply: parts.join(' ') }))
    .addEdge(START, 'plan')
    .addConditionalEdges('plan', () => ['a', 'b'].map((part) => new Send('part', { part })), ['part'])
    .addEdge('part', 'answer')
    .addEdge('answer', END)
    .compile({ checkpointer: checkpoints.saver });
}

describe('the saver of the checkpoints', () => {
  it('writes a channel again only where it has changed, and reads all of them', async () => {
    const path = newPath();
    const checkpoints = await openCheckpoints(path);
    const configurable = { thread_id: 'run_1' };
    const graph = graphOf(checkpoints, async () => {});
    const text = `unchanged ${'long '.repeat(2_000)}`;
    await graph.invoke({ text }, { configurable, ...durably });
    const { checkpoints: rows, writes } = rowsOf(path);
    expect(rows.filter(({ checkpoint }) => checkpoint.includes('unchanged long'))).toHaveLength(1);
    expect(rows.filter(({ type }) => type === 'json-split').length).toBeGreaterThan(1);
    expect(writes).toBe(0);
    const again = await openCheckpoints(path);
    const { values } = await graphOf(again, async () => {}).getState({ configurable });
    expect(values).toEqual({ text, parts: ['planned', 'a', 'b'], reply: 'planned a b' });
    const texts = [];
    for await (const { checkpoint } of again.saver.list({ configurable }))
      texts.push(checkpoint.channel_values.text);
    expect(new Set(texts)).toEqual(new Set([text]));
    await checkpoints.close();
    await again.close();
  });

  it('has on record what a node waits for, and the results of those that were done beside one that failed', async () => {
    const path = newPath();
    const checkpoints = await openCheckpoints(path);
    const configurable = { thread_id: 'run_1' };
    const seen: number[] = [];
    const begun: string[] = [];
    const failing = graphOf(checkpoints, async (part) => {
      begun.push(part);
      if (part === 'a') return;
      // Until the other's result is written, which a busy machine may take a while for.
      for (let tries = 0; tries < 500 && rowsOf(path).writes < 2; tries++)
        await new Promise((resolve) => setTimeout(resolve, 10));
      seen.push(rowsOf(path).checkpoints.length, rowsOf(path).writes);
      throw new Error('The second part cannot be done.');
    });
    await expect(failing.invoke({ text: '' }, { configurable, ...durably })).rejects.toThrow('second part');
    expect(seen[0]).toBeGreaterThanOrEqual(2);
    // The other's part, and that the answer comes after it.
    expect(seen[1]).toBe(2);
    await checkpoints.close();
    const again = await openCheckpoints(path);
    const mended = graphOf(again, async (part) => void begun.push(part));
    expect(await mended.invoke(null, { configurable, ...durably })).toMatchObject({ reply: 'planned a b' });
    expect(begun).toEqual(['a', 'b', 'b']);
    await again.close();
  });

  it('keeps a question until it is answered, also in another process', async () => {
    const path = newPath();
    const configurable = { thread_id: 'run_1' };
    const asking = (checkpoints: Checkpoints) =>
      graphOf(checkpoints, async (part) => {
        if (part === 'b' && interrupt('really?') !== 'yes') throw new Error('It was not allowed.');
      });
    const checkpoints = await openCheckpoints(path);
    await asking(checkpoints).invoke({ text: '' }, { configurable, ...durably });
    await checkpoints.close();
    const again = await openCheckpoints(path);
    const graph = asking(again);
    const { tasks } = await graph.getState({ configurable });
    expect(tasks.flatMap(({ interrupts }) => interrupts.map(({ value }) => value))).toEqual(['really?']);
    expect(await graph.invoke(new Command({ resume: 'yes' }), { configurable, ...durably })).toMatchObject({
      reply: 'planned a b',
    });
    await again.close();
  });

  it('goes another way from an earlier checkpoint without mixing the two', async () => {
    const checkpoints = await openCheckpoints(newPath());
    const configurable = { thread_id: 'run_1' };
    const graph = graphOf(checkpoints, async () => {});
    await graph.invoke({ text: 'first' }, { configurable, ...durably });
    const history = [];
    for await (const snapshot of graph.getStateHistory({ configurable })) history.push(snapshot);
    const before = history.find(({ next }) => next.includes('plan'))!;
    const forked = await graph.updateState(before.config, { text: 'second' });
    expect(await graph.invoke(null, { ...forked, ...durably })).toMatchObject({
      text: 'second',
      reply: 'planned a b',
    });
    expect((await graph.getState(history[0]!.config)).values).toMatchObject({
      text: 'first',
      reply: 'planned a b',
    });
    await checkpoints.close();
  });

  it('reads what LangGraph’s own saver wrote', async () => {
    const path = newPath();
    const { SqliteSaver } = await import('@langchain/langgraph-checkpoint-sqlite');
    const configurable = { thread_id: 'run_1', checkpoint_ns: '' };
    const database = new SqliteDatabase(path);
    const before = new SqliteSaver(database);
    const state: Checkpoint = { ...emptyCheckpoint(), channel_values: { names: new Set(['a']), text: 'b' } };
    const put = await before.put({ configurable }, state, { source: 'loop', step: 0, parents: {} });
    await before.putWrites(put, [['text', new Map([['c', 1]])]], 'task');
    database.close();
    const checkpoints = await openCheckpoints(path);
    const tuple = await checkpoints.saver.getTuple({ configurable });
    expect(tuple?.checkpoint).toEqual(state);
    expect(tuple?.pendingWrites).toEqual([['task', 'text', new Map([['c', 1]])]]);
    await checkpoints.close();
  });

  it('tells whoever waits that the disk refused, and goes on afterwards', async () => {
    const path = newPath();
    const checkpoints = await openCheckpoints(path, 20);
    const holder = new SqliteDatabase(path);
    holder.exec('begin immediate');
    const config = { configurable: { thread_id: 'run_1' } };
    const metadata = { source: 'loop' as const, step: 0, parents: {} };
    await expect(checkpoints.saver.put(config, emptyCheckpoint(), metadata, {})).rejects.toThrow('locked');
    holder.exec('rollback');
    holder.close();
    await checkpoints.saver.put(config, emptyCheckpoint(), metadata, {});
    expect(await checkpoints.rows({ run: 'run_1' })).toEqual({ checkpoints: 1, writes: 0 });
    await checkpoints.close();
  });
});
