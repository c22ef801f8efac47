import { describe, expect, it } from 'vitest';
import type { ApprovalRequest } from '../../graphs/index.ts';
import { collect, crewUnderTest, stepOf, testAction, testAgent } from './crew-under-test.ts';

/** A crew with an action that changes the world, one that only reads, and what was done to the world. */
async function promotingCrew(plan = [stepOf('promote', { model: 'churn' })]) {
  const done: string[] = [];
  const promote = testAction(
    'promote',
    async (input) => {
      done.push(String(input.model));
      return { text: `Promoted ${input.model}.`, data: null };
    },
    { effect: 'world', slots: { model: 'model' } },
  );
  const read = testAction('read', async (input) => {
    done.push(`read ${input.of}`);
    return { text: `Read ${input.of}.`, data: null };
  });
  const parts = {
    agents: [testAgent([promote, read])],
    plans: { go: plan, again: [stepOf('read', { of: 'z' })] },
  };
  return { ...(await crewUnderTest(parts)), done };
}

describe('a step that changes the world', () => {
  it('is done when the person says yes', async () => {
    const { crew, done } = await promotingCrew();
    const asked: ApprovalRequest[] = [];
    const { listeners, types } = collect();
    const result = await crew.turn({
      text: 'go',
      listeners,
      approve: async (request) => {
        asked.push(request);
        expect(done).toEqual([]);
        return true;
      },
    });
    expect(asked).toMatchObject([
      { step: '1', agent: 'tester', action: 'promote', arguments: { model: 'churn' } },
    ]);
    expect(result).toMatchObject({ status: 'done', answer: 'Promoted churn.' });
    expect(done).toEqual(['churn']);
    expect(types()).toEqual([
      'run-start',
      'plan',
      'interrupt',
      'decision',
      'agent-start',
      'tool-start',
      'tool-end',
      'answer',
      'run-end',
    ]);
  });

  it('is left undone when the person says no, and that is no failure', async () => {
    const { crew, done } = await promotingCrew();
    const result = await crew.turn({ text: 'go', approve: async () => false });
    expect(result).toMatchObject({ status: 'done', results: [{ status: 'refused' }] });
    expect(result.answer).toBe('Not done: “promote” was not approved.');
    expect(done).toEqual([]);
  });

  it('waits when nobody can be asked, and is done when the run is resumed', async () => {
    const { crew, store, done } = await promotingCrew();
    const first = collect();
    const waiting = await crew.turn({ text: 'go', thread: 'talk', listeners: first.listeners });
    expect(waiting).toMatchObject({ status: 'waiting', interrupt: { step: '1', action: 'promote' } });
    expect((await store.runs.get(waiting.run)).status).toBe('waiting');
    // Another turn of the thread neither disturbs the run that waits nor is disturbed by it.
    expect(await crew.turn({ text: 'again', thread: 'talk' })).toMatchObject({ status: 'done' });
    const second = collect();
    const result = await crew.resume(waiting.run, { approve: async () => true, listeners: second.listeners });
    expect(result).toMatchObject({ status: 'done', answer: 'Promoted churn.' });
    expect(done).toEqual(['read z', 'churn']);
    const all = [...first.events, ...second.events];
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_, index) => index + 1));
    expect(all.filter(({ type }) => type === 'interrupt')).toHaveLength(1);
    expect(await store.events.read(waiting.run)).toEqual(all);
  });

  it('still waits when it is resumed with nobody to ask', async () => {
    const { crew, done } = await promotingCrew();
    const waiting = await crew.turn({ text: 'go' });
    expect(await crew.resume(waiting.run)).toMatchObject({ status: 'waiting', interrupt: { step: '1' } });
    expect(done).toEqual([]);
    expect(await crew.resume(waiting.run, { approve: async () => false })).toMatchObject({ status: 'done' });
  });

  it('comes after what stands before it and before what stands behind', async () => {
    const { crew, done } = await promotingCrew([
      stepOf('read', { of: 'a' }),
      stepOf('read', { of: 'b' }),
      stepOf('promote', { model: 'churn' }),
      stepOf('read', { of: 'c' }),
    ]);
    const waiting = await crew.turn({ text: 'go' });
    expect(waiting.results.map(({ step, status }) => `${step} ${status}`)).toEqual(['1 done', '2 done']);
    expect(done).toEqual(['read a', 'read b']);
    expect(await crew.resume(waiting.run, { approve: async () => true })).toMatchObject({ status: 'done' });
    expect(done).toEqual(['read a', 'read b', 'churn', 'read c']);
  });

  it('is asked about once when the process dies after the yes', async () => {
    const { crew, store, done } = await promotingCrew();
    const waiting = await crew.turn({ text: 'go' });
    const lastSeq = await store.events.lastSeq(waiting.run);
    // What the record holds when the process dies between the answer and the effect.
    store.events.append({
      type: 'decision',
      step: '1',
      name: 'approval',
      decidedBy: 'person:approval',
      reason: 'approved',
      run: waiting.run,
      seq: lastSeq + 1,
      at: new Date().toISOString(),
    });
    await store.events.flush();
    const result = await crew.resume(waiting.run, {
      approve: () => Promise.reject(new Error('asked again')),
    });
    expect(result.status).toBe('done');
    expect(done).toEqual(['churn']);
  });
});
