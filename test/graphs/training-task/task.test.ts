import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { TurnResult } from '../../../graphs/index.ts';
import { TaskResult } from '../../../graphs/training-task/index.ts';
import { Config } from '../../../src/config/index.ts';
import { createExperiments } from '../../../src/experiments/index.ts';
import { openProjectMemory } from '../../../src/memory/index.ts';
import type { RunEvent } from '../../../src/observe/index.ts';
import { PlotData } from '../../../src/plots/index.ts';
import { customers, randomFrom, reviews, taskCrew } from './task-under-test.ts';

const request = { data: 'customers.csv', target: 'churned', timeBudget: 3 };

// A task takes seconds by itself, and ten times that beside other work. The limit only ends what hangs.
vi.setConfig({ testTimeout: 180_000 });

function documentOf(result: TurnResult): TaskResult {
  expect(result.status, result.answer).toBe('done');
  return TaskResult.parse(result.results.at(-1)!.data);
}

describe('a training task', () => {
  it('goes through five agents to a registered model with its artifact, report and card', async () => {
    const { crew, store, folder } = await taskCrew({ 'customers.csv': customers(240) });
    const events: RunEvent[] = [];
    const result = await crew.train(request, { listeners: [(event) => void events.push(event)] });
    const document = documentOf(result);
    expect(result.results.map(({ agent }) => agent)).toEqual([
      'data-collector',
      'feature-engineer',
      'trainer',
      'optimizer',
      'validator',
    ]);
    expect(document).toMatchObject({ task: 'binary', metric: 'roc_auc', target: 'churned' });
    expect(document.model).toMatchObject({ name: 'customers-churned', version: '1.0.0' });
    for (const file of ['model.json', 'model.onnx', 'report.html', 'card.md'])
      expect(existsSync(join(document.model.artifact, file)), file).toBe(true);
    expect(document.scores.test.roc_auc).toBeGreaterThan(0.75);
    expect(document.dropped.map(({ column }) => column)).toEqual(['customer_id']);
    expect(document.agents.map(({ agent }) => agent)).toHaveLength(5);
    const scores = document.leaderboard.flatMap(({ score }) => score ?? []);
    expect(scores).toEqual([...scores].sort((one, other) => other - one));
    const [row] = await store.database.selectFrom('model_versions').selectAll().execute();
    expect(row).toMatchObject({ model: 'customers-churned', version: '1.0.0', run: result.run });
    const tried = events.filter((event) => event.type === 'candidate');
    expect(new Set(tried.map(({ candidate }) => candidate)).size).toBe(tried.length);
    expect(events.filter((event) => event.type === 'agent-performance')).toHaveLength(5);
    const memory = openProjectMemory({ store, config: Config.parse({}), cwd: folder });
    const { text } = await memory.get('decisions', 'customers-churned@1.0.0');
    const stays = document.features.flatMap(({ title, kept }) => (kept ? [title] : []));
    for (const title of stays) expect(text).toContain(title);
    expect(text).toMatch(/Dropped columns: customer_id\. Features beyond those by kind: [^.[]+\.$/);
    await memory.close();
  });

  it('leaves an experiment with its candidates as parts and its plots, and a version that knows its commit', async () => {
    const { crew, store, folder } = await taskCrew({ 'customers.csv': customers(240) });
    const git = (...words: string[]) => execFileSync('git', words, { cwd: folder, encoding: 'utf8' }).trim();
    git('init', '--quiet');
    git('add', 'customers.csv');
    git('-c', 'user.name=a', '-c', 'user.email=a@b.org', 'commit', '--quiet', '-m', 'data');
    const document = documentOf(await crew.train(request));
    const experiments = createExperiments(store);
    const own = await experiments.get(document.run);
    expect(own.children.length).toBe(document.leaderboard.length);
    expect((await experiments.list({ parent: null })).map(({ id }) => id)).toEqual([document.run]);
    const parts = await experiments.list({ parent: document.run });
    expect(parts.map(({ parameters }) => parameters.candidate).sort()).toEqual(
      document.leaderboard.map(({ candidate }) => candidate).sort(),
    );
    const kept = own.artifacts.find(({ name }) => name === 'plots.json')!;
    const plots = PlotData.array().parse(JSON.parse(readFileSync(kept.path, 'utf8')));
    expect(plots.map(({ plot }) => plot)).toEqual(
      expect.arrayContaining(['roc', 'confusion', 'leaderboard']),
    );
    const version = await store.database.selectFrom('model_versions').selectAll().executeTakeFirstOrThrow();
    expect(version.git_commit).toBe(git('rev-parse', 'HEAD'));
    const report = readFileSync(join(document.model.artifact, 'card.md'), 'utf8');
    expect(report).toMatch(/\| recall \| 0\.\d+ \(0\.\d+ to /);
  });

  it('shows nobody but the validator the rows that it judges by', async () => {
    const rows = customers(200).trimEnd().split('\n');
    const { crew } = await taskCrew({ 'customers.csv': `${rows.join('\n')}\n` });
    const document = documentOf(await crew.train(request));
    const { train, test, all } = document.data.rows;
    expect([all, train + test]).toEqual([200, 200]);
    expect(test).toBe(40);
  });

  it('leaves out a column that gives the target away', async () => {
    const { crew } = await taskCrew({ 'customers.csv': customers(300, { leak: true }) });
    const document = documentOf(await crew.train({ ...request, timeBudget: 4 }));
    expect(document.dropped.map(({ column }) => column).sort()).toEqual(['customer_id', 'refund']);
    const { inputs } = JSON.parse(readFileSync(join(document.model.artifact, 'model.json'), 'utf8'));
    expect(inputs.map(({ name }: { name: string }) => name)).not.toContain('refund');
  });

  it('learns from free text, and says that there is no ONNX then', async () => {
    const { crew } = await taskCrew({ 'reviews.csv': reviews(300) });
    const document = documentOf(await crew.train({ data: 'reviews.csv', target: 'rating', timeBudget: 6 }));
    expect(document.scores.test.roc_auc).toBeGreaterThan(0.9);
    expect(document.warnings).toContainEqual(expect.stringContaining('review holds free text'));
    expect(existsSync(join(document.model.artifact, 'model.onnx'))).toBe(false);
  });

  it('says where nothing was found to predict by', async () => {
    const random = randomFrom(5);
    const rows = Array.from(
      { length: 200 },
      (_, row) => `${random()},${random()},${['2024-02-30', '2024-03-01', '31.12.2024'][row % 3]},${row % 2}`,
    );
    const { crew } = await taskCrew({ 'noise.csv': `a,b,c,y\n${rows.join('\n')}\n` });
    const document = documentOf(await crew.train({ data: 'noise.csv', target: 'y', timeBudget: 8 }));
    expect(document.warnings).toContainEqual(
      expect.stringContaining('no better than always saying the same'),
    );
    expect(document.warnings.filter((warning) => warning.includes('Column c'))).toHaveLength(1);
  });

  it('looks at how the groups of protected columns are treated', async () => {
    const { crew } = await taskCrew({ 'customers.csv': customers(700) });
    const document = documentOf(await crew.train({ ...request, protected: ['plan'] }));
    expect(readFileSync(document.card!, 'utf8')).toMatch(/plan/);
    expect(readFileSync(document.report!, 'utf8')).toMatch(/equalizedOdds|equalized odds/i);
  });

  it('does not mix two tasks at once', async () => {
    const { crew } = await taskCrew({
      'customers.csv': customers(160),
      'others.csv': customers(140, { seed: 9 }).replaceAll('churned', 'left'),
    });
    const [one, other] = await Promise.all([
      crew.train(request),
      crew.train({ ...request, data: 'others.csv', target: 'left' }),
    ]);
    const documents = [documentOf(one), documentOf(other)];
    expect(documents.map(({ model }) => model.name)).toEqual(['customers-churned', 'others-left']);
    expect(documents.map(({ data }) => data.rows.all)).toEqual([160, 140]);
    expect(dirname(documents[0]!.model.artifact)).not.toBe(dirname(documents[1]!.model.artifact));
  });

  it('goes on where it was paused', async () => {
    const { crew, store } = await taskCrew({ 'customers.csv': customers(160) });
    const { askToPause } = await import('../../../graphs/index.ts');
    const paused = await crew.train(request, {
      listeners: [
        (event) => {
          if (event.type === 'agent-start' && event.agent === 'trainer') askToPause(store.path, event.run);
        },
      ],
    });
    expect(paused.status).toBe('cancelled');
    const seen = paused.results.map(({ agent }) => agent);
    expect(seen).toContain('feature-engineer');
    const events: RunEvent[] = [];
    documentOf(await crew.resume(paused.run, { listeners: [(event) => void events.push(event)] }));
    const started = events.flatMap((event) => (event.type === 'agent-start' ? [event.agent] : []));
    expect(started).not.toContain('data-collector');
  });

  it('is forked at a phase with another choice, and does nothing again that came before', async () => {
    const { crew } = await taskCrew({ 'customers.csv': customers(200) });
    const first = await crew.train(request);
    const events: RunEvent[] = [];
    const forked = await crew.fork(
      first.run,
      { at: 'train', set: { families: ['decision-tree', 'naive-bayes'] } },
      { listeners: [(event) => void events.push(event)] },
    );
    const [before, after] = [documentOf(first), documentOf(forked)];
    // Others were measured before, and count no more.
    for (const { family } of after.ensemble) expect(['decision-tree', 'naive-bayes']).toContain(family);
    expect(after.leaderboard.map(({ family }) => family)).toContain('gradient-boosting');
    expect(after.model.name).toBe(before.model.name);
    expect(after.model.version).not.toBe(before.model.version);
    expect(events.some((event) => event.type === 'decision' && event.name === 'propose-features')).toBe(
      false,
    );
    const kept = JSON.parse(readFileSync(join(dirname(before.model.artifact), 'result.json'), 'utf8'));
    expect(TaskResult.parse(kept).model.version).toBe(before.model.version);
    await expect(crew.fork(first.run, { at: 'train', set: { drop: ['plan'] } })).rejects.toMatchObject({
      code: 'too-late',
    });
    await expect(crew.fork(first.run, { at: 'nowhere', set: {} })).rejects.toMatchObject({
      code: 'unknown-step',
    });
  });
});

describe('bad input of a training task', () => {
  const named: [why: string, more: object, code: string, says: RegExp][] = [
    ['a target that is no column', { target: 'churn' }, 'no-such-column', /mean churned/],
    [
      'a protected column that is not there',
      { protected: ['gender'] },
      'no-such-column',
      /gender to protect/,
    ],
    ['a protected column that is the target', { protected: ['churned'] }, 'bad-arguments', /protected, too/],
    ['a metric that is not known', { metric: 'goodness' }, 'unknown-metric', /goodness/],
    ['a metric of another task', { metric: 'rmse', task: 'binary' }, 'wrong-metric', /rmse/],
    ['a file that is not there', { data: 'nothing.csv' }, 'file-not-found', /nothing\.csv/],
    ['a family that is not known', { choices: { families: ['forest'] } }, 'unknown-family', /forest/],
    [
      'a kind of feature that is not known',
      { choices: { without: ['targetmean'] } },
      'unknown-feature',
      /mean targetMean/,
    ],
    ['a column to keep that is not there', { choices: { keep: ['plans'] } }, 'no-such-column', /mean plan/],
    ['a budget that is none', { timeBudget: -1 }, 'bad-arguments', /timeBudget/],
  ];

  it.each(named)('%s is refused before there is a run', async (_, more, code, says) => {
    const { crew, store, folder } = await taskCrew({ 'customers.csv': customers(60) });
    const thrown: unknown = await crew.train({ ...request, ...more }).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code, message: expect.stringMatching(says), exitStatus: 2 });
    expect(await store.runs.list({ limit: 5 })).toEqual([]);
    expect(existsSync(join(folder, '.opsmith', 'runs'))).toBe(false);
  });

  it('a fork with what is not known leaves nothing behind', async () => {
    const { crew, store, folder } = await taskCrew({ 'customers.csv': customers(120) });
    const { run } = await crew.train({ ...request, timeBudget: 2 });
    for (const set of [{ families: ['forest'] }, { keep: ['plans'] }])
      await expect(crew.fork(run, { at: 'engineer', set })).rejects.toMatchObject({ exitStatus: 2 });
    expect((await store.runs.list({ limit: 5 })).map(({ id }) => id)).toEqual([run]);
    expect(readdirSync(join(folder, '.opsmith', 'runs'))).toEqual([run]);
  });

  it.each([
    [
      'ml-model-evaluation',
      { model: 'churn', data: 'customers.csv', protected: ['gender'] },
      'no-such-column',
    ],
    ['ml-model-evaluation', { model: 'churn', data: 'customers.csv', metric: 'goodness' }, 'unknown-metric'],
    ['ml-model-evaluation', { model: 'churn', data: 'customers.csv' }, 'unknown-model'],
    ['ml-model-registry', { action: 'show', model: 'churn' }, 'unknown-model'],
    ['ml-model-registry', { action: 'promote', model: 'churn' }, 'unknown-model'],
    ['ml-model-registry', { action: 'rollback', model: 'churn' }, 'unknown-model'],
    ['ml-model-registry', { action: 'export', model: 'churn' }, 'missing-field'],
    ['ml-experiment-tracker', { action: 'show', run: 'nothing' }, 'unknown-experiment'],
    ['ml-experiment-tracker', { action: 'compare' }, 'missing-field'],
    ['ml-experiment-tracker', { action: 'search', expression: 'metrics.' }, 'bad-search'],
    ['ml-feature-engineering', { data: 'customers.csv', target: 'churn' }, 'no-such-column'],
    ['train', { data: 'customers.csv', target: 'churned', protected: ['gender'] }, 'no-such-column'],
  ])('%s is refused before there is a run: %j', async (name, input, code) => {
    const { crew, store } = await taskCrew({ 'customers.csv': customers(60) });
    await expect(crew.workflow(name, input)).rejects.toMatchObject({ code, exitStatus: 2 });
    expect(await store.runs.list({ limit: 5 })).toEqual([]);
  });

  const told: [why: string, file: string, more: object, code: string, says: RegExp][] = [
    [
      'a target with one value',
      customers(60).replaceAll(/,(yes|no)\n/g, ',yes\n'),
      {},
      'one-class',
      /churned/,
    ],
    ['three rows', customers(3), {}, 'too-few-rows', /3/],
    [
      'a target that is missing everywhere',
      customers(60).replaceAll(/,(yes|no)\n/g, ',\n'),
      {},
      'target-missing',
      /missing/,
    ],
    ['a metric of another task', customers(60), { metric: 'rmse' }, 'wrong-metric', /rmse/],
    ['rows of different lengths', `${customers(60)}1,2,3\n`, {}, 'ragged-rows', /61|62/],
  ];

  it.each(told)('%s is told with what to do', async (_, file, more, code, says) => {
    const { crew } = await taskCrew({ 'customers.csv': file });
    const result = await crew.train({ ...request, timeBudget: 2, ...more });
    const error = result.results.find((outcome) => outcome.error !== null)?.error;
    expect(result.status).toBe('failed');
    expect(error?.code).toBe(code);
    expect(error?.message).toMatch(says);
    expect(error?.repairable).toBe(true);
  });
});
