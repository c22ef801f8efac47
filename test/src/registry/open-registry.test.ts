import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRegistry, type Registry } from '../../../src/registry/index.ts';
import { openStore, type Store } from '../../../src/store/index.ts';
import { modelFolder, record, scratch } from './model-folder.ts';

let store: Store;
let home: string;
let registry: Registry;

beforeEach(async () => {
  home = scratch();
  store = await openStore({ path: join(home, 'opsmith.db') });
  registry = openRegistry({ store, folder: join(home, 'registry') });
});
afterEach(() => store.close());

const actor = 'ada';

describe('a registry', () => {
  it('gives a registered model back as it was, and by what it is called', async () => {
    const folder = modelFolder();
    const version = await registry.register({ name: 'churn', folder, actor, run: 'run_1' });
    expect(version).toMatchObject({
      id: 'churn@1.0.0',
      stage: null,
      run: 'run_1',
      registeredBy: 'ada',
      metrics: { rocAuc: 0.81, logLoss: 0.4 },
      choice: { proposed: '1.0.0', overridden: false },
    });
    expect(version.artifact.files.map(({ path }) => path)).toEqual([
      'model.json',
      'model.onnx',
      'plots/roc.svg',
    ]);
    const resolved = await registry.resolve('churn');
    for (const { path } of version.artifact.files)
      expect(readFileSync(join(resolved.folder, path)).equals(readFileSync(join(folder, path)))).toBe(true);
    expect(await registry.list()).toHaveLength(1);
    expect(await registry.names()).toEqual(['churn']);
  });

  it('keeps files that two versions share once', async () => {
    await registry.register({ name: 'churn', folder: modelFolder({ seed: 1 }), actor });
    await registry.register({ name: 'churn', folder: modelFolder({ seed: 2 }), actor });
    const blobs = readdirSync(join(home, 'registry', 'blobs'), { recursive: true, withFileTypes: true });
    expect(blobs.filter((entry) => entry.isFile())).toHaveLength(4);
  });

  it('unpacks anew what was changed after it was unpacked', async () => {
    const folder = modelFolder();
    await registry.register({ name: 'churn', folder, actor });
    const first = await registry.resolve('churn');
    const path = join(first.folder, 'model.onnx');
    chmodSync(path, 0o600);
    writeFileSync(path, 'something else');
    const again = await registry.resolve('churn');
    expect(
      readFileSync(join(again.folder, 'model.onnx')).equals(readFileSync(join(folder, 'model.onnx'))),
    ).toBe(true);
  });

  it('names near models and versions where one is not known', async () => {
    await registry.register({ name: 'churn', folder: modelFolder(), actor });
    await expect(registry.get('chrn')).rejects.toThrow('Did you mean churn?');
    await expect(registry.get('churn@1.0.1')).rejects.toThrow('Did you mean churn@1.0.0?');
    await expect(registry.get('churn@production')).rejects.toThrow('No version of churn is in production.');
    await expect(registry.get('churn@')).rejects.toMatchObject({ code: 'bad-reference' });
    expect((await registry.get('churn@1')).version).toBe('1.0.0');
  });

  it('proposes numbers by what changed, and takes a number of one’s own', async () => {
    const numbers: string[] = [];
    const add = async (changes: Record<string, unknown>, version?: string) => {
      const made = await registry.register({
        name: 'churn',
        folder: modelFolder({ record: record(changes) }),
        actor,
        ...(version && { version }),
      });
      numbers.push(made.version);
      return made.choice;
    };
    await add({});
    await add({ data: { fingerprint: 'd2' } });
    await add({ members: [{ family: 'random-forest', features: [] }], data: { fingerprint: 'd2' } });
    const major = await add({ target: 'left', members: [{ family: 'random-forest', features: [] }] });
    const own = await add({ target: 'left', members: [{ family: 'random-forest', features: [] }] }, '4.0.0');
    expect(numbers).toEqual(['1.0.0', '1.0.1', '1.1.0', '2.0.0', '4.0.0']);
    expect(major.reasons[0]).toBe('major: target: left in place of churned');
    expect(own).toMatchObject({ proposed: '2.0.1', overridden: true });
    await expect(add({}, '1.1.0')).rejects.toMatchObject({ code: 'version-exists' });
    await expect(add({}, 'best')).rejects.toMatchObject({ code: 'bad-version' });
  });
});
