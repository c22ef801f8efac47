import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { agents, findAction } from '../../agents/index.ts';
import { packageRoot } from '../../src/host/index.ts';
import { plan } from './planner/plan.ts';

/** The catalogue as the surface is specified, in its own notation: "|" separates alternatives, "?" marks what may be left out. */
const specified: Record<string, Record<string, string>> = {
  'code-analyst': {
    review_code: 'paths | code | diff | staged, without?, language?, only?',
    measure_code: 'paths | code, without?',
    compare_code: 'old | oldCode | since, new | newCode, language?',
  },
  'data-collector': { profile_dataset: 'data', validate_dataset: 'data, target?' },
  'feature-engineer': { engineer_features: 'data, target' },
  trainer: {
    train_model:
      'data, target, metric?, timeBudget?, name?, folds?, leaveOut?, without?, useOnly?, families?',
  },
  optimizer: { tune_model: 'data, target, trials?, timeBudget?' },
  validator: { validate_model: 'model, data?', check_fairness: 'model, data?, protected' },
  monitor: { check_drift: 'reference, current', model_health: 'model' },
  supervisor: {
    answer: 'text',
    list_models: '',
    list_runs: '',
    query_graph: 'question',
    search_memory: 'query',
    remember: 'text',
    forget: 'what',
    record_feedback: 'recommendation, verdict',
    promote_model: 'model, version?, to?, onlyIfBetter?',
    roll_back_model: 'model, version?',
    archive_model: 'model, version?',
    restore_model: 'model, version?',
    approve_model: 'model, version?, to?',
    alias_model: 'model, version?, alias',
    delete_model: 'model, version?',
    export_model: 'model, version?, file?',
    import_model: 'file',
    predict_rows: 'model, data, out?',
    status: '',
  },
};

function notation({ input, oneOf = [] }: (typeof agents)[number]['actions'][number]): string {
  const alternatives = oneOf.map((group) => group.join(' | '));
  const names = Object.entries(input.shape)
    .filter(([name]) => !oneOf.flat().includes(name))
    .map(([name, schema]) => (schema.safeParse(undefined).success ? `${name}?` : name));
  return [...alternatives, ...names].join(', ');
}

describe('the catalogue', () => {
  it('is the specified one, no more and no less', () => {
    const declared = Object.fromEntries(
      agents.map(({ name, actions }) => [
        name,
        Object.fromEntries(actions.map((action) => [action.name, notation(action)])),
      ]),
    );
    expect(declared).toEqual(specified);
  });

  it('plans the training task in its order', () => {
    const task = findAction(agents, 'trainer', 'train_model')!.action.task!;
    const order = task.map(
      (name) => agents.find(({ actions }) => actions.some((action) => action.name === name))!.name,
    );
    expect(order).toEqual(['data-collector', 'feature-engineer', 'trainer', 'optimizer', 'validator']);
  });

  it('builds only what can really work, and changes the world only with an approval', () => {
    const unbuilt = agents.flatMap(({ actions }) =>
      actions.filter(({ execute }) => execute === undefined).map(({ name }) => name),
    );
    expect(unbuilt).toEqual(['review_code', 'check_drift', 'model_health']);
    const world = agents.flatMap(({ actions }) =>
      actions.filter(({ effect }) => effect === 'world').map(({ name }) => name),
    );
    expect(world).toEqual([
      'forget',
      'promote_model',
      'roll_back_model',
      'archive_model',
      'restore_model',
      'approve_model',
      'alias_model',
      'delete_model',
      'export_model',
      'import_model',
      'predict_rows',
    ]);
  });
});

describe('every declaration', () => {
  const all = agents.flatMap((agent) =>
    agent.actions.map((action) => ({ agent, action, name: action.name })),
  );

  it('has a name of its own', () => {
    const names = all.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(agents.map(({ name }) => name)).size).toBe(agents.length);
    for (const name of names) expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/);
    for (const { name } of agents) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  it('has a prompt file', () => {
    const files = readdirSync(join(packageRoot(), 'prompts'));
    for (const { prompt } of agents) expect(files).toContain(`${prompt}.md`);
  });

  it.each(all)('$name says when to choose it, with ten examples or more and cues', ({ action }) => {
    expect(action.when).toMatch(/^To .+\.$/);
    expect(action.examples.length).toBeGreaterThanOrEqual(10);
    expect(new Set(action.examples).size).toBe(action.examples.length);
    expect(Object.keys(action.cues).length).toBeGreaterThan(3);
    for (const weight of Object.values(action.cues)) expect(Math.abs(weight)).toBeLessThanOrEqual(6);
  });

  it.each(all)('$name has a slot for every argument, and only for those', ({ action }) => {
    expect(Object.keys(action.slots).sort()).toEqual(Object.keys(action.input.shape).sort());
    for (const name of (action.oneOf ?? []).flat()) expect(action.input.shape).toHaveProperty(name);
    for (const name of Object.keys(action.supplied ?? {})) expect(action.input.shape).toHaveProperty(name);
  });

  it('has examples that lead to it, 95 of 100 at least', () => {
    const examples = all.flatMap(({ agent, action }) =>
      action.examples.map((text) => ({ text, agent: agent.name, name: action.name })),
    );
    const astray = examples.filter(
      ({ text, agent, name }) =>
        !plan(text).steps.some((step) => step.agent === agent && step.action === name),
    );
    expect(astray.length / examples.length, JSON.stringify(astray, null, 1)).toBeLessThanOrEqual(0.05);
  });
});
