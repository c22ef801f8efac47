import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createExperiments } from '../../../../src/experiments/index.ts';
import { openStore } from '../../../../src/store/index.ts';
import { runInProcess } from '../run-in-process.ts';
import { makeWorkspace } from '../workspace.ts';

let cwd: string;
let ids: string[];

beforeEach(async () => {
  cwd = makeWorkspace();
  const store = await openStore({ path: join(cwd, '.opsmith', 'opsmith.db') });
  const experiments = createExperiments(store);
  ids = [];
  for (const [place, family] of ['linear', 'boosting'].entries()) {
    const run = await experiments.start({
      name: 'churn',
      kind: 'candidate',
      parameters: { family },
      folder: cwd,
    });
    for (let step = 0; step < 5; step += 1) run.metric('loss', 1 / (step + 1 + place));
    const scores = [0.8, 0.81, 0.82, 0.83, 0.84].map((score) => score + place / 10 + score * place * 0.01);
    run.metrics({ rocAuc: scores[2]! });
    await run.folds({ metric: 'rocAuc', scheme: 'five', testShare: 0.2, scores });
    const plots = join(cwd, 'plots.json');
    writeFileSync(
      plots,
      JSON.stringify([
        {
          plot: 'confusion',
          classes: ['a', 'b'],
          rows: [
            [1, 0],
            [0, 1],
          ],
        },
      ]),
    );
    await run.artifact('plots.json', plots);
    await run.end();
    ids.push(run.id);
  }
  await store.close();
});

const opsmith = (...words: string[]) => runInProcess(['experiments', ...words], { cwd });

describe('opsmith experiments', () => {
  it('lists runs as a table, or as one JSON document', async () => {
    const { stdout, status } = await opsmith('list');
    expect(status).toBe(0);
    expect(stdout.split('\n')[0]).toMatch(/run +experiment.*rocAuc/);
    expect(stdout).toContain(ids[0]);
    const json = JSON.parse((await opsmith('list', '--json', '--limit', '1')).stdout);
    expect(json.experiments).toMatchObject([{ id: ids[1], parameters: { family: 'boosting' } }]);
  });

  it('leaves out what is part of another run, and shows first what was optimised for', async () => {
    const store = await openStore({ path: join(cwd, '.opsmith', 'opsmith.db') });
    const whole = await createExperiments(store).start({
      name: 'task',
      parameters: { metric: 'roc_auc' },
      folder: cwd,
    });
    whole.metrics({ 'test.accuracy': 0.5, 'test.brier': 0.5, 'test.f1': 0.5, 'test.roc_auc': 0.5 });
    await whole.end();
    const part = await createExperiments(store).start({ name: 'task/linear', parent: whole.id, folder: cwd });
    await part.end();
    await store.close();
    expect((await opsmith('list')).stdout).not.toContain(part.id);
    expect((await opsmith('show', 'zzz')).stderr).not.toContain(part.id);
    expect((await opsmith('list', '--parent', whole.id)).stdout).toContain(part.id);
    expect((await opsmith('list', '--name', 'task')).stdout).toMatch(
      /^test\.roc_auc: 0\.5$|began +test\.roc_auc/m,
    );
  });

  it('says so where there is none', async () => {
    const { stdout } = await runInProcess(['experiments', 'list'], { cwd: makeWorkspace() });
    expect(stdout).toBe('No run has been logged yet.\n');
  });

  it('shows a run by the name of its experiment', async () => {
    const { stdout } = await opsmith('show', 'churn');
    expect(stdout).toContain(ids[1]);
    expect(stdout).toMatch(/loss .*▁ 5 values/);
    expect(JSON.parse((await opsmith('show', ids[0]!, '--json')).stdout).series).toHaveLength(6);
  });

  it('compares runs, and says what is beyond noise', async () => {
    const { stdout } = await opsmith('compare', ids[0]!, ids[1]!);
    expect(stdout).toMatch(/parameter +family +linear +boosting/);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      `rocAuc: ${ids[1]} is better than ${ids[0]} beyond noise: +0.10`,
    );
    expect(stdout).toContain("loss: can't be told");
  });

  it('searches, and points at what it does not understand', async () => {
    const found = JSON.parse((await opsmith('search', 'params.family = linear', '--json')).stdout);
    expect(found.experiments).toMatchObject([{ id: ids[0] }]);
    const bad = await opsmith('search', 'metrics.rocAuc >');
    expect(bad).toMatchObject({ status: 2, stdout: '' });
    expect(bad.stderr).toContain("The search can't be read at its end: a value is expected.");
  });

  it('names near runs and metrics', async () => {
    expect((await opsmith('show', 'chrn')).stderr).toContain('Did you mean "churn"?');
    expect((await opsmith('plot', 'churn', '--metric', 'lss')).stderr).toContain('Did you mean "loss"?');
    expect((await opsmith('compare', ...ids, '--metric', 'rocAux')).stderr).toContain(
      'Did you mean "rocAuc"?',
    );
  });

  it('draws in the terminal, and into files', async () => {
    const { stdout } = await opsmith('plot', ...ids, '--metric', 'loss');
    expect(stdout).toMatch(/[\u2801-\u28ff]/);
    expect((await opsmith('plot', 'churn', '--plot', 'confusion')).stdout).toContain('Predicted');
    expect((await opsmith('plot', 'churn', '--metric', 'loss', '--out', 'loss.svg')).status).toBe(0);
    expect(readFileSync(join(cwd, 'loss.svg'), 'utf8')).toMatch(/^<svg/);
    expect((await opsmith('plot', 'churn', '--plot', 'roc')).stderr).toContain('It has: confusion.');
    expect(await opsmith('plot', 'churn', '--out', 'a.gif')).toMatchObject({ status: 2 });
  });

  it('exports for MLflow', async () => {
    const { stdout, status } = await opsmith('export', '--to', 'mlruns', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ folder: join(cwd, 'mlruns'), experiments: 1, runs: 2 });
    expect(existsSync(join(cwd, 'mlruns'))).toBe(true);
  });

  it('notes, tags, and deletes only when told so', async () => {
    await opsmith('note', 'churn', 'strange spike');
    expect((await opsmith('tag', 'churn', 'team=x', 'b=')).stdout).toContain('team=x');
    expect(await opsmith('tag', 'churn', 'team')).toMatchObject({ status: 2 });
    expect((await opsmith('show', 'churn')).stdout).toContain('strange spike');
    const asked = await opsmith('delete', ids[0]!);
    expect(asked).toMatchObject({ status: 2 });
    expect(asked.stderr).toContain('--yes does it');
    expect((await opsmith('delete', ids[0]!, '--yes')).status).toBe(0);
    expect(JSON.parse((await opsmith('list', '--json')).stdout).experiments).toHaveLength(1);
  });
});

describe('the workflow ml-experiment-tracker', () => {
  const workflow = async (input: object) => {
    const ran = await runInProcess(
      ['workflow', 'run', 'ml-experiment-tracker', '--input', JSON.stringify(input), '--json'],
      { cwd },
    );
    return { ...ran, data: ran.stdout === '' ? null : JSON.parse(ran.stdout).results?.[0].data };
  };

  it('logs a run, finds, shows and compares it, and exports it', async () => {
    writeFileSync(join(cwd, 'rows.csv'), 'abc');
    const logged = await workflow({
      action: 'log',
      name: 'by hand',
      parameters: { rate: 0.1 },
      metrics: { loss: [3, 2, null], auc: 0.8 },
      tags: { team: 'x' },
      data: 'rows.csv',
      artifacts: ['rows.csv'],
      note: 'first',
    });
    expect(logged.status).toBe(0);
    expect(logged.data).toMatchObject({
      name: 'by hand',
      metrics: { auc: 0.8, loss: null },
      artifacts: [{ name: 'rows.csv' }],
    });
    const { id } = logged.data;
    expect(
      (await workflow({ action: 'search', expression: 'tags.team = x' })).data.experiments,
    ).toMatchObject([{ id }]);
    expect((await workflow({ action: 'list', limit: 2 })).data.experiments).toHaveLength(2);
    expect((await workflow({ action: 'show', run: 'by hand' })).data.series).toHaveLength(4);
    expect((await workflow({ action: 'compare', runs: ids })).data.metrics.length).toBeGreaterThan(0);
    expect((await workflow({ action: 'export', to: 'out', runs: [id] })).data).toMatchObject({ runs: 1 });
  });

  it('says what is missing, and stays in the workspace', async () => {
    expect(await workflow({ action: 'log' })).toMatchObject({
      status: 2,
      stdout: expect.stringContaining('needs \\"name\\"'),
    });
    expect(await workflow({ action: 'export', to: '../out' })).toMatchObject({
      status: 2,
      stdout: expect.stringContaining('outside'),
    });
    expect(await workflow({ action: 'log', name: 'a', artifacts: ['/etc/passwd'] })).toMatchObject({
      status: 2,
    });
    expect(await workflow({ action: 'dance' })).toMatchObject({
      status: 2,
      stdout: expect.stringContaining('action'),
    });
  });

  it('says what it takes', async () => {
    const { stdout } = await runInProcess(['workflow', 'list', '--json'], { cwd });
    const listed = JSON.parse(stdout).workflows.find(
      ({ name }: { name: string }) => name === 'ml-experiment-tracker',
    );
    expect(listed.input).toMatchObject({ type: 'object', required: ['action'] });
  });
});
