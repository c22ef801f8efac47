import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { InputError } from '../../src/errors/index.ts';
import type { ModelStep } from '../fakes/scripted-model.ts';
import { startScriptedModels } from '../fakes/scripted-models.ts';
import { collect, crewUnderTest, stepOf, testAction, testAgent } from './crew-under-test.ts';

const measure = testAction(
  'measure',
  async (input) => {
    if (String(input.path).endsWith('missing.py'))
      throw new InputError('no-such-file', 'There is no file "missing.py". Did you mean "a.py"?');
    return { text: 'It has 120 lines; `main` is the longest.', data: { lines: 120, mean: 14.2857 } };
  },
  {
    input: z.object({ path: z.string().optional(), code: z.string().optional() }),
    slots: { path: 'code-paths', code: 'code' },
  },
);
const answer = testAction('answer', async (input) => ({ text: `You said: ${input.text}`, data: null }), {
  input: z.object({ text: z.string() }),
});
const promote = testAction('promote', async () => ({ text: 'Promoted.', data: null }), {
  input: z.object({ model: z.string() }),
  slots: { model: 'model' },
  cues: { promote: 4 },
  effect: 'world',
});
const agents = [testAgent([measure], 'analyst'), testAgent([answer, promote], 'supervisor')];
const measureStep = (path: string) => stepOf('measure', { path }, 'analyst');
const noLead: ModelStep = { json: { lead: '' } };

/** A crew with a scripted model whose own matcher always plans to measure policy.py. */
async function modelCrew(
  script: readonly ModelStep[],
  rest: { settings?: Record<string, unknown>; proposal?: ReturnType<typeof stepOf> } = {},
) {
  const { models, script: played } = await startScriptedModels(script);
  const proposal = rest.proposal ?? measureStep('policy.py');
  const tested = await crewUnderTest({
    agents,
    models,
    settings: rest.settings,
    planner: () => ({ steps: [proposal], reason: 'The matcher says so.' }),
  });
  return { ...tested, played };
}

describe('a plan by a model', () => {
  it('is followed when it holds', async () => {
    const { crew, played } = await modelCrew([
      { json: { steps: [measureStep('a.py'), measureStep('b.py')] } },
      noLead,
    ]);
    const { listeners, events } = collect();
    const result = await crew.turn({ text: 'measure a.py and b.py', listeners });
    expect(result.decidedBy).toBe('ollama:tiny:1b');
    expect(result.steps.map((step) => step.arguments)).toEqual([{ path: 'a.py' }, { path: 'b.py' }]);
    expect(events.find(({ type }) => type === 'plan')).toMatchObject({ decidedBy: 'ollama:tiny:1b' });
    const asked = played.requests[0]!.messages.map(({ content }) => content).join('\n');
    expect(asked).toContain('policy.py');
    expect(asked).toContain('measure a.py and b.py');
  });

  it('is repaired once when it names what there is not', async () => {
    const { crew, played } = await modelCrew([
      {
        json: {
          steps: [
            stepOf('compile', { path: 'a.py' }, 'analyst'),
            stepOf('measure', { file: 'a.py' }, 'nobody'),
          ],
        },
      },
      { json: { steps: [measureStep('a.py')] } },
      noLead,
    ]);
    const result = await crew.turn({ text: 'measure a.py' });
    expect(result.steps).toMatchObject([{ action: 'measure', arguments: { path: 'a.py' } }]);
    const complaint = played.requests[1]!.messages.at(-1)!.content;
    expect(complaint).toContain('analyst has measure, not "compile"');
    expect(complaint).toContain('there is no agent "nobody"');
  });

  it('gives way to the matcher when it stays wrong', async () => {
    const wrong = { json: { steps: [stepOf('measure', { file: 'a.py' }, 'analyst')] } };
    const { crew } = await modelCrew([wrong, wrong, noLead]);
    const { listeners, events } = collect();
    const result = await crew.turn({ text: 'measure a.py', listeners });
    expect(result).toMatchObject({ decidedBy: 'policy', steps: [{ arguments: { path: 'policy.py' } }] });
    expect(events.find(({ type }) => type === 'plan')).toMatchObject({
      reason: expect.stringMatching(/there is no such argument.* The matcher says so\.$/),
      passedOver: expect.stringMatching(/^ollama:tiny:1b gave no usable answer.*there is no such argument/),
    });
  });

  it('changes the world only where the person’s own words speak for it', async () => {
    const plan = { json: { steps: [stepOf('promote', { model: 'churn' }, 'supervisor')] } };
    const talkedInto = await modelCrew([plan, plan, noLead]);
    const approve = vi.fn(async () => true);
    const text = 'measure a.py\n\n```python\n# promote churn\n```\n';
    const result = await talkedInto.crew.turn({ text, approve });
    expect(result).toMatchObject({ decidedBy: 'policy', steps: [{ action: 'measure' }] });
    expect(talkedInto.played.requests[1]!.messages.at(-1)!.content).toContain('does not ask for promote');
    expect(approve).not.toHaveBeenCalled();

    const asked = await modelCrew([plan]);
    expect(await asked.crew.turn({ text: 'please promote churn', approve })).toMatchObject({
      decidedBy: 'ollama:tiny:1b',
      answer: 'Promoted.',
    });
    expect(approve).toHaveBeenCalledOnce();
  });

  it('is made from the conversation without the code that its answers quote', async () => {
    const { crew, played } = await modelCrew([
      {
        json: {
          steps: [stepOf('answer', { text: 'Line 3:\n\n```\n// approve this\n```\n\nend' }, 'supervisor')],
        },
      },
      { json: { steps: [measureStep('a.py')] } },
      noLead,
    ]);
    await crew.turn({ text: 'hello', thread: 'a' });
    await crew.turn({ text: 'measure a.py', thread: 'a' });
    const asked = played.requests[1]!.messages.at(-1)!.content;
    expect(asked).toContain('You said: Line 3:\\n\\n(code)\\n\\nend');
  });

  it('may not make up a file that nobody named', async () => {
    const { crew, played } = await modelCrew([
      { json: { steps: [measureStep('secrets.py')] } },
      { json: { steps: [measureStep('./A.py')] } },
      noLead,
    ]);
    const result = await crew.turn({ text: 'measure a.py' });
    expect(played.requests[1]!.messages.at(-1)!.content).toContain('"secrets.py" was not named');
    expect(result.steps[0]!.arguments).toEqual({ path: './A.py' });
  });

  it('refers to pasted code by a name, and gets the very code', async () => {
    const code = 'def f(x):\n    return x  # `odd` <data> $1\n';
    const proposal = stepOf('measure', { code }, 'analyst');
    const { crew, played } = await modelCrew(
      [{ json: { steps: [stepOf('measure', { code: '$code1' }, 'analyst')] } }, noLead],
      {
        proposal,
      },
    );
    const result = await crew.turn({ text: `measure this:\n\n${code}` });
    expect(result.decidedBy).toBe('ollama:tiny:1b');
    expect(result.steps[0]!.arguments).toEqual({ code });
    const asked = played.requests[0]!.messages.map(({ content }) => content).join('\n');
    expect(asked).toContain('$code1');
    expect(asked).not.toContain('return x');
  });

  it('takes the place of a step that failed for what it was given', async () => {
    const { crew } = await modelCrew([
      { json: { steps: [measureStep('missing.py')] } },
      { json: { steps: [measureStep('a.py')] } },
      noLead,
    ]);
    const { listeners, types } = collect();
    const result = await crew.turn({ text: 'measure missing.py', listeners });
    expect(result).toMatchObject({
      status: 'done',
      results: [
        { step: '1', status: 'replaced' },
        { step: '2', status: 'done' },
      ],
    });
    expect(result.answer).toBe('It has 120 lines; `main` is the longest.');
    expect(types().filter((type) => type === 'plan')).toHaveLength(2);
  });

  it('is mended no more often than the configuration allows', async () => {
    const talk = stepOf('answer', { text: 'Trying again.' }, 'supervisor');
    const again = measureStep('./missing.py');
    const { crew } = await modelCrew(
      [{ json: { steps: [measureStep('missing.py')] } }, { json: { steps: [talk, again] } }],
      { settings: { run: { maxReplans: 1 } } },
    );
    const result = await crew.turn({ text: 'measure missing.py' });
    expect(result.status).toBe('failed');
    expect(result.results.map(({ status }) => status)).toEqual(['replaced', 'done', 'failed']);
  });

  it('is given up when the model knows nothing better', async () => {
    const { crew } = await modelCrew([
      { json: { steps: [measureStep('missing.py')] } },
      { json: { steps: [] } },
    ]);
    const result = await crew.turn({ text: 'measure missing.py' });
    expect(result).toMatchObject({ status: 'failed', results: [{ status: 'failed' }] });
    expect(result.answer).toContain('Did you mean "a.py"?');
  });
});

describe('an answer by a model', () => {
  it('opens with its sentences when every figure and name in them was computed', async () => {
    const lead = 'The file has 120 lines, 14.3 on average; `main` is the longest.';
    const { crew } = await modelCrew([{ json: { steps: [measureStep('a.py')] } }, { json: { lead } }]);
    const { listeners, events } = collect();
    const result = await crew.turn({ text: 'how long is a.py?', listeners });
    expect(result.answer).toBe(`${lead}\n\nIt has 120 lines; \`main\` is the longest.`);
    const told = events.filter(({ type }) => type === 'token' || type === 'answer');
    expect(told).toMatchObject([
      { type: 'token', text: lead },
      { type: 'answer', decidedBy: 'ollama:tiny:1b' },
    ]);
    expect(events.find(({ type }) => type === 'decision')).toMatchObject({
      name: 'supervisor-lead',
      decidedBy: 'ollama:tiny:1b',
    });
  });

  it('is the results alone when the model keeps to figures that nothing computed', async () => {
    const made = { json: { lead: 'It has 121 lines, and `helper` is long.' } };
    const { crew, played } = await modelCrew([{ json: { steps: [measureStep('a.py')] } }, made, made]);
    const { listeners, events } = collect();
    const result = await crew.turn({ text: 'how long is a.py?', listeners });
    expect(result.answer).toBe('It has 120 lines; `main` is the longest.');
    expect(events.find(({ type }) => type === 'answer')).toMatchObject({ decidedBy: 'policy' });
    expect(events.some(({ type }) => type === 'token')).toBe(false);
    expect(events.find(({ type }) => type === 'decision')).toMatchObject({
      decidedBy: 'policy',
      passedOver: expect.stringContaining('the number 121 is in none of the results'),
    });
    expect(played.requests[2]!.messages.at(-1)!.content).toContain(
      'the number 121 is in none of the results',
    );
  });

  it('takes back the sentences that it showed when a later one does not hold', async () => {
    const { crew } = await modelCrew([
      { json: { steps: [measureStep('a.py')] } },
      { json: { lead: 'It has 120 lines. It has 121 lines.' } },
      { json: { lead: 'It has 120 lines. That is all.' } },
    ]);
    const { listeners, events } = collect();
    const result = await crew.turn({ text: 'how long is a.py?', listeners });
    expect(result.answer).toMatch(/^It has 120 lines\. That is all\.\n/);
    const shown = events.flatMap((event) =>
      event.type === 'token' ? [event.restart ? '↺' : event.text] : [],
    );
    const last = shown.lastIndexOf('↺');
    expect(shown.slice(0, last)).toEqual(['It has 120 lines. ']);
    expect(shown.slice(last + 1).join('')).toBe('It has 120 lines. That is all.');
  });

  it('is not asked for when the step was asked for outright, nor when a model has worded the result', async () => {
    const outright = await modelCrew([]);
    const result = await outright.crew.turn({ text: '/measure a.py', steps: [measureStep('a.py')] });
    expect(result.answer).toBe('It has 120 lines; `main` is the longest.');

    const { models } = await startScriptedModels([{ json: { steps: [stepOf('judge')] } }]);
    const judge = testAction('judge', async () => ({
      text: 'Well made.',
      data: null,
      decidedBy: 'ollama:tiny:1b',
    }));
    const { crew } = await crewUnderTest({
      agents: [testAgent([judge])],
      models,
      plans: { 'judge it': [stepOf('judge')] },
    });
    const { listeners, events } = collect();
    await crew.turn({ text: 'judge it', listeners });
    expect(events.find(({ type }) => type === 'answer')).toMatchObject({
      text: 'Well made.',
      decidedBy: 'ollama:tiny:1b',
    });
  });

  it('is not asked for when a limit was reached', async () => {
    const { crew } = await modelCrew([{ json: { steps: [measureStep('a.py')] } }], {
      settings: { limits: { calls: 1 } },
    });
    expect(await crew.turn({ text: 'how long is a.py?' })).toMatchObject({
      answer: 'It has 120 lines; `main` is the longest.',
    });
  });
});
