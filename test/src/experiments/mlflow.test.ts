import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createExperiments, exportToMlflow } from '../../../src/experiments/index.ts';
import { mlflowNames } from '../../../src/experiments/mlflow/names.ts';
import { openStore, type Store } from '../../../src/store/index.ts';

// That MLflow itself opens an export is checked by test/fixtures/mlflow/open_export.py.
let folder: string;
let store: Store;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'opsmith-mlflow-'));
  store = await openStore({ path: join(folder, 'opsmith.db') });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('an export for MLflow', () => {
  it('has its file store’s layout', async () => {
    const experiments = createExperiments(store);
    writeFileSync(join(folder, 'card.md'), '# card');
    const parent = await experiments.start({ name: 'churn', folder });
    const run = await experiments.start({
      name: 'churn/linear',
      parent: parent.id,
      folder,
      parameters: { family: 'linear', 'odd?': [1, 2] },
      tags: { team: 'x' },
    });
    run.metric('loss', 0.5, 0);
    run.metric('loss', Number.NaN, 1);
    run.metric('loss', Number.POSITIVE_INFINITY, 2);
    await run.artifact('card.md', join(folder, 'card.md'));
    await run.artifact('far.md', join(folder, 'card.md'), { copies: false });
    writeFileSync(join(folder, 'later.md'), '# first');
    await run.artifact('changed.md', join(folder, 'later.md'), { copies: false });
    writeFileSync(join(folder, 'later.md'), '# second');
    await run.end('failed');
    const to = join(folder, 'mlruns');
    const written = await exportToMlflow(experiments, { runs: [parent.id, run.id], folder: to });
    expect(written).toEqual({ folder: to, experiments: 1, runs: 2, leftOut: [`${run.id}/changed.md`] });
    const [experiment] = readdirSync(to);
    expect(parse(readFileSync(join(to, experiment!, 'meta.yaml'), 'utf8'))).toMatchObject({
      experiment_id: experiment,
      name: 'churn',
      lifecycle_stage: 'active',
    });
    const ids = readdirSync(join(to, experiment!)).filter((name) => name !== 'meta.yaml');
    const read = (id: string, ...parts: string[]) =>
      readFileSync(join(to, experiment!, id, ...parts), 'utf8');
    const own = ids.find((id) => read(id, 'tags', 'opsmith.run') === run.id)!;
    const above = ids.find((id) => id !== own)!;
    expect(own).toMatch(/^[0-9a-f]{32}$/);
    expect(parse(read(own, 'meta.yaml'))).toMatchObject({
      run_id: own,
      status: 4,
      experiment_id: experiment,
    });
    expect(read(own, 'params', 'family')).toBe('linear');
    expect(read(own, 'params', 'odd_')).toBe('[1,2]');
    expect(read(own, 'tags', 'team')).toBe('x');
    expect(read(own, 'tags', 'mlflow.parentRunId')).toBe(above);
    expect(read(own, 'metrics', 'loss')).toMatch(/^\d{13} 0\.5 0\n\d{13} nan 1\n\d{13} inf 2\n$/);
    expect(read(own, 'artifacts', 'card.md')).toBe('# card');
    expect(read(own, 'artifacts', 'far.md')).toBe('# card');
  });

  it('says where it can not be written', async () => {
    const experiments = createExperiments(store);
    const run = await experiments.start({ name: 'a', folder });
    writeFileSync(join(folder, 'taken'), '');
    await expect(
      exportToMlflow(experiments, { runs: [run.id], folder: join(folder, 'taken') }),
    ).rejects.toMatchObject({ code: 'export-unwritable', message: expect.stringContaining('taken') });
  });

  it('gives names that MLflow takes, none twice, none that is a folder of another', () => {
    const names = ['loss', 'loss/train', 'a b', 'ä', 'ö', '../up', './x', 'y//z'];
    const safe = mlflowNames(names);
    expect(safe.get('loss/train')).toBe('loss.train');
    expect(safe.get('a b')).toBe('a b');
    expect(new Set(safe.values()).size).toBe(names.length);
    for (const name of safe.values()) expect(name).toMatch(/^(?!.*(?:^|\/)\.*(?:\/|$))[\w\-. :/]+$/);
  });
});
