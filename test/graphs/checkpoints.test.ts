import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptyCheckpoint } from '@langchain/langgraph-checkpoint';
import SqliteDatabase from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { openCheckpoints } from '../../graphs/checkpoints.ts';
import { type Conversation, rememberTurn } from '../../graphs/conversation.ts';

const folder = mkdtempSync(join(tmpdir(), 'opsmith-checkpoints-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
const newPath = () => join(folder, `${++files}.db`);
const turn = (run: string) => ({
  run,
  at: '2026-11-21T10:00:00.000Z',
  text: `say ${run}`,
  answer: run,
  about: [],
});
const remembering = (run: string) => (conversation: Conversation) =>
  rememberTurn(conversation, turn(run), { steps: [] });

describe('checkpoints', () => {
  it('remember a thread in one row, whatever the number of turns', async () => {
    const checkpoints = await openCheckpoints(newPath());
    for (let number = 1; number <= 30; number += 1)
      await checkpoints.finish(`run_${number}`, 'talk', remembering(`run_${number}`));
    expect(await checkpoints.rows()).toEqual({ checkpoints: 1, writes: 0 });
    const { history } = await checkpoints.conversation('talk');
    expect(history.map(({ run }) => run)).toEqual(
      Array.from({ length: 20 }, (_, index) => `run_${index + 11}`),
    );
    await checkpoints.close();
  });

  it('remember a run once when its end is done twice', async () => {
    const checkpoints = await openCheckpoints(newPath());
    await checkpoints.finish('run_1', 'talk', remembering('run_1'));
    await checkpoints.finish('run_1', 'talk', remembering('run_1'));
    expect((await checkpoints.conversation('talk')).history).toEqual([turn('run_1')]);
    await checkpoints.close();
  });

  it('keep a thread apart from a run that has its name', async () => {
    const checkpoints = await openCheckpoints(newPath());
    await checkpoints.finish('run_1', 'run_2', remembering('run_1'));
    expect(await checkpoints.has('run_2')).toBe(false);
    await checkpoints.finish('run_2', null, (conversation) => conversation);
    expect((await checkpoints.conversation('run_2')).history).toHaveLength(1);
    await checkpoints.close();
  });

  it('lose no turn when two of them end in turn', async () => {
    const path = newPath();
    const [one, two] = [await openCheckpoints(path), await openCheckpoints(path)];
    await one.conversation('talk');
    await two.finish('run_2', 'talk', remembering('run_2'));
    await one.finish('run_1', 'talk', remembering('run_1'));
    expect((await two.conversation('talk')).history.map(({ run }) => run)).toEqual(['run_2', 'run_1']);
    await one.close();
    await two.close();
  });

  it('say which thread cannot be read and what to do', async () => {
    const path = newPath();
    const checkpoints = await openCheckpoints(path);
    await checkpoints.finish('run_1', 'talk', remembering('run_1'));
    const database = new SqliteDatabase(path);
    database.exec(`update checkpoints set checkpoint = '{"channel_val'`);
    database.close();
    await checkpoints.close();
    const again = await openCheckpoints(path);
    await expect(again.conversation('talk')).rejects.toMatchObject({
      code: 'checkpoint-corrupt',
      message: expect.stringContaining('"talk"'),
    });
    await expect(again.finish('run_2', 'talk', remembering('run_2'))).rejects.toMatchObject({
      code: 'checkpoint-corrupt',
    });
    await again.close();
  });

  it('give the space of a big run back', async () => {
    const path = newPath();
    const checkpoints = await openCheckpoints(path);
    const config = { configurable: { thread_id: 'run_big', checkpoint_ns: '' } };
    const state = { ...emptyCheckpoint(), channel_values: { findings: 'x'.repeat(40_000_000) } };
    await checkpoints.saver.put(config, state, { source: 'loop', step: 0, parents: {} }, {});
    await checkpoints.finish('run_big', 'thread_a', (conversation) => conversation);
    await checkpoints.close();
    expect(statSync(path).size).toBeLessThan(1_000_000);
    const again = await openCheckpoints(path);
    expect(await again.rows()).toEqual({ checkpoints: 1, writes: 0 });
    await again.close();
  });

  it('say that another process holds the file', async () => {
    const path = newPath();
    const checkpoints = await openCheckpoints(path, 20);
    const holder = new SqliteDatabase(path);
    holder.exec('begin immediate');
    await expect(checkpoints.finish('run_1', 'talk', remembering('run_1'))).rejects.toMatchObject({
      code: 'store-locked',
    });
    holder.exec('rollback');
    holder.close();
    await checkpoints.finish('run_1', 'talk', remembering('run_1'));
    await checkpoints.close();
  });

  it('refuse a file that is no database', async () => {
    const path = newPath();
    writeFileSync(path, 'not a database, but long enough to be looked at as one'.repeat(100));
    await expect(openCheckpoints(path)).rejects.toMatchObject({ code: 'store-corrupt' });
  });
});
