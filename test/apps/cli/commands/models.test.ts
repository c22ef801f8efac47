import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readMoment } from '../../../../apps/cli/models/moment.ts';
import { Config } from '../../../../src/config/index.ts';
import { openProjectRegistry } from '../../../../src/registry/index.ts';
import { openStore } from '../../../../src/store/index.ts';
import { modelFolder, record } from '../../../src/registry/model-folder.ts';
import { runInProcess } from '../run-in-process.ts';
import { makeWorkspace } from '../workspace.ts';

/** A folder with a registry of two versions. */
async function workspace(files: Record<string, string> = {}): Promise<string> {
  const cwd = makeWorkspace(files);
  const store = await openStore({ path: join(cwd, '.opsmith', 'opsmith.db') });
  const registry = openProjectRegistry({ store, config: Config.parse({}), cwd, env: {} });
  for (const seed of [1, 2])
    await registry.register({
      name: 'churn',
      folder: modelFolder({ seed, record: record({ seed }) }),
      actor: 'crew',
    });
  await store.close();
  return cwd;
}

async function opsmith(cwd: string, ...words: string[]) {
  const ran = await runInProcess(words, { cwd });
  return { ...ran, document: words.includes('--json') ? JSON.parse(ran.stdout) : null };
}

describe('opsmith models', () => {
  it('says where models come from while there are none', async () => {
    const { status, stdout } = await opsmith(makeWorkspace(), 'models', 'list');
    expect([status, stdout]).toEqual([0, 'There is no model yet: `opsmith train` makes one.\n']);
  });

  it('lists and shows versions', async () => {
    const cwd = await workspace();
    const list = await opsmith(cwd, 'models', 'list', '--json');
    expect(list.document.models.map(({ id }: { id: string }) => id)).toEqual(['churn@1.0.1', 'churn@1.0.0']);
    expect((await opsmith(cwd, 'models', 'list')).stdout).toContain('rocAuc 0.81');
    const show = await opsmith(cwd, 'models', 'show', 'churn@1.0.0');
    expect(show.stdout).toContain('model.onnx');
    expect((await opsmith(cwd, 'models', 'show', 'churn@1.0.0', '--json')).document).toMatchObject({
      id: 'churn@1.0.0',
      approvals: [],
    });
  });

  it('promotes and rolls back with --yes, and asks nobody where nobody is', async () => {
    const cwd = await workspace();
    const unasked = await opsmith(cwd, 'models', 'promote', 'churn@1.0.0');
    expect(unasked.status).toBe(2);
    expect(unasked.stderr).toContain(
      'Promote churn@1.0.0 to production, in place of nothing? Nobody is here',
    );
    for (const id of ['churn@1.0.0', 'churn@1.0.1'])
      expect((await opsmith(cwd, 'models', 'promote', id, '--yes', '--json')).document).toMatchObject({
        allowed: true,
        promoted: true,
        policy: null,
      });
    const back = await opsmith(
      cwd,
      'models',
      'rollback',
      'churn',
      '--yes',
      '--reason',
      'errors',
      '--by',
      'grace',
    );
    expect([back.status, back.stdout]).toEqual([
      0,
      'churn@1.0.0 is in production again; 1.0.1 is archived.\n',
    ]);
    expect((await opsmith(cwd, 'models', 'at', 'churn', '--json')).document.production).toMatchObject({
      version: '1.0.0',
      actor: 'grace',
      why: 'grace rolled back to it, in place of 1.0.1 (“errors”)',
    });
    expect((await opsmith(cwd, 'models', 'at', 'churn', '--time', '1w')).stdout).toContain(
      'production: nothing',
    );
    const gone = await opsmith(cwd, 'models', 'delete', 'churn@production', '--yes');
    expect([gone.status, gone.stderr]).toEqual([
      2,
      expect.stringContaining('is in production and is not deleted'),
    ]);
  });

  it('ends with 1 where a gate fails, and names the line of a policy that does not hold', async () => {
    const cwd = await workspace({
      'policy.yaml': 'version: 1\nproduction:\n  approvals: { fourEyes: true }\n',
    });
    const refused = await opsmith(cwd, 'models', 'promote', 'churn', '--yes', '--by', 'ada');
    expect(refused.status).toBe(1);
    expect(refused.stdout).toContain('FAIL  approvals: Nobody approved');
    await opsmith(cwd, 'models', 'approve', 'churn@latest', '--by', 'ada');
    expect((await opsmith(cwd, 'models', 'promote', 'churn', '--yes', '--by', 'ada')).status).toBe(1);
    await opsmith(cwd, 'models', 'approve', 'churn@latest', '--by', 'grace', '--reason', 'read the report');
    const trial = await opsmith(cwd, 'models', 'promote', 'churn', '--dry-run', '--by', 'ada');
    expect([trial.status, trial.stdout]).toEqual([0, expect.stringContaining('would be let through')]);
    expect((await opsmith(cwd, 'models', 'promote', 'churn', '--yes', '--by', 'ada')).status).toBe(0);
    const decisions = await opsmith(cwd, 'audit', 'list', '--kind', 'gate-decision', '--json');
    expect(
      decisions.document.entries.map(({ body }: { body: { allowed: boolean } }) => body.allowed),
    ).toEqual([false, false, true]);
    const { writeFileSync } = await import('node:fs');
    writeFileSync(join(cwd, 'policy.yaml'), 'version: 1\nproduction:\n  aprovals: {}\n');
    const broken = await opsmith(cwd, 'models', 'promote', 'churn@1.0.0', '--yes');
    expect(broken.status).toBe(2);
    expect(broken.stderr).toContain(
      'line 3: "production.aprovals" is no key of a policy; did you mean "approvals"?',
    );
  });

  it('exports, imports, aliases, compares, verifies, prunes and asks where things came from', async () => {
    const cwd = await workspace();
    await opsmith(cwd, 'models', 'export', 'churn@1.0.0', '--out', 'c.tar');
    expect((await opsmith(cwd, 'models', 'import', 'c.tar', '--name', 'copy', '--as', '3.0.0')).stdout).toBe(
      'copy@3.0.0 is registered.\n',
    );
    await opsmith(cwd, 'models', 'alias', 'copy@3.0.0', '@champion');
    expect((await opsmith(cwd, 'models', 'show', 'copy@champion', '--json')).document.version).toBe('3.0.0');
    expect((await opsmith(cwd, 'models', 'alias', 'copy', 'champion', '--remove')).status).toBe(0);
    expect((await opsmith(cwd, 'models', 'compare', 'churn@1.0.0', 'churn@1.0.1')).stdout).toContain(
      'rocAuc',
    );
    expect((await opsmith(cwd, 'models', 'verify')).stdout).toMatch(/^All whole: 3 versions/);
    const lineage = await opsmith(cwd, 'models', 'lineage', 'churn', '--direction', 'upstream', '--json');
    expect(lineage.document.nodes.map(({ kind }: { kind: string }) => kind)).toEqual([
      'data',
      'features',
      'model',
    ]);
    expect((await opsmith(cwd, 'models', 'prune', '--keep', '1', '--yes')).stdout).toContain(
      'Deleted: churn@1.0.0.',
    );
    expect((await opsmith(cwd, 'models', 'history', 'churn', '--limit', '1')).stdout).toContain(
      'version-deleted',
    );
    expect((await opsmith(cwd, 'models', 'import', 'nowhere.tar')).status).toBe(2);
  });
});

describe('opsmith audit', () => {
  it('verifies, also against an end that was kept elsewhere, and exports', async () => {
    const cwd = await workspace();
    const head = (await opsmith(cwd, 'audit', 'head')).stdout.trim();
    expect(head).toMatch(/^2:[0-9a-f]{64}$/);
    expect((await opsmith(cwd, 'audit', 'verify', '--head', head)).stdout).toMatch(/^Unchanged: 2 entries/);
    const other = await opsmith(cwd, 'audit', 'verify', '--head', head.replace('2:', '9:'), '--json');
    expect([other.status, other.document.problems[0].kind]).toEqual([1, 'truncated']);
    expect((await opsmith(cwd, 'audit', 'verify', '--head', 'nonsense')).status).toBe(2);
    expect(
      (await opsmith(cwd, 'audit', 'export')).stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).seq),
    ).toEqual([1, 2]);
  });
});

describe('a moment', () => {
  const now = new Date('2026-03-10T12:00:00Z');

  it('is a date, a time or how long ago', () => {
    expect(readMoment('3h', now).toISOString()).toBe('2026-03-10T09:00:00.000Z');
    expect(readMoment('2d ago', now).toISOString()).toBe('2026-03-08T12:00:00.000Z');
    expect(readMoment('2026-03-01T10:00Z', now).toISOString()).toBe('2026-03-01T10:00:00.000Z');
    expect(readMoment('2026-03-01', now).getTime()).toBe(new Date('2026-03-01T23:59:59.999').getTime());
  });

  it.each(['yesterday-ish', '2026-13-01', '3x', ''])('is not %j', (text) => {
    expect(() => readMoment(text, now)).toThrow('is no time');
  });
});
