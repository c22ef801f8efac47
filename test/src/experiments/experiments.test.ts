import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createExperiments, type Experiments } from '../../../src/experiments/index.ts';
import { openStore, type Store } from '../../../src/store/index.ts';

let folder: string;
let store: Store;
let experiments: Experiments;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'opsmith-experiments-'));
  store = await openStore({ path: join(folder, 'opsmith.db') });
  experiments = createExperiments(store, { artifactFolder: join(folder, 'experiments') });
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a run', () => {
  it('keeps what it was given and what came of it', async () => {
    const data = join(folder, 'rows.csv');
    writeFileSync(data, 'abc');
    const run = await experiments.start({
      name: 'churn',
      kind: 'training',
      parameters: { family: 'linear', model: { depth: 3, layers: [8, 4] } },
      tags: { team: 'x' },
      data: { path: data, rows: 1 },
      seed: 7,
      folder,
      command: 'opsmith train --data rows.csv',
    });
    run.metrics({ rocAuc: 0.9, nothing: null });
    await run.folds({ metric: 'rocAuc', scheme: 's', testShare: 0.2, scores: [0.9, 0.8] });
    await run.note('looks good');
    await run.end();
    const kept = await experiments.get(run.id);
    expect(kept).toMatchObject({
      name: 'churn',
      kind: 'training',
      status: 'done',
      parameters: { family: 'linear', 'model.depth': 3, 'model.layers': [8, 4] },
      metrics: { rocAuc: 0.9 },
      tags: { team: 'x' },
      seed: '7',
      code: null,
      command: 'opsmith train --data rows.csv',
      notes: [{ text: 'looks good' }],
      folds: [{ metric: 'rocAuc', scores: [0.9, 0.8] }],
      isCrewRun: false,
      children: [],
    });
    // sha256sum of "abc", FIPS 180-2, appendix B.1.
    expect(kept.data?.fingerprint).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(kept.versions).toHaveProperty('opsmith');
    expect(kept.endedAt).not.toBeNull();
  });

  it('knows the commit that it ran at, and whether files differed from it', async () => {
    const git = (...words: string[]) =>
      execFileSync('git', ['-c', 'user.name=n', '-c', 'user.email=e@example.org', ...words], { cwd: folder });
    git('init', '-q', '-b', 'main');
    writeFileSync(join(folder, 'model.py'), 'a = 1\n');
    git('add', 'model.py');
    git('commit', '-q', '-m', 'first');
    const commit = git('rev-parse', 'HEAD').toString().trim();
    const clean = await experiments.start({ name: 'clean', folder });
    writeFileSync(join(folder, 'model.py'), 'a = 2\n');
    const dirty = await experiments.start({ name: 'dirty', folder });
    expect((await experiments.get(clean.id)).code).toEqual({ commit, isDirty: false, branch: 'main' });
    expect((await experiments.get(dirty.id)).code).toMatchObject({ commit, isDirty: true });
  });

  it('is linked with the run of the crew that has its id, and goes on where it was stopped', async () => {
    const { id } = await store.runs.create({ kind: 'action', input: null });
    const first = await experiments.start({ name: 'task', run: id, parameters: { a: 1 } });
    first.metric('loss', 3);
    await first.flush();
    const again = await experiments.start({ name: 'task', run: id, parameters: { a: 1 } });
    again.metric('loss', 2, 1);
    await again.end();
    expect(await experiments.list()).toHaveLength(1);
    expect(await experiments.get(id)).toMatchObject({
      isCrewRun: true,
      metrics: { loss: 2 },
      status: 'done',
    });
  });

  it('keeps every value of a metric, and shows that of the highest step', async () => {
    const run = await experiments.start({ name: 'series', folder });
    for (let step = 0; step < 2_500; step += 1) run.metric('loss', 1 / (step + 1));
    run.metric('late', 1, 10);
    run.metric('late', 2, 5);
    await run.end();
    const series = await experiments.series(run.id, 'loss');
    expect(series).toHaveLength(2_500);
    expect(series[9]).toMatchObject({ name: 'loss', step: 9, value: 0.1 });
    const { metrics } = await experiments.get(run.id);
    expect(metrics).toEqual({ loss: 1 / 2_500, late: 1 });
  });

  it('keeps metrics that are not numbers, or are endless, as what they are', async () => {
    const run = await experiments.start({ name: 'odd', folder });
    run.metrics({ a: Number.NaN, b: Number.POSITIVE_INFINITY, c: Number.NEGATIVE_INFINITY });
    await run.end();
    expect((await experiments.list())[0]?.metrics).toEqual({
      a: Number.NaN,
      b: Number.POSITIVE_INFINITY,
      c: Number.NEGATIVE_INFINITY,
    });
    expect((await experiments.series(run.id)).map(({ value }) => value)).toEqual([
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ]);
    expect(await experiments.search('metrics.a > 0 or metrics.a <= 0')).toEqual([]);
    expect(await experiments.search('metrics.b > 1e300')).toHaveLength(1);
  });

  it('refuses what is no name and what is no number', async () => {
    const run = await experiments.start({ name: 'strict', folder });
    expect(() => run.metric('two\nlines', 1)).toThrow(/can't name anything/);
    expect(() => run.metric('loss', '1' as unknown as number)).toThrow(/needs numbers/);
    await expect(experiments.start({ name: ' ' })).rejects.toMatchObject({ code: 'bad-name' });
  });

  it('names near ones where it is not found', async () => {
    await experiments.start({ name: 'customer-churn', folder });
    await expect(experiments.get('custmer-churn')).rejects.toMatchObject({
      code: 'unknown-experiment',
      message: expect.stringContaining('Did you mean "customer-churn"?'),
    });
  });

  it('is removed with all that belongs to it', async () => {
    const run = await experiments.start({ name: 'gone', folder, parameters: { a: 1 }, tags: { b: 'c' } });
    const file = join(folder, 'model.bin');
    writeFileSync(file, 'x');
    await run.artifact('model.bin', file);
    run.metric('loss', 1);
    await run.end();
    await experiments.remove(run.id);
    expect(await experiments.list()).toEqual([]);
    expect(await store.database.selectFrom('experiment_series').selectAll().execute()).toEqual([]);
    expect(readdirSync(join(folder, 'experiments'))).toEqual([]);
  });
});

describe('two writers', () => {
  it('of two processes on one run lose nothing of each other', async () => {
    const run = await experiments.start({ name: 'shared', folder });
    const script = join(folder, 'writer.ts');
    const source = (file: string) => JSON.stringify(join(import.meta.dirname, '../../../src', file));
    writeFileSync(
      script,
      `import { openStore } from ${source('store/index.ts')};
import { createExperiments } from ${source('experiments/index.ts')};
const store = await openStore({ path: ${JSON.stringify(store.path)} });
const run = await createExperiments(store, { artifactFolder: ${JSON.stringify(folder)} }).open(process.argv[2]);
for (let step = 0; step < 300; step += 1) {
  run.metric(process.argv[3], step);
  if (step % 20 === 0) await run.flush();
}
await run.flush();
await store.close();
`,
    );
    const { spawn } = await import('node:child_process');
    const write = (name: string) =>
      new Promise<void>((resolve, reject) => {
        const child = spawn(process.execPath, ['--no-warnings', script, run.id, name], { stdio: 'inherit' });
        child.on('close', (status) => (status === 0 ? resolve() : reject(new Error(`status ${status}`))));
      });
    await Promise.all([write('left'), write('right')]);
    expect((await experiments.get(run.id)).metrics).toEqual({ left: 299, right: 299 });
    expect(await experiments.series(run.id)).toHaveLength(600);
  });
});

describe('an artifact', () => {
  it('is copied, with its size and hash', async () => {
    const run = await experiments.start({ name: 'files', folder });
    const source = join(folder, 'model');
    mkdirSync(join(source, 'deep'), { recursive: true });
    writeFileSync(join(source, 'a.txt'), 'abc');
    writeFileSync(join(source, 'deep', 'b.txt'), 'b');
    await run.artifact('model', source);
    rmSync(source, { recursive: true });
    const { artifacts } = await experiments.get(run.id);
    expect(artifacts).toMatchObject([
      {
        name: 'model/a.txt',
        bytes: 3,
        sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
        isCopy: true,
      },
      { name: 'model/deep/b.txt', bytes: 1 },
    ]);
    expect(readFileSync(artifacts[1]!.path, 'utf8')).toBe('b');
  });

  it('may stay where it is', async () => {
    const run = await experiments.start({ name: 'files', folder });
    const source = join(folder, 'large.bin');
    writeFileSync(source, 'abc');
    await run.artifact('large.bin', source, { copies: false });
    expect((await experiments.get(run.id)).artifacts).toMatchObject([
      { path: source, isCopy: false, bytes: 3 },
    ]);
  });

  it('never lies outside its run', async () => {
    const run = await experiments.start({ name: 'files', folder });
    writeFileSync(join(folder, 'x'), 'x');
    await expect(run.artifact('../../x', join(folder, 'x'))).rejects.toMatchObject({ code: 'bad-name' });
    await expect(run.artifact('y', join(folder, 'y'))).rejects.toMatchObject({ code: 'no-such-file' });
  });

  it('leaves nothing by half where the disk is full', async () => {
    const run = await experiments.start({ name: 'files', folder });
    writeFileSync(join(folder, 'large.bin'), Buffer.alloc(3_000_000));
    const script = join(folder, 'copy.ts');
    const source = (file: string) => JSON.stringify(join(import.meta.dirname, '../../../src', file));
    // A limit on the size of files stands in for a full disk: the write fails half way in the same manner.
    writeFileSync(
      script,
      `import { keepArtifact } from ${source('experiments/artifacts.ts')};
process.on('SIGXFSZ', () => {});
try {
  await keepArtifact({ name: 'large.bin', source: ${JSON.stringify(join(folder, 'large.bin'))}, folder: ${JSON.stringify(join(folder, 'experiments', run.id))}, copies: true });
} catch (thrown) {
  process.stdout.write(thrown.code + ': ' + thrown.message);
}
`,
    );
    const said = execFileSync('bash', [
      '-c',
      `ulimit -f 2000; "${process.execPath}" --no-warnings "${script}"`,
    ]);
    expect(said.toString()).toMatch(
      /^disk-full: .*"large\.bin" was not kept, and nothing of it is left there/,
    );
    expect(readdirSync(join(folder, 'experiments', run.id))).toEqual([]);
  });
});
