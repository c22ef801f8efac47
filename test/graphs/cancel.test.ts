import { describe, expect, it } from 'vitest';
import { collect, crewUnderTest, stepOf, testAction, testAgent } from './crew-under-test.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A crew whose `quick` step is soon done and whose `slow` one takes as long as it is told, deaf to every signal. */
async function slowCrew() {
  const did: string[] = [];
  let slowMs = 60_000;
  const quick = testAction('quick', async () => {
    did.push('quick');
    return { text: 'Quick.', data: null };
  });
  const slow = testAction('slow', async () => {
    did.push('slow begins');
    await pause(slowMs);
    did.push('slow ends');
    return { text: 'Slow.', data: null };
  });
  const tested = await crewUnderTest({
    agents: [testAgent([quick, slow])],
    plans: { go: [stepOf('quick'), stepOf('slow')], hello: [stepOf('quick')] },
  });
  const hurry = () => {
    slowMs = 1;
  };
  return { ...tested, did, hurry };
}

describe('cancelling a run', () => {
  it('takes less than a second, keeps what was done, and the run goes on from there', async () => {
    const { crew, store, did, hurry } = await slowCrew();
    const stop = new AbortController();
    const first = collect();
    let begin = 0;
    const stopSoon = ({ type }: { type: string }) => {
      if (type !== 'tool-end') return;
      setTimeout(() => {
        begin = performance.now();
        stop.abort();
      }, 20);
    };
    const result = await crew.turn({
      text: 'go',
      thread: 'talk',
      signal: stop.signal,
      listeners: [...first.listeners, stopSoon],
    });
    expect(performance.now() - begin).toBeLessThan(1_000);
    expect(result).toMatchObject({ status: 'cancelled', results: [{ step: '1', status: 'done' }] });
    expect(result.steps).toHaveLength(2);
    expect(result.answer).toContain('Quick.');
    expect(first.types().at(-1)).toBe('run-end');
    expect((await store.runs.get(result.run)).status).toBe('cancelled');

    expect(await crew.turn({ text: 'hello', thread: 'talk' })).toMatchObject({
      status: 'done',
      answer: 'Quick.',
    });

    hurry();
    const second = collect();
    const resumed = await crew.resume(result.run, { listeners: second.listeners });
    expect(resumed).toMatchObject({ status: 'done', results: [{ status: 'done' }, { status: 'done' }] });
    expect(did).toEqual(['quick', 'slow begins', 'quick', 'slow begins', 'slow ends']);
    expect(second.events[0]!.seq).toBe(first.events.at(-1)!.seq + 1);
    expect(second.events.filter((event) => 'step' in event && event.step === '1')).toEqual([]);
  });

  it('works before anything was done', async () => {
    const { crew, did, hurry } = await slowCrew();
    const result = await crew.turn({ text: 'go', signal: AbortSignal.abort() });
    expect(result).toMatchObject({ status: 'cancelled', results: [], steps: [] });
    expect(did).toEqual([]);
    hurry();
    expect(await crew.resume(result.run)).toMatchObject({ status: 'done' });
  });

  it('happens to what is under way when the crew closes', async () => {
    const { crew, store, again, hurry } = await slowCrew();
    const running = crew.turn({ text: 'go' });
    await pause(100);
    await crew.close();
    const { run, status } = await running;
    expect(status).toBe('cancelled');
    expect((await store.runs.get(run)).owner).toBe(null);
    hurry();
    expect(await (await again()).crew.resume(run)).toMatchObject({ status: 'done' });
  });
});

describe('resuming', () => {
  it('gives the result of a run that is over again, and does nothing', async () => {
    const { crew, did } = await slowCrew();
    const result = await crew.turn({ text: 'hello', thread: 'talk' });
    const { listeners, events } = collect();
    const again = await crew.resume(result.run, { listeners });
    expect(again).toMatchObject({ status: 'done', answer: 'Quick.', thread: 'talk', run: result.run });
    expect(did).toEqual(['quick']);
    expect(events).toEqual([]);
  });

  it('refuses a run that is at work', async () => {
    const { crew, again } = await slowCrew();
    const stop = new AbortController();
    const running = crew.turn({ text: 'go', signal: stop.signal });
    await pause(100);
    const [busy] = await (await again()).store.runs.list();
    await expect(crew.resume(busy!.id)).rejects.toMatchObject({ code: 'run-busy' });
    stop.abort();
    await running;
  });

  it('refuses a run that does not exist, and one that the supervisor did not make', async () => {
    const { crew, store } = await slowCrew();
    await expect(crew.resume('run_ffffffffffff')).rejects.toMatchObject({ code: 'unknown-run' });
    const { id } = await store.runs.create({ kind: 'eval', input: { suite: 'routing' } });
    await expect(crew.resume(id)).rejects.toMatchObject({ code: 'run-not-resumable' });
  });

  it('finishes a run whose process died after its last step', async () => {
    const { crew, store, did } = await slowCrew();
    const { run } = await crew.turn({ text: 'hello', thread: 'talk' });
    // As the store was just before the last write of a run.
    await store.runs.setStatus(run, 'running');
    expect(await crew.resume(run)).toMatchObject({ status: 'done', answer: 'Quick.' });
    expect((await store.runs.get(run)).status).toBe('done');
    expect(did).toEqual(['quick']);
  });

  it('begins again a run whose process died before its first checkpoint', async () => {
    const { crew, store, folder } = await slowCrew();
    const { id } = await store.runs.create({
      kind: 'turn',
      thread: 'talk',
      input: { text: 'hello', given: null, workspace: folder },
    });
    const { listeners, types } = collect();
    expect(await crew.resume(id, { listeners })).toMatchObject({ status: 'done', answer: 'Quick.' });
    expect(types()[0]).toBe('run-start');
  });

  it('says so when the state of a run is damaged', async () => {
    const { crew, folder } = await slowCrew();
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 100);
    const { run } = await crew.turn({ text: 'go', signal: stop.signal });
    const { default: SqliteDatabase } = await import('better-sqlite3');
    const database = new SqliteDatabase(`${folder}/checkpoints.db`);
    database.exec(`update checkpoints set checkpoint = '{"v":4,'`);
    database.close();
    await expect(crew.resume(run)).rejects.toMatchObject({
      code: 'checkpoint-corrupt',
      message: expect.stringContaining(run),
    });
  });
});
