import { rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { PreviousTurn } from '../../agents/index.ts';
import { openCheckpoints } from '../../graphs/checkpoints.ts';
import { boundedTurn, joinTurns } from '../../graphs/conversation.ts';
import type { PolicyPlanner } from '../../graphs/supervisor/planning.ts';
import { crewUnderTest, stepOf, testAction, testAgent } from './crew-under-test.ts';

const measure = testAction('measure', async (input) => ({
  text: `Measured ${input.path}.`,
  data: { path: input.path, lines: 7 },
  about: { paths: [input.path] },
  items: [{ id: 'f1', title: 'main', detail: 'The function main.' }],
}));
const chat = testAction(
  'chat',
  async (_input, { previous }) => ({
    text: `Before: ${JSON.stringify(previous?.about ?? null)}`,
    data: null,
  }),
  { slots: { text: 'whole-text' } },
);
const dream = testAction('dream', undefined);

/** Plans "measure PATH" and, for all else, a chat; remembers what it was told of the turn before. */
function recordingPlanner(seen: (PreviousTurn | null | undefined)[]): PolicyPlanner {
  return ({ text, previous }) => {
    seen.push(previous);
    const path = /^measure (.*)$/.exec(text)?.[1];
    const data = /^dream of (.*)$/.exec(text)?.[1];
    if (data !== undefined) return { steps: [stepOf('dream', { data })], reason: 'Said.' };
    return { steps: [path ? stepOf('measure', { path }) : stepOf('chat')], reason: 'Said.' };
  };
}

describe('a conversation', () => {
  it('carries from turn to turn what a follow-up may refer to', async () => {
    const seen: (PreviousTurn | null | undefined)[] = [];
    const { crew } = await crewUnderTest({
      agents: [testAgent([measure, chat])],
      planner: recordingPlanner(seen),
    });
    await crew.turn({ text: 'measure a.py', thread: 'talk' });
    const second = await crew.turn({ text: 'thanks', thread: 'talk' });
    const third = await crew.turn({ text: 'and its complexity?', thread: 'talk' });
    await crew.turn({ text: 'hello', thread: 'another' });
    const about = {
      steps: [{ agent: 'tester', action: 'measure', arguments: { path: 'a.py' } }],
      about: { paths: ['a.py'] },
      items: [{ id: 'f1', title: 'main', detail: 'The function main.' }],
      data: [{ path: 'a.py', lines: 7 }],
    };
    expect(seen).toEqual([null, about, about, null]);
    expect(second.answer).toBe('Before: {"paths":["a.py"]}');
    expect(third.answer).toBe(second.answer);
  });

  it('counts what several steps show once, in the order in which it was shown', async () => {
    const seen: (PreviousTurn | null | undefined)[] = [];
    const item = (id: string) => ({ id, title: id, detail: '' });
    const show = testAction('show', async (input) => ({
      text: 'Shown.',
      data: null,
      items: String(input.path).split(' ').map(item),
    }));
    const { crew } = await crewUnderTest({
      agents: [testAgent([show, chat])],
      planner: ({ text, previous }) => {
        seen.push(previous);
        const paths = text === 'show' ? ['a b c', 'a b c', 'b d'] : [];
        const steps = paths.map((path, at) => ({ ...stepOf('show', { path }), id: String(at + 1) }));
        return { steps: steps.length > 0 ? steps : [stepOf('chat')], reason: 'Said.' };
      },
    });
    await crew.turn({ text: 'show', thread: 'talk' });
    await crew.turn({ text: 'thanks', thread: 'talk' });
    expect(seen[1]!.items).toEqual(['a', 'b', 'c', 'd'].map(item));
  });

  it('may refer to what was asked for and could not be done', async () => {
    const seen: (PreviousTurn | null | undefined)[] = [];
    const { crew } = await crewUnderTest({
      agents: [testAgent([measure, chat, dream])],
      planner: recordingPlanner(seen),
    });
    await crew.turn({ text: 'measure a.py', thread: 'talk' });
    await crew.turn({ text: 'dream of x.csv', thread: 'talk' });
    await crew.turn({ text: 'why?', thread: 'talk' });
    expect(seen[2]).toEqual({
      steps: [{ agent: 'tester', action: 'dream', arguments: { data: 'x.csv' } }],
      about: { paths: ['a.py'] },
      items: [],
      data: [null],
    });
  });

  it('goes on in another process', async () => {
    const seen: (PreviousTurn | null | undefined)[] = [];
    const one = await crewUnderTest({
      agents: [testAgent([measure, chat])],
      planner: recordingPlanner(seen),
    });
    await one.crew.turn({ text: 'measure a.py', thread: 'talk' });
    const two = await one.again();
    expect((await two.crew.turn({ text: 'hm', thread: 'talk' })).answer).toBe('Before: {"paths":["a.py"]}');
    expect(await two.crew.plan({ text: 'measure b.py', thread: 'talk' })).toEqual({
      thread: 'talk',
      decidedBy: 'policy',
      steps: [{ agent: 'tester', action: 'measure', arguments: { path: 'b.py' } }],
    });
    expect(seen.at(-1)?.about).toEqual({ paths: ['a.py'] });
  });

  it('leaves one row a thread however long it gets, and none of its runs', async () => {
    const { crew, folder } = await crewUnderTest({
      agents: [testAgent([measure, chat])],
      planner: recordingPlanner([]),
    });
    const checkpoints = await openCheckpoints(`${folder}/checkpoints.db`);
    const sizes = new Set<string>();
    for (let turn = 1; turn <= 50; turn += 1) {
      await crew.turn({ text: `measure ${turn}.py`, thread: 'long' });
      sizes.add(JSON.stringify(await checkpoints.rows()));
    }
    expect([...sizes]).toEqual([JSON.stringify({ checkpoints: 1, writes: 0 })]);
    const { history } = await checkpoints.conversation('long');
    expect(history).toHaveLength(20);
    expect(history.at(-1)).toMatchObject({
      text: 'measure 50.py',
      answer: 'Measured 50.py.',
      about: ['50.py'],
    });
    await checkpoints.close();
  });

  it('keeps the turns of runs that went on side by side', async () => {
    const { crew, folder } = await crewUnderTest({
      agents: [testAgent([measure, chat])],
      planner: recordingPlanner([]),
    });
    const texts = Array.from({ length: 8 }, (_, index) => `measure ${index}.py`);
    await Promise.all(texts.map((text) => crew.turn({ text, thread: 'busy' })));
    const checkpoints = await openCheckpoints(`${folder}/checkpoints.db`);
    const { history } = await checkpoints.conversation('busy');
    expect(history.map(({ text }) => text).sort()).toEqual(texts);
    await checkpoints.close();
  });

  it('says so when what it remembers is damaged, and another thread goes on', async () => {
    const { crew, folder, again } = await crewUnderTest({
      agents: [testAgent([measure, chat])],
      planner: recordingPlanner([]),
    });
    await crew.turn({ text: 'measure a.py', thread: 'talk' });
    const { default: SqliteDatabase } = await import('better-sqlite3');
    const database = new SqliteDatabase(`${folder}/checkpoints.db`);
    database.exec(`update checkpoints set checkpoint = '{"v":4,"channel_values":{"history":"gone"}}'`);
    database.close();
    const { crew: other } = await again();
    await expect(other.turn({ text: 'hm', thread: 'talk' })).rejects.toMatchObject({
      code: 'checkpoint-corrupt',
    });
    expect(await other.turn({ text: 'hm', thread: 'new' })).toMatchObject({ status: 'done' });
  });

  it('does not begin a run when its checkpoints cannot be kept', async () => {
    const { crew, store, folder } = await crewUnderTest({
      agents: [testAgent([chat])],
      planner: recordingPlanner([]),
    });
    writeFileSync(
      `${folder}/checkpoints.db`,
      'no database, though long enough to be taken for one'.repeat(50),
    );
    await expect(crew.turn({ text: 'hm' })).rejects.toMatchObject({ code: 'store-corrupt', exitStatus: 1 });
    expect(await store.runs.list()).toEqual([]);
    rmSync(`${folder}/checkpoints.db`);
    expect(await crew.turn({ text: 'hm' })).toMatchObject({ status: 'done' });
  });

  it('refuses a name for a thread that cannot be one', async () => {
    const { crew } = await crewUnderTest({ agents: [testAgent([chat])], planner: recordingPlanner([]) });
    await expect(crew.turn({ text: 'hm', thread: 'a\nb' })).rejects.toMatchObject({ code: 'bad-thread' });
    await expect(crew.turn({ text: 'hm', thread: '' })).rejects.toMatchObject({ code: 'bad-thread' });
  });
});

describe('what a thread remembers', () => {
  it('stays within bounds whatever a turn held', () => {
    const long = 'x'.repeat(300_000);
    const items = Array.from({ length: 50 }, (_, index) => ({
      id: String(index),
      title: 't',
      detail: long.slice(0, 10_000),
    }));
    const bounded = boundedTurn({
      steps: [{ agent: 'a', action: 'b', arguments: { code: long, path: 'a.py' } }],
      about: { code: long, paths: ['a.py'] },
      items,
      data: [{ long }, { short: 1 }],
    });
    expect(bounded.steps[0]!.arguments).toEqual({ path: 'a.py' });
    expect(bounded.about).toEqual({ paths: ['a.py'] });
    expect(bounded.items!.length).toBeGreaterThan(20);
    expect(bounded.items).toEqual(items.slice(0, bounded.items!.length));
    expect(bounded.data).toEqual([null, { short: 1 }]);
    expect(JSON.stringify(bounded).length).toBeLessThan(600_000);
    const turns = joinTurns([], [{ run: 'r', at: '', text: long, answer: long, about: [long] }]);
    expect(JSON.stringify(turns).length).toBeLessThan(13_000);
  });
});
