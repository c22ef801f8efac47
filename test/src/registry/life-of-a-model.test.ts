import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compareRecords, openRegistry, type Registry } from '../../../src/registry/index.ts';
import { openStore, type Store } from '../../../src/store/index.ts';
import { modelFolder, record, scratch } from './model-folder.ts';

let store: Store;
let home: string;
let registry: Registry;
let now: number;

beforeEach(async () => {
  home = scratch();
  now = Date.parse('2026-03-01T12:00:00Z');
  store = await openStore({ path: join(home, 'opsmith.db') });
  // Every look at the clock is a minute later than the one before.
  const clock = () => {
    now += 60_000;
    return new Date(now);
  };
  registry = openRegistry({ store, folder: join(home, 'registry'), clock });
});
afterEach(() => store.close());

const actor = 'ada';
const add = (seed = 1, changes: Record<string, unknown> = {}) =>
  registry.register({
    name: 'churn',
    folder: modelFolder({ seed, record: record({ seed, ...changes }) }),
    actor,
    run: `run_${seed}`,
  });
const live = (reference: string) => registry.changeStage({ reference, to: 'production', actor });
const blobCount = () =>
  readdirSync(join(home, 'registry', 'blobs'), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  ).length;

describe('stages', () => {
  it('hold one version each; who comes later archives who was there', async () => {
    await add(1);
    await add(2);
    await live('churn@1.0.0');
    expect(await live('churn@1.0.1')).toMatchObject({ to: 'production', replaced: '1.0.0' });
    expect((await registry.get('churn@1.0.0')).stage).toBe('archived');
    expect((await registry.get('churn')).version).toBe('1.0.1');
    await expect(live('churn@1.0.1')).rejects.toMatchObject({ code: 'already-in-stage' });
  });

  it('refuse a change that was decided on another live version', async () => {
    await add(1);
    await add(2);
    await live('churn@1.0.0');
    const late = registry.changeStage({ reference: 'churn@1.0.1', to: 'production', actor, live: null });
    await expect(late).rejects.toMatchObject({ code: 'registry-changed' });
  });

  it('do the same effect once', async () => {
    await add(1);
    await add(2);
    const effect = { run: 'run_a', step: '1', name: 'promote' };
    const request = { reference: 'churn@1.0.0', to: 'production' as const, actor, effect };
    const first = await registry.changeStage(request);
    await live('churn@1.0.1');
    expect(await registry.changeStage(request)).toEqual(first);
    expect((await registry.live('churn'))?.version).toBe('1.0.1');
  });
});

describe('a way back', () => {
  it('leads through the versions that were live, and further with each step', async () => {
    for (const seed of [1, 2, 3]) await live((await add(seed)).id);
    const back = async () => (await registry.rollBack({ name: 'churn', actor })).version;
    expect(await back()).toBe('1.0.1');
    expect(await back()).toBe('1.0.0');
    expect((await registry.live('churn'))?.version).toBe('1.0.0');
  });

  it('leads to nothing from the first version that was live, and the log says who took it out and why', async () => {
    await live((await add(1)).id);
    const done = await registry.rollBack({ name: 'churn', actor, reason: 'too early' });
    expect(done).toEqual({
      model: 'churn',
      version: '1.0.0',
      from: 'production',
      to: 'archived',
      replaced: null,
    });
    expect(await registry.live('churn')).toBeNull();
    const state = await registry.at('churn', new Date());
    expect(state).toMatchObject({ production: null, takenOut: { version: '1.0.0', actor } });
    expect(state.takenOut?.why).toBe(`${actor} rolled back from it, to none (“too early”)`);
    // The next step leads nowhere: to put it back is a promotion, or a roll-back that names it.
    await expect(registry.rollBack({ name: 'churn', actor })).rejects.toMatchObject({
      code: 'nothing-to-roll-back-to',
    });
    await registry.rollBack({ name: 'churn', version: '1.0.0', actor });
    expect((await registry.at('churn', new Date())).takenOut).toBeNull();
    expect(await registry.audit.verify()).toMatchObject({ ok: true });
    expect(await registry.verify()).toMatchObject({ ok: true });
  });

  it('leads to a version that is named, if it has been live', async () => {
    for (const seed of [1, 2]) await live((await add(seed)).id);
    await add(3);
    expect((await registry.rollBack({ name: 'churn', version: '1.0.0', actor })).replaced).toBe('1.0.1');
    await expect(registry.rollBack({ name: 'churn', version: '1.0.2', actor })).rejects.toMatchObject({
      code: 'never-in-production',
    });
  });

  it('does not lead to a version whose files are damaged', async () => {
    const first = await add(1);
    await live(first.id);
    await live((await add(2)).id);
    const model = first.artifact.files.find(({ path }) => path === 'model.onnx')!;
    const file = join(home, 'registry', 'blobs', model.sha256.slice(0, 2), model.sha256);
    const bytes = readFileSync(file);
    bytes[100]! ^= 1;
    rmSync(file);
    writeFileSync(file, bytes);
    await expect(registry.rollBack({ name: 'churn', actor })).rejects.toMatchObject({
      code: 'artifact-damaged',
      message: expect.stringContaining(file),
    });
    expect((await registry.live('churn'))?.version).toBe('1.0.1');
  });
});

describe('history', () => {
  it('says what was live at any moment, since when and why', async () => {
    await add(1);
    const before = new Date(now);
    await registry.changeStage({ reference: 'churn@1.0.0', to: 'production', actor, reason: 'the first' });
    const between = new Date(now);
    await add(2);
    await live('churn@1.0.1');
    await registry.rollBack({ name: 'churn', actor: 'grace', reason: 'errors since noon' });
    expect((await registry.at('churn', before)).production).toBeNull();
    expect((await registry.at('churn', between)).production).toMatchObject({
      version: '1.0.0',
      why: 'ada promoted it to production (“the first”)',
    });
    expect((await registry.at('churn', new Date(now))).production).toMatchObject({
      version: '1.0.0',
      actor: 'grace',
      why: 'grace rolled back to it, in place of 1.0.1 (“errors since noon”)',
    });
    expect((await registry.history('churn')).map(({ kind }) => kind)).toEqual([
      'version-registered',
      'stage-changed',
      'version-registered',
      'stage-changed',
      'stage-changed',
    ]);
  });

  it('shows when a stage was changed behind its back', async () => {
    await add(1);
    await store.database.updateTable('model_versions').set({ stage: 'production' }).execute();
    expect((await registry.verify()).problems).toMatchObject([{ id: 'churn@1.0.0', code: 'stage-altered' }]);
  });
});

describe('aliases', () => {
  it('name one version at a time, and stages name themselves', async () => {
    await add(1);
    await add(2);
    const champion = (reference: string) => registry.setAlias({ reference, alias: 'champion', actor });
    await champion('churn@1.0.0');
    expect(await champion('churn@1.0.1')).toMatchObject({ from: '1.0.0' });
    expect((await registry.get('churn@champion')).version).toBe('1.0.1');
    await expect(registry.setAlias({ reference: 'churn', alias: 'production', actor })).rejects.toMatchObject(
      { code: 'bad-alias' },
    );
    await expect(registry.get('churn@champoin')).rejects.toThrow('Did you mean churn@champion?');
    await registry.removeAlias({ name: 'churn', alias: 'champion', actor });
    await expect(registry.removeAlias({ name: 'churn', alias: 'champion', actor })).rejects.toMatchObject({
      code: 'unknown-alias',
    });
  });
});

describe('approvals', () => {
  it('stand until their giver takes them back', async () => {
    await add(1);
    const request = { reference: 'churn@1.0.0', stage: 'production' as const };
    await registry.approve({ ...request, actor: 'grace', reason: 'read it' });
    await registry.approve({ ...request, actor: 'grace', reason: 'read it again' });
    await registry.approve({ ...request, actor: 'ada' });
    expect(await registry.approvals('churn')).toMatchObject([
      { actor: 'grace', reason: 'read it again' },
      { actor: 'ada', reason: null },
    ]);
    await registry.approve({ ...request, actor: 'grace', withdraw: true });
    expect((await registry.approvals('churn')).map((approval) => approval.actor)).toEqual(['ada']);
  });
});

describe('deleting and pruning', () => {
  it('refuse what is in use, and never give a number again', async () => {
    await add(1);
    await add(2);
    await live('churn@1.0.0');
    const gone = (reference: string) => registry.delete({ reference, actor });
    await expect(gone('churn@1.0.0')).rejects.toMatchObject({ code: 'version-in-use' });
    await registry.setAlias({ reference: 'churn@1.0.1', alias: 'challenger', actor });
    await expect(gone('churn@1.0.1')).rejects.toMatchObject({ code: 'version-in-use' });
    await registry.removeAlias({ name: 'churn', alias: 'challenger', actor });
    await gone('churn@1.0.1');
    await expect(registry.get('churn@1.0.1')).rejects.toMatchObject({ code: 'unknown-version' });
    expect((await add(3)).version).toBe('1.0.2');
  });

  it('keep what is live, was live, has a name or was a parent', async () => {
    const made: string[] = [];
    for (const seed of [1, 2, 3, 4, 5]) made.push((await add(seed)).id);
    await live(made[0]!);
    await live(made[1]!);
    await registry.setAlias({ reference: made[2]!, alias: 'champion', actor });
    await registry.register({
      name: 'other',
      folder: modelFolder({ seed: 9 }),
      actor,
      origin: { parents: [made[3]!] },
    });
    now += 10 * 3_600_000 + Date.now();
    const trial = await registry.prune({ keep: 1, actor, dryRun: true });
    expect(trial.versions).toEqual([]);
    expect(trial.kept.map(({ id }) => id).sort()).toEqual(made.slice(0, 4));
    await add(6);
    expect((await registry.prune({ keep: 1, actor })).versions).toEqual([made[4]]);
    expect((await registry.verify()).ok).toBe(true);
  });

  it('take away files only that nobody needs, and none that is young', async () => {
    const first = await add(1);
    await add(2);
    await registry.resolve(first.id);
    await registry.delete({ reference: first.id, actor });
    const left = join(home, 'registry', 'blobs', 'ab', '.writing-1-killed');
    rmSync(join(left, '..'), { recursive: true, force: true });
    const blobs = blobCount();
    now = Date.now();
    expect(await registry.prune({ actor })).toMatchObject({ files: 0, young: 3 });
    expect(blobCount()).toBe(blobs);
    now = Date.now() + 2 * 3_600_000;
    // model.json and model.onnx of the first version, and its unpacked folder; the plot is the second one's too.
    expect(await registry.prune({ actor })).toMatchObject({ files: 3, young: 0 });
    expect(blobCount()).toBe(blobs - 2);
    expect(existsSync(join(home, 'registry', 'unpacked', first.artifact.sha256))).toBe(false);
    expect((await registry.verify()).ok).toBe(true);
  });

  it('spare files that are about to be registered again', async () => {
    const first = await add(1);
    await registry.delete({ reference: first.id, actor });
    const [file] = first.artifact.files;
    const path = join(home, 'registry', 'blobs', file!.sha256.slice(0, 2), file!.sha256);
    utimesSync(path, new Date(0), new Date(0));
    await add(1);
    expect(Date.now() - statSync(path).mtimeMs).toBeLessThan(60_000);
  });
});

describe('lineage', () => {
  it('can be asked both ways, from the data to the decision', async () => {
    await add(1);
    await add(2, { data: { fingerprint: 'd2', source: 'later.csv' } });
    await live('churn@1.0.0');
    const ids = async (of: string, direction: 'upstream' | 'downstream') =>
      (await registry.lineage(of, direction)).nodes.map(({ kind, label }) => `${kind} ${label}`);
    expect(await ids('churn@1.0.0', 'upstream')).toEqual([
      'data customers.csv',
      'features 2 features',
      'run run_1',
      'model churn@1.0.0',
    ]);
    expect(await ids('data:d1', 'downstream')).toEqual(
      expect.arrayContaining([
        'run run_1',
        'model churn@1.0.0',
        'decision churn@1.0.0 promoted to production by ada',
      ]),
    );
    expect(await ids('run:run_2', 'upstream')).toEqual(expect.arrayContaining(['data later.csv']));
    const [decision] = (await registry.lineage('churn@1.0.0', 'downstream')).nodes.filter(
      ({ kind }) => kind === 'decision',
    );
    expect(await ids(decision!.id, 'upstream')).toContain('data customers.csv');
  });
});

describe('comparing', () => {
  it('says what changed in metrics, in what they are made of and in files', async () => {
    const first = await add(1);
    const second = await add(2, { scores: { test: { rocAuc: 0.86 } }, target: 'left' });
    const found = compareRecords(first, second);
    expect(found.metrics.find(({ metric }) => metric === 'rocAuc')?.difference).toBeCloseTo(0.05);
    expect(found.metrics.find(({ metric }) => metric === 'logLoss')?.difference).toBeNull();
    expect(found.changes).toEqual(['major: target: left in place of churned']);
    expect(found.files).toEqual([
      { path: 'model.json', change: 'changed' },
      { path: 'model.onnx', change: 'changed' },
    ]);
    expect(compareRecords(first, first)).toMatchObject({ changes: [], files: [] });
  });
});
