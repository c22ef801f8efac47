import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors/index.ts';
import { type AgentInteraction, createInteractionStore } from '../../../src/interactions/index.ts';
import { startScriptedModels } from '../../fakes/scripted-models.ts';
import { collect, crewUnderTest, stepOf, testAction, testAgent } from '../crew-under-test.ts';

const works = testAction('measure', async () => ({ text: 'It has 120 lines.', data: null }));
const breaks = testAction('profile', async () => {
  throw new InputError('no-such-file', 'There is no such file.');
});
const agents = [testAgent([works, breaks], 'tester')];

describe('what agents did and decided', () => {
  it('is kept with the plan’s share of steps that were done', async () => {
    const { crew, store } = await crewUnderTest({
      agents,
      plans: { both: [stepOf('measure'), stepOf('profile')] },
    });
    const { run } = await crew.turn({ text: 'both' });
    const kept = await createInteractionStore(store).latest(10);
    expect(kept.map(({ agentId, kind, quality, success }) => [agentId, kind, quality, success])).toEqual([
      ['supervisor', 'plan', 0.5, false],
      ['tester', 'measure', null, true],
      ['tester', 'profile', 0, false],
    ]);
    expect(kept.every((each) => each.run === run && each.decidedBy === 'policy')).toBe(true);
  });

  it('holds no plan where the steps were the caller’s', async () => {
    const { crew, store } = await crewUnderTest({ agents });
    await crew.runAction({ agent: 'tester', action: 'measure' });
    const kept = await createInteractionStore(store).latest(10);
    expect(kept.map(({ kind }) => kind)).toEqual(['measure']);
  });
});

describe('plans of a model that came to nothing', () => {
  const past = (number: number): AgentInteraction => ({
    agentId: 'supervisor',
    run: `run_${number}`,
    kind: 'plan',
    step: 'plan',
    input: {},
    decision: 'tester: profile',
    decidedBy: 'ollama:tiny:1b',
    quality: 0,
    seconds: 1,
    success: false,
    tokens: { in: 10, out: 10 },
    cost: 0,
    timestamp: '2026-11-21T00:00:00Z',
  });

  const turn = async (settings: Record<string, unknown>) => {
    const { models } = await startScriptedModels([
      { json: { steps: [stepOf('measure', { path: 'a.py' })] } },
      { json: { lead: '' } },
    ]);
    const { crew, store } = await crewUnderTest({
      agents,
      models,
      settings,
      planner: () => ({ steps: [stepOf('measure', { path: 'b.py' })], reason: 'The matcher says so.' }),
    });
    for (let number = 0; number < 12; number++)
      await createInteractionStore(store).keep(`run_${number}`, [past(number)]);
    const { listeners, events } = collect();
    const result = await crew.turn({ text: 'measure a.py', listeners });
    return { path: result.steps[0]!.arguments.path, decidedBy: result.decidedBy, events };
  };

  it('send the next one for a second opinion, which the record says', async () => {
    const { path, decidedBy, events } = await turn({});
    expect([path, decidedBy]).toEqual(['b.py', 'policy']);
    expect(events.find((event) => event.type === 'decision')).toMatchObject({ name: 'second-opinion' });
  });

  it('do not, where that is switched off', async () => {
    const { path, decidedBy } = await turn({ learning: { secondOpinions: false } });
    expect([path, decidedBy]).toEqual(['a.py', 'ollama:tiny:1b']);
  });
});
