import { describe, expect, it } from 'vitest';
import { planByPolicy } from '../../../agents/planner/index.ts';
import { crewAgents } from '../../../graphs/crew-agents.ts';
import { openProjectRegistry } from '../../../src/registry/index.ts';
import { modelFolder, record } from '../../src/registry/model-folder.ts';
import { crewUnderTest } from '../crew-under-test.ts';

/** A crew whose own planner plans, with a registry of two versions of a model, the first one in production. */
async function crewWithBook() {
  const made = await crewUnderTest({ agents: crewAgents, planner: planByPolicy });
  const { store, config, folder } = made;
  const registry = openProjectRegistry({ store, config, cwd: folder, env: {} });
  for (const seed of [1, 2])
    await registry.register({
      name: 'churn',
      folder: modelFolder({ seed, record: record({ seed }) }),
      actor: 'crew',
    });
  await registry.changeStage({
    reference: 'churn@1.0.0',
    to: 'production',
    actor: 'ada',
    reason: 'it is good',
  });
  const say = async (text: string, yes = false) => {
    const questions: string[] = [];
    const approve = async ({ question }: { question: string }) => {
      questions.push(question);
      return yes;
    };
    const { answer } = await made.crew.turn({ text, approve });
    return { answer, questions };
  };
  return { registry, say };
}

describe('the registry by talk', () => {
  it('archives and restores a version after a question each, and not after a no', async () => {
    const { registry, say } = await crewWithBook();
    const refused = await say('archive churn 1.0.1');
    expect(refused.questions).toEqual(['Archive churn@1.0.1?']);
    expect((await registry.get('churn@1.0.1')).stage).toBeNull();
    expect((await say('archive churn 1.0.1', true)).answer).toContain('`churn@1.0.1` is archived.');
    expect((await registry.get('churn@1.0.1')).stage).toBe('archived');
    const back = await say('bring back the archived churn 1.0.1', true);
    expect(back.questions[0]).toMatch(/^Take churn@1\.0\.1 out of the archive\?/);
    expect((await registry.get('churn@1.0.1')).stage).toBeNull();
    expect((await say('unarchive churn 1.0.0', true)).answer).toContain(
      'is not archived: it is in production',
    );
    expect((await say('archive churn 1.0.0')).questions[0]).toContain('nothing of churn would be live then');
  });

  it('puts an approval and an alias down, and tells of them', async () => {
    const { registry, say } = await crewWithBook();
    expect((await say('who approved churn 1.0.1?')).answer).toContain('Nobody has approved of `churn@1.0.1`');
    await say('approve churn 1.0.1', true);
    expect((await registry.approvals('churn@1.0.1')).map(({ stage }) => stage)).toEqual(['production']);
    expect((await say('who approved churn 1.0.1?')).answer).toContain('approves of it for production');
    await say('tag churn 1.0.1 as champion', true);
    expect((await registry.get('churn@champion')).version).toBe('1.0.1');
  });

  it('says how versions differ, what was live when, and why', async () => {
    const { say } = await crewWithBook();
    const compared = (await say('compare churn 1.0.0 and 1.0.1')).answer;
    expect(compared).toContain('`churn@1.0.0` (in production) and `churn@1.0.1` (in no stage)');
    expect(compared).toMatch(/\| metric \| churn@1\.0\.0 \| churn@1\.0\.1 \| difference \|/);
    expect((await say('why is churn 1.0.0 in production')).answer).toMatch(
      /to production by ada: it is good \(entry \d+\)/,
    );
    expect((await say('what was live yesterday for churn')).answer).toContain(
      'no version of `churn` was in production',
    );
    expect((await say('what stage is churn in')).answer).toContain('`churn@1.0.0`: in production');
    expect((await say('is the audit log intact?')).answer).toContain('The log is whole: 3 entries');
    expect((await say('compare churn 1.0.0 and 7.0.0')).answer).toContain(
      'churn has no version or alias "7.0.0"',
    );
  });

  it('refuses a promotion that is wanted only of a better model where nothing was measured', async () => {
    const { registry, say } = await crewWithBook();
    const { answer, questions } = await say('promote churn 1.0.1 if it beats the current one', true);
    expect(questions).toEqual([]);
    expect(answer).toContain('was not measured');
    expect((await registry.live('churn'))?.version).toBe('1.0.0');
  });
});
