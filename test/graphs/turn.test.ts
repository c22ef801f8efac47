import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { InputError, StorageError } from '../../src/errors/index.ts';
import { createModels, type ModelRole } from '../../src/llm/index.ts';
import { collect, crewUnderTest, stepOf, testAction, testAgent } from './crew-under-test.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const say = testAction('say', async (input) => ({ text: `Said ${input.word}.`, data: { word: input.word } }));
const fail = testAction('fail', async () => {
  throw new InputError('no-such-file', 'There is no file "x.py".');
});

describe('a turn', () => {
  it('plans, does the step, answers, and tells each as an event', async () => {
    const { crew, store } = await crewUnderTest({
      agents: [testAgent([say])],
      plans: { hello: [stepOf('say', { word: 'hello' })] },
    });
    const { listeners, types, events } = collect();
    const result = await crew.turn({ text: 'hello', thread: 'talk', listeners });
    expect(result).toMatchObject({
      thread: 'talk',
      status: 'done',
      answer: 'Said hello.',
      decidedBy: 'policy',
      steps: [{ id: '1', agent: 'tester', action: 'say', arguments: { word: 'hello' }, after: [] }],
      results: [{ step: '1', status: 'done', data: { word: 'hello' } }],
    });
    expect(types()).toEqual([
      'run-start',
      'plan',
      'agent-start',
      'tool-start',
      'tool-end',
      'answer',
      'run-end',
    ]);
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(await store.events.read(result.run)).toEqual(events);
    expect(await store.runs.get(result.run)).toMatchObject({
      kind: 'turn',
      status: 'done',
      result: { answer: 'Said hello.' },
    });
  });

  it('does steps that do not depend on each other at the same time', async () => {
    let atWork = 0;
    let most = 0;
    const work = testAction('work', async (input) => {
      atWork += 1;
      most = Math.max(most, atWork);
      await pause(40);
      atWork -= 1;
      return { text: `Worked on ${input.on}.`, data: null };
    });
    const { crew } = await crewUnderTest({
      agents: [testAgent([work])],
      plans: { go: ['a', 'b', 'c'].map((on) => stepOf('work', { on })) },
    });
    const result = await crew.turn({ text: 'go' });
    expect(most).toBe(3);
    expect(result.answer).toBe(
      '### 1. Work: a\n\nWorked on a.\n\n### 2. Work: b\n\nWorked on b.\n\n### 3. Work: c\n\nWorked on c.',
    );
  });

  it('does no more steps at the same time than the configuration allows', async () => {
    let atWork = 0;
    let most = 0;
    const work = testAction('work', async () => {
      atWork += 1;
      most = Math.max(most, atWork);
      await pause(15);
      atWork -= 1;
      return { text: 'Worked.', data: null };
    });
    const { crew } = await crewUnderTest({
      agents: [testAgent([work])],
      plans: { go: [1, 2, 3, 4, 5].map((on) => stepOf('work', { on })) },
      settings: { run: { parallelSteps: 2 } },
    });
    expect((await crew.turn({ text: 'go' })).results).toHaveLength(5);
    expect(most).toBe(2);
  });

  it('does the steps of a whole task in order and hands on what a later one needs', async () => {
    const order: string[] = [];
    const step = (name: string, rest = {}, about = {}) =>
      testAction(
        name,
        async (input) => {
          await pause(5);
          order.push(`${name} ${JSON.stringify(input)}`);
          return { text: name, data: null, about };
        },
        rest,
      );
    const agents = [
      testAgent([
        step('collect', { slots: { data: 'table' } }),
        step('train', { slots: { data: 'table' }, task: ['collect', 'train', 'judge'] }, { model: 'm1' }),
        step('judge', { slots: { model: 'model' }, supplied: { model: 'train' } }),
      ]),
    ];
    const { crew } = await crewUnderTest({
      agents,
      plans: {
        go: [stepOf('collect', { data: 'x.csv' }), stepOf('train', { data: 'x.csv' }), stepOf('judge')],
      },
    });
    const result = await crew.turn({ text: 'go' });
    expect(result.steps.map(({ after }) => after)).toEqual([[], ['1'], ['1', '2']]);
    expect(order).toEqual(['collect {"data":"x.csv"}', 'train {"data":"x.csv"}', 'judge {"model":"m1"}']);
  });

  it('does the other steps when one fails, skips what waits for it, and says why', async () => {
    const after = testAction('after', async () => ({ text: 'After.', data: null }), {
      supplied: { file: 'fail' },
    });
    const { crew } = await crewUnderTest({
      agents: [testAgent([say, fail, after])],
      plans: { go: [stepOf('fail'), stepOf('say', { word: 'hi' }), stepOf('after')] },
    });
    const { listeners, events } = collect();
    const result = await crew.turn({ text: 'go', listeners });
    expect(result.status).toBe('failed');
    expect(result.results.map(({ status }) => status)).toEqual(['failed', 'done', 'skipped']);
    expect(result.answer).toContain('There is no file "x.py".');
    expect(result.answer).toContain('Said hi.');
    expect(result.answer).toContain(
      'The tester did not begin to after, since “fail” before it was not done.',
    );
    expect(events.find(({ type }) => type === 'error')).toMatchObject({ step: '1', code: 'no-such-file' });
  });

  it('says that a declared action is not built yet and does nothing', async () => {
    const dream = testAction('dream', undefined);
    const { crew } = await crewUnderTest({ agents: [testAgent([dream])], plans: { go: [stepOf('dream')] } });
    const result = await crew.turn({ text: 'go' });
    expect(result).toMatchObject({ status: 'failed', results: [{ status: 'not-built' }] });
    expect(result.answer).toBe(
      'The tester cannot dream yet: it is planned for, but not built. Nothing was done.',
    );
  });

  it('asks for what is missing instead of trying', async () => {
    let tried = 0;
    const read = testAction(
      'read',
      async () => {
        tried += 1;
        return { text: 'Read.', data: null };
      },
      { oneOf: [['paths', 'code']] },
    );
    const { crew } = await crewUnderTest({
      agents: [testAgent([read])],
      planner: () => ({ steps: [stepOf('read')], reason: 'Said.', clarification: 'Which file?' }),
    });
    expect(await crew.turn({ text: 'read it' })).toMatchObject({
      status: 'failed',
      answer: 'Which file?',
      results: [{ status: 'unclear', error: { code: 'missing-arguments' } }],
    });
    expect(tried).toBe(0);
  });

  it('stops an agent that repeats itself and keeps what it has', async () => {
    const { crew } = await crewUnderTest({
      agents: [testAgent([say])],
      plans: { go: Array.from({ length: 4 }, () => stepOf('say', { word: 'again' })) },
      settings: { run: { parallelSteps: 1 }, limits: { repeats: 3 } },
    });
    const result = await crew.turn({ text: 'go' });
    expect(result.status).toBe('limited');
    expect(result.results.map(({ status }) => status)).toEqual(['done', 'done', 'skipped', 'skipped']);
    expect(result.answer).toMatch(/limits\.repeats/);
    expect(result.answer).toContain('Said again.');
  });

  it('ends at the limit of seconds, though a step would go on', async () => {
    let slept = false;
    const sleep = testAction('sleep', async () => {
      await pause(60_000);
      slept = true;
      return { text: 'Slept.', data: null };
    });
    const { crew } = await crewUnderTest({
      agents: [testAgent([say, sleep])],
      plans: {
        warm: [stepOf('say', { word: 'warm' })],
        go: [stepOf('say', { word: 'first' }), stepOf('sleep')],
      },
      // Long enough for the first step beside other work.
      settings: { limits: { seconds: 1 } },
    });
    // What a first turn loads takes its time from none.
    await crew.turn({ text: 'warm' });
    const result = await crew.turn({ text: 'go' });
    expect(slept).toBe(false);
    expect(result).toMatchObject({ status: 'limited', results: [{ status: 'done' }, { status: 'skipped' }] });
    expect(result.answer).toMatch(/limits\.seconds/);
  });

  it('ends at the limit of seconds, though a model server that took the connection never says which models it has', async () => {
    const asked: string[] = [];
    const server = createServer(({ url }) => void asked.push(url ?? ''));
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    const settings = {
      limits: { seconds: 1 },
      models: { provider: 'ollama', ollama: { baseUrl: `http://127.0.0.1:${port}` }, cooldownMs: 0 },
    };
    const { config } = await crewUnderTest({ agents: [testAgent([say])], settings });
    // The wait for the list is the server's; only the run's own end may come before it.
    const waits = createModels({ config: config.models, env: {} });
    let isListed = false;
    const models = {
      ...waits,
      candidates: async (role: ModelRole) => {
        const found = await waits.candidates(role);
        isListed = true;
        return found;
      },
      available: async (role: ModelRole) => (await models.candidates(role)).length > 0,
    };
    const { crew } = await crewUnderTest({
      agents: [testAgent([say])],
      plans: { go: [stepOf('say', { word: 'late' })] },
      models,
      settings,
    });
    const result = await crew.turn({ text: 'go' });
    expect(asked).toEqual(['/api/tags']);
    expect(isListed).toBe(false);
    expect(result.status).toBe('limited');
  });

  it('gives several turns at once their own runs', async () => {
    const { crew } = await crewUnderTest({
      agents: [testAgent([say])],
      planner: ({ text }) => ({ steps: [stepOf('say', { word: text })], reason: 'Said.' }),
    });
    const words = ['a', 'b', 'c', 'd', 'e', 'f'];
    const results = await Promise.all(words.map((text) => crew.turn({ text, thread: 'one' })));
    expect(results.map(({ answer }) => answer)).toEqual(words.map((word) => `Said ${word}.`));
    expect(new Set(results.map(({ run }) => run)).size).toBe(6);
  });

  it('stops where the disk is full, and goes on from there when there is room', async () => {
    let isFull = true;
    const write = testAction('write', async () => {
      const cause = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      if (isFull) throw new StorageError('not-written', 'It could not be kept.', { cause });
      return { text: 'Written.', data: null };
    });
    const { crew, store } = await crewUnderTest({
      agents: [testAgent([write])],
      plans: { go: [stepOf('write')] },
    });
    await expect(crew.turn({ text: 'go' })).rejects.toMatchObject({ code: 'disk-full' });
    isFull = false;
    const [run] = await store.runs.list({ limit: 1 });
    expect(await crew.resume(run!.id)).toMatchObject({ status: 'done', answer: 'Written.' });
  });
});
