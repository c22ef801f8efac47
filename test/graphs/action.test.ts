import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { workflows } from '../../graphs/index.ts';
import { crewUnderTest, stepOf, testAction, testAgent } from './crew-under-test.ts';

const echo = (name: string, input: z.ZodObject, rest = {}) =>
  testAction(name, async (given) => ({ text: `${name} ${JSON.stringify(given)}`, data: given }), {
    input,
    ...rest,
  });
const agents = [
  testAgent(
    [
      echo('measure', z.object({ paths: z.array(z.string()).optional(), code: z.string().optional() }), {
        oneOf: [['paths', 'code']],
      }),
      echo('profile', z.object({ data: z.string(), rows: z.number().default(100) })),
    ],
    'tester',
  ),
  testAgent([echo('only', z.object({ text: z.string().optional() }))], 'single'),
  testAgent([echo('review_code', z.object({ paths: z.array(z.string()).optional() }))], 'code-analyst'),
];
const plans = { '@tester profile a.csv': [stepOf('profile', { data: 'a.csv' })] };

describe('one action by itself', () => {
  it('is run with the arguments that were given, as a run of its own', async () => {
    const { crew, store } = await crewUnderTest({ agents });
    const result = await crew.runAction({ agent: 'tester', action: 'profile', arguments: { data: 'x.csv' } });
    expect(result).toMatchObject({
      thread: null,
      status: 'done',
      answer: 'profile {"data":"x.csv","rows":100}',
      results: [{ data: { data: 'x.csv', rows: 100 } }],
    });
    expect(await store.runs.get(result.run)).toMatchObject({ kind: 'action', status: 'done' });
  });

  it('is chosen by what the arguments fit, or as the only one, or by the text', async () => {
    const { crew } = await crewUnderTest({ agents, plans });
    const actionOf = async (agent: string, args: Record<string, unknown>) =>
      (await crew.runAction({ agent, arguments: args })).steps[0]!.action;
    expect(await actionOf('tester', { data: 'x.csv' })).toBe('profile');
    expect(await actionOf('tester', { paths: ['a.py'] })).toBe('measure');
    expect(await actionOf('tester', { text: 'profile a.csv' })).toBe('profile');
    expect(await actionOf('single', {})).toBe('only');
  });

  it('is refused, with what there is, when the agent, the action or an argument is not known', async () => {
    const { crew, store } = await crewUnderTest({ agents });
    await expect(crew.runAction({ agent: 'nobody' })).rejects.toMatchObject({
      code: 'unknown-agent',
      exitStatus: 2,
      message: expect.stringContaining('tester, single'),
    });
    await expect(crew.runAction({ agent: 'tester', action: 'train' })).rejects.toMatchObject({
      code: 'unknown-action',
      message: expect.stringContaining('measure, profile'),
    });
    await expect(crew.runAction({ agent: 'tester', arguments: { colour: 'red' } })).rejects.toMatchObject({
      code: 'unknown-action',
    });
    await expect(
      crew.runAction({ agent: 'tester', action: 'profile', arguments: { file: 'a.csv' } }),
    ).rejects.toMatchObject({
      code: 'bad-arguments',
      message: expect.stringContaining('there are: data, rows'),
    });
    await expect(crew.runAction({ agent: 'tester', action: 'measure', arguments: {} })).rejects.toMatchObject(
      {
        message: expect.stringContaining('one of these is needed: paths, code'),
      },
    );
    await expect(crew.turn({ text: 'go', steps: [stepOf('profile', { data: 3 })] })).rejects.toMatchObject({
      code: 'bad-arguments',
    });
    expect(await store.runs.list()).toEqual([]);
  });
});

describe('a workflow', () => {
  it('is listed with what it takes, and run by its name', async () => {
    expect(workflows().map(({ name }) => name)).toEqual(
      expect.arrayContaining(['supervisor', 'review', 'train']),
    );
    const { crew } = await crewUnderTest({
      agents,
      plans: { hi: [stepOf('only', { text: 'hi' }, 'single')] },
    });
    expect(await crew.workflow('supervisor', { text: 'hi', thread: 'talk' })).toMatchObject({
      thread: 'talk',
      answer: 'only {"text":"hi"}',
    });
    expect(await crew.workflow('review', { paths: ['a.py'] })).toMatchObject({
      answer: 'review_code {"paths":["a.py"]}',
    });
  });

  it('is refused when there is none of that name or the input does not fit', async () => {
    const { crew } = await crewUnderTest({ agents });
    await expect(crew.workflow('tain', {})).rejects.toMatchObject({
      code: 'unknown-workflow',
      message: expect.stringContaining('supervisor, review'),
    });
    await expect(crew.workflow('supervisor', { txt: 'hi' })).rejects.toMatchObject({ code: 'bad-arguments' });
  });
});
