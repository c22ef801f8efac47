import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRegistry, type Registry, repositoryHealth } from '../../../src/registry/index.ts';
import { openStore, type Store } from '../../../src/store/index.ts';
import { temporaryRepository } from '../review/temporary-repository.ts';
import { modelFolder, scratch } from './model-folder.ts';

let store: Store;
let registry: Registry;

beforeEach(async () => {
  const home = scratch();
  store = await openStore({ path: join(home, 'opsmith.db') });
  registry = openRegistry({ store, folder: join(home, 'registry') });
});
afterEach(() => store.close());

const register = (gitCommit: string | null) =>
  registry.register({ name: 'churn', folder: modelFolder(), actor: 'ada', gitCommit });

describe('the repository of a version', () => {
  it('is in order at the commit that it was trained at', async () => {
    const repository = temporaryRepository();
    const head = repository.commit({ 'train.sql': 'select 1' });
    expect(await repositoryHealth(repository.folder, await register(head))).toEqual({
      head,
      dirtyFiles: 0,
      tag: null,
      problems: [],
    });
  });

  it('shows changes in no commit, a commit that is missing or was not recorded, and a tag elsewhere', async () => {
    const repository = temporaryRepository();
    repository.commit({ 'train.sql': 'select 1' });
    repository.git('tag', 'models/churn/1.0.0');
    repository.commit({ 'train.sql': 'select 2' });
    repository.write({ 'train.sql': 'select 3' });
    const kinds = async (gitCommit: string | null) =>
      (
        await repositoryHealth(repository.folder, { model: 'churn', version: '1.0.0', gitCommit })
      ).problems.map(({ kind }) => kind);
    expect(await kinds(null)).toEqual(['no-commit-recorded', 'dirty-tree', 'tag-elsewhere']);
    expect(await kinds('0'.repeat(40))).toEqual(['missing-commit', 'dirty-tree', 'tag-elsewhere']);
  });

  it('may be none', async () => {
    const { problems } = await repositoryHealth(scratch(), await register(null));
    expect(problems.map(({ kind }) => kind)).toEqual(['no-repository']);
  });
});

describe('a tag', () => {
  it('is annotated, at the recorded commit, with what the version is known by', async () => {
    const repository = temporaryRepository();
    const first = repository.commit({ 'train.sql': 'select 1' });
    repository.commit({ 'train.sql': 'select 2' });
    repository.git('config', 'user.name', 'Ada');
    repository.git('config', 'user.email', 'ada@example.org');
    const { artifact } = await register(first);
    const request = { reference: 'churn', repository: repository.folder, actor: 'ada' };
    expect(await registry.tag(request)).toEqual({ name: 'models/churn/1.0.0', commit: first, isNew: true });
    const shown = repository.git('cat-file', 'tag', 'models/churn/1.0.0');
    expect(shown).toContain(`object ${first}`);
    expect(shown).toContain(`Artifact: sha256:${artifact.sha256}`);
    expect(shown).toContain('Metric: rocAuc 0.81');
    const [, hash] = /Audit-Head: 1:([0-9a-f]{64})/.exec(shown)!;
    expect(await registry.audit.verify({ seq: 1, hash: hash! })).toMatchObject({ ok: true });
    expect((await registry.tag(request)).isNew).toBe(false);
    expect((await registry.history('churn')).map(({ kind }) => kind)).toEqual([
      'version-registered',
      'tagged',
    ]);
    repository.git('tag', '--force', 'models/churn/1.0.0', 'HEAD');
    await expect(registry.tag(request)).rejects.toMatchObject({ code: 'tag-exists' });
  });

  it('is refused where there is no repository, or not the commit', async () => {
    await register('0'.repeat(40));
    const tag = (folder: string) => registry.tag({ reference: 'churn', repository: folder, actor: 'ada' });
    await expect(tag(scratch())).rejects.toMatchObject({ code: 'not-a-repository' });
    await expect(tag(temporaryRepository({ 'a.txt': 'a' }).folder)).rejects.toMatchObject({
      code: 'missing-commit',
    });
  });
});
