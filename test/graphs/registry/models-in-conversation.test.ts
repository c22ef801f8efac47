import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { agents } from '../../../agents/index.ts';
import { problemsInPlan } from '../../../graphs/supervisor/check-plan.ts';
import { openProjectRegistry } from '../../../src/registry/index.ts';
import { modelFolder, record } from '../../src/registry/model-folder.ts';
import { crewUnderTest, stepOf } from '../crew-under-test.ts';

const plan = (action: string, given: Record<string, unknown> = {}) => [stepOf(action, given, 'supervisor')];

/** A crew with a registry of two versions of a model, the first one in production. */
async function crewWithModels() {
  const made = await crewUnderTest({
    agents,
    plans: {
      'list models': plan('list_models'),
      'promote churn': plan('promote_model', { model: 'churn' }),
      'promote chrun': plan('promote_model', { model: 'chrun' }),
      'promote churn 9': plan('promote_model', { model: 'churn', version: '9' }),
      'roll back churn': plan('roll_back_model', { model: 'churn' }),
      'delete churn': plan('delete_model', { model: 'churn' }),
      'delete churn 1.0.0': plan('delete_model', { model: 'churn', version: '1.0.0' }),
      'delete churn 1.0.1': plan('delete_model', { model: 'churn', version: '1.0.1' }),
      'export churn 1.0.1': plan('export_model', { model: 'churn', version: '1.0.1' }),
      'export churn away': plan('export_model', { model: 'churn', file: '../churn.tar' }),
      'import churn-1.0.1.tar': plan('import_model', { file: 'churn-1.0.1.tar' }),
      'import nothing.tar': plan('import_model', { file: 'nothing.tar' }),
      'take churn 1.0.1 out of production': plan('roll_back_model', { model: 'churn', version: '1.0.1' }),
    },
  });
  const { store, config, folder } = made;
  const registry = openProjectRegistry({ store, config, cwd: folder, env: {} });
  for (const seed of [1, 2])
    await registry.register({
      name: 'churn',
      folder: modelFolder({ seed, record: record({ seed }) }),
      actor: 'crew',
    });
  await registry.changeStage({ reference: 'churn@1.0.0', to: 'production', actor: 'ada' });
  const live = async () => (await registry.live('churn'))?.version;
  const ask = async (text: string, answer: boolean | null) => {
    const questions: string[] = [];
    const approve = async (request: { question: string }) => {
      questions.push(request.question);
      return answer === true;
    };
    const result = await made.crew.turn({ text, ...(answer !== null && { approve }) });
    return { ...result, questions };
  };
  return { ...made, registry, live, ask };
}

describe('models in a conversation', () => {
  it('are listed, with what is in production', async () => {
    const { ask } = await crewWithModels();
    const { answer, results } = await ask('list models', null);
    expect(answer).toContain('1 model with 2 versions; in production: `churn@1.0.0`.');
    expect(results[0]!.data).toMatchObject([
      { id: 'churn@1.0.1', stage: null },
      { id: 'churn@1.0.0', stage: 'production' },
    ]);
  });

  it('are promoted after a question that says what would happen, and a yes', async () => {
    const { ask, live } = await crewWithModels();
    const { questions, answer, status } = await ask('promote churn', true);
    expect(questions).toEqual(['Promote churn@1.0.1 to production, in place of churn@1.0.0?']);
    expect(status).toBe('done');
    expect(answer).toContain('`churn@1.0.1` is in production now; `churn@1.0.0` is archived');
    expect(await live()).toBe('1.0.1');
  });

  it('stay as they are after a no, and while nobody answers', async () => {
    const { ask, live, crew } = await crewWithModels();
    expect((await ask('promote churn', false)).answer).toContain('not approved');
    const waiting = await ask('promote churn', null);
    expect(waiting).toMatchObject({ status: 'waiting', interrupt: { action: 'promote_model' } });
    expect(await live()).toBe('1.0.0');
    await crew.resume(waiting.run, { approve: async () => true });
    expect(await live()).toBe('1.0.1');
  });

  it('are exported, deleted and imported after a question each, and stay as they are after a no', async () => {
    const { ask, folder, registry } = await crewWithModels();
    const file = join(folder, 'churn-1.0.1.tar');
    const refused = await ask('export churn 1.0.1', false);
    expect(refused.questions).toEqual(['Write churn@1.0.1 to churn-1.0.1.tar?']);
    expect(existsSync(file)).toBe(false);
    expect((await ask('export churn 1.0.1', true)).answer).toContain('`churn@1.0.1` is in `churn-1.0.1.tar`');
    expect(existsSync(file)).toBe(true);
    expect((await ask('export churn 1.0.1', false)).questions[0]).toContain('in place of what is there');

    expect((await ask('delete churn 1.0.1', false)).questions[0]).toMatch(
      /^Delete churn@1.0.1 \(.+ bytes\)\?/,
    );
    expect((await registry.list()).length).toBe(2);
    expect((await ask('delete churn 1.0.1', true)).answer).toContain('`churn@1.0.1` is deleted');
    expect((await registry.list()).map(({ id }) => id)).toEqual(['churn@1.0.0']);

    const again = await ask('import churn-1.0.1.tar', true);
    expect(again.questions).toEqual([
      'Register the model in churn-1.0.1.tar? Every byte of it is checked first.',
    ]);
  });

  it('are not asked about deleting, exporting or importing where it cannot be done', async () => {
    const { ask } = await crewWithModels();
    for (const [text, why] of [
      ['delete churn', 'Name the version of churn to delete'],
      ['delete churn 1.0.0', 'is in production and is not deleted'],
      ['export churn away', 'lies outside of the workspace'],
      ['import nothing.tar', 'There is no file nothing.tar'],
    ] as const) {
      const { questions, answer } = await ask(text, true);
      expect(questions).toEqual([]);
      expect(answer).toContain(why);
    }
  });

  it('are not asked about where it cannot be done', async () => {
    const { ask } = await crewWithModels();
    const unknown = await ask('promote chrun', true);
    expect(unknown.questions).toEqual([]);
    expect(unknown.answer).toContain('Did you mean churn?');
    expect((await ask('promote churn 9', true)).answer).toContain('churn has no version or alias "9"');
    await ask('roll back churn', true);
    const back = await ask('roll back churn', true);
    expect(back.questions).toEqual([]);
    expect(back.answer).toContain('No version of churn is in production, and none was before');
  });

  it('are taken out of production again where none was there before', async () => {
    const { ask, live, registry } = await crewWithModels();
    expect((await ask('roll back churn', false)).answer).toContain('not approved');
    expect(await live()).toBe('1.0.0');
    const { questions, answer } = await ask('roll back churn', true);
    expect(questions).toEqual([
      'No earlier version of churn has been in production. Take churn@1.0.0 out of it, so that none is?',
    ]);
    expect(answer).toContain('nothing of churn is in production');
    expect(await live()).toBeUndefined();
    expect(await registry.audit.verify()).toMatchObject({ ok: true });
  });

  it('are rolled back, also by the name of what is to go', async () => {
    const { ask, live, registry } = await crewWithModels();
    await ask('promote churn', true);
    const { questions } = await ask('take churn 1.0.1 out of production', true);
    expect(questions).toEqual(['Roll churn back from 1.0.1 to 1.0.0?']);
    expect(await live()).toBe('1.0.0');
    expect(await registry.audit.verify()).toMatchObject({ ok: true });
  });

  it('are not let through a gate that fails, whoever says yes', async () => {
    const { ask, live, folder, registry } = await crewWithModels();
    writeFileSync(
      join(folder, 'policy.yaml'),
      'version: 1\nproduction:\n  metrics: { rocAuc: { min: 0.99 } }\n',
    );
    const { answer, results } = await ask('promote churn', true);
    expect(answer).toContain('was not let through to production');
    expect(answer).toContain('FAIL  metric rocAuc: rocAuc is 0.81; at least 0.99 is asked for.');
    expect(results[0]!.data).toMatchObject({
      allowed: false,
      promoted: false,
      policy: { sha256: expect.any(String) },
    });
    expect(await live()).toBe('1.0.0');
    const [decision] = await registry.audit.list({ kind: 'gate-decision' });
    expect(decision).toMatchObject({ version: '1.0.1', body: { allowed: false } });
  });

  it('are promoted by a model’s plan only when the person asks for it', () => {
    const steps = plan('promote_model', { model: 'churn' });
    const said = (text: string) => problemsInPlan(steps, agents, { text, previous: null });
    expect(said('promote churn to production')).toEqual([]);
    expect(said('is churn any good?').join()).toContain('does not ask for promote_model');
  });

  it('are promoted once by a step that is done again after a crash', async () => {
    const { registry, store, config, folder, live } = await crewWithModels();
    const { promoteModel } = await import('../../../agents/tools/models.ts');
    const context = { store, config, workspace: folder, run: 'run_a', step: '1' } as Parameters<
      typeof promoteModel
    >[1];
    const first = await promoteModel({ model: 'churn' }, context);
    await registry.rollBack({ name: 'churn', actor: 'ada' });
    expect(await promoteModel({ model: 'churn', version: '1.0.1' }, context)).toEqual(first);
    expect(await live()).toBe('1.0.0');
    expect(await registry.audit.list({ kind: 'gate-decision' })).toHaveLength(1);
  });
});

describe('the workflow ml-model-registry', () => {
  it('registers, approves, compares and looks back, with paths that stay inside', async () => {
    const { crew, folder } = await crewWithModels();
    const { cpSync } = await import('node:fs');
    cpSync(modelFolder({ seed: 3, record: record({ target: 'left' }) }), join(folder, 'made'), {
      recursive: true,
    });
    const run = async (input: Record<string, unknown>, approve = true) =>
      (await crew.workflow('ml-model-registry', input, { approve: async () => approve })).results[0]?.data;
    expect(await run({ action: 'register', model: 'churn', folder: 'made', by: 'ada' })).toMatchObject({
      id: 'churn@2.0.0',
    });
    expect(await run({ action: 'approve', model: 'churn@2.0.0', by: 'grace' })).toMatchObject({
      stage: 'production',
    });
    expect(await run({ action: 'promote', model: 'churn', by: 'ada', reason: 'asked' })).toMatchObject({
      promoted: true,
      version: '2.0.0',
    });
    expect(await run({ action: 'at', model: 'churn' })).toMatchObject({
      production: { version: '2.0.0', actor: 'ada' },
    });
    expect(await run({ action: 'compare', model: 'churn@1.0.0', other: 'churn@2.0.0' })).toMatchObject({
      changes: ['major: target: left in place of churned'],
    });
    expect(await run({ action: 'rollback', model: 'churn' }, false)).toBeNull();
    expect(await run({ action: 'rollback', model: 'churn' })).toMatchObject({ version: '1.0.0' });
    expect(await run({ action: 'lineage', model: 'churn', direction: 'downstream' })).toMatchObject({
      nodes: expect.any(Array),
    });
    expect(await run({ action: 'export', model: 'churn', file: 'churn.tar' })).toMatchObject({
      id: 'churn@1.0.0',
    });
    expect(await run({ action: 'import', model: 'copy', file: 'churn.tar' })).toMatchObject({
      id: 'copy@1.0.0',
    });
    expect(await run({ action: 'alias', model: 'copy', alias: 'champion' })).toMatchObject({
      alias: 'champion',
    });
    expect(await run({ action: 'list', model: 'copy' })).toMatchObject({
      models: [{ aliases: ['champion'] }],
    });
    expect(await run({ action: 'show', model: 'churn@2.0.0' })).toMatchObject({
      approvals: [{ actor: 'grace' }],
    });
    expect(await run({ action: 'verify' })).toMatchObject({ ok: true });
    expect(await run({ action: 'audit' })).toMatchObject({ ok: true });
    expect(await run({ action: 'history', model: 'copy' })).toMatchObject({ entries: [{}, {}] });
    await expect(run({ action: 'export', model: 'churn', file: '../x.tar' })).rejects.toMatchObject({
      code: 'outside-workspace',
    });
    await expect(run({ action: 'promote' })).rejects.toMatchObject({ code: 'missing-field' });
    await expect(run({ action: 'destroy' })).rejects.toMatchObject({ code: 'bad-arguments' });
  });
});
