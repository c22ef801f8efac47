import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { promoteThroughGates, versionToPromote } from '../../../agents/gates/promote-through-gates.ts';
import { rolledBackNote } from '../../../agents/gates/rolled-back.ts';
import { writeArtifact } from '../../../src/artifact/index.ts';
import { Config } from '../../../src/config/index.ts';
import type { Column } from '../../../src/data/index.ts';
import { openProjectRegistry, type Registry } from '../../../src/registry/index.ts';
import { openStore, type Store } from '../../../src/store/index.ts';
import { numbers, table, trained, two } from '../../src/explain/small-models.ts';

let workspace: string;
let store: Store;
let registry: Registry;
const config = Config.parse({});

/** The table that the small models learn from, with the target, as a file. */
function csv(): string {
  const text = (column: Column, row: number) => {
    if (column.type === 'texts') return column.codes[row]! < 0 ? '' : column.dictionary[column.codes[row]!]!;
    return Number.isNaN(column.values[row]) ? '' : String(column.values[row]);
  };
  const codes = two.task === 'classification' ? two.codes : [];
  const classes = two.task === 'classification' ? two.classes : [];
  const rows = Array.from({ length: table.rows }, (_, row) =>
    [...table.columns.map((column) => text(column, row)), classes[codes[row]!]].join(','),
  );
  return [[...table.columns.map(({ name }) => name), 'wanted'].join(','), ...rows].join('\n');
}

beforeAll(async () => {
  workspace = mkdtempSync(join(tmpdir(), 'opsmith-gates-'));
  writeFileSync(join(workspace, 'rows.csv'), `${csv()}\n`);
  store = await openStore({ path: join(workspace, '.opsmith', 'opsmith.db') });
  registry = openProjectRegistry({ store, config, cwd: workspace, env: {} });
  const data = { fingerprint: 'd', rows: table.rows, columns: 5, source: 'rows.csv' };
  const register = async (family: string, name: string, target = two) => {
    const folder = join(workspace, `${name}-${family}`);
    const model = await trained([family], target);
    const facts = { data, scores: { test: { roc_auc: 0.9 } }, protectedColumns: ['colour'] };
    await writeArtifact(folder, model, facts);
    return registry.register({ name, folder, actor: 'crew' });
  };
  await register('dummy', 'wanted');
  await registry.changeStage({ reference: 'wanted@1.0.0', to: 'production', actor: 'ada' });
  await register('gradient-boosting', 'wanted');
  await register('gradient-boosting', 'size', numbers);
}, 60_000);
afterAll(async () => {
  await store.close();
  rmSync(workspace, { recursive: true, force: true });
});

async function ask(production: string, reference: string, data: string | null = 'rows.csv') {
  writeFileSync(join(workspace, 'policy.yaml'), `version: 1\nproduction: ${production}\n`);
  const { decision } = await promoteThroughGates({
    registry,
    config,
    workspace,
    reference,
    to: 'production',
    data,
    dryRun: true,
    actor: 'ada',
  });
  return decision.controls;
}

describe('gates that measure', () => {
  it('compare with the live version on the same rows', async () => {
    const [better] = await ask('{ notWorseThanLive: { metric: roc_auc } }', 'wanted@1.1.0');
    expect(better).toMatchObject({
      status: 'pass',
      evidence: { live: 'wanted@1.0.0', rows: 400, liveScore: 0.5, source: 'rows.csv' },
    });
    const { improvement } = better!.evidence as { improvement: { low: number; high: number } };
    expect(improvement.low).toBeGreaterThan(0.2);
    const [without] = await ask('{ notWorseThanLive: { metric: roc_auc } }', 'wanted@1.1.0', null);
    expect(without).toMatchObject({ status: 'fail', says: expect.stringContaining('--data FILE') });
    const [first] = await ask('{ notWorseThanLive: { metric: rmse } }', 'size@1.0.0');
    expect(first).toMatchObject({ status: 'not-applicable' });
  });

  it('measure calibration, latency, gaps between groups and the training table', async () => {
    const gates =
      '{ calibration: { maxError: 0.5 }, latency: { p95Ms: 1000 }, fairness: { demographicParity: 1, equalizedOdds: 0.01 }, dataChecks: {} }';
    const found = await ask(gates, 'wanted@1.1.0');
    expect(found.map(({ control, status }) => `${control}: ${status}`)).toEqual([
      'calibration: pass',
      'latency: pass',
      'fairness colour (demographicParity): pass',
      'fairness colour (equalizedOdds): fail',
      expect.stringMatching(/^data checks: /),
    ]);
    const numeric = await ask(
      '{ calibration: { maxError: 0.5 }, fairness: { calibration: 1 } }',
      'size@1.0.0',
    );
    expect(numeric.map(({ status }) => status)).toEqual(['not-applicable', 'not-applicable']);
  });

  it('say what is wrong with the rows that they are given', async () => {
    writeFileSync(join(workspace, 'other.csv'), 'height,colour\n1,red\n');
    const asked = ask('{ calibration: { maxError: 0.5 } }', 'wanted@1.1.0', 'other.csv');
    await expect(asked).rejects.toMatchObject({ code: 'no-such-column' });
  });
});

it('takes the version in staging to production, else the latest', async () => {
  expect(await versionToPromote(registry, 'wanted', 'production')).toBe('wanted@1.1.0');
  const again = { name: 'wanted', folder: join(workspace, 'wanted-dummy'), actor: 'crew' };
  const { id } = await registry.register(again);
  expect(await versionToPromote(registry, 'wanted', 'production')).toBe(id);
  await registry.changeStage({ reference: 'wanted@1.1.0', to: 'staging', actor: 'ada' });
  expect(await versionToPromote(registry, 'wanted', 'production')).toBe('wanted@1.1.0');
  expect(await versionToPromote(registry, 'wanted', 'staging')).toBe(id);
});

it('says of a version that it was rolled back, until it is promoted again', async () => {
  expect(await rolledBackNote(registry, 'wanted@1.1.0')).toBe('');
  await registry.changeStage({ reference: 'wanted@1.1.0', to: 'production', actor: 'ada' });
  await registry.rollBack({ name: 'wanted', actor: 'bob', reason: 'too many alarms' });
  expect(await rolledBackNote(registry, 'wanted@1.1.0')).toMatch(
    /^wanted@1\.1\.0 was rolled back by bob at \d{4}-\d\d-\d\d \d\d:\d\d \(“too many alarms”\)\. $/,
  );
  expect(await rolledBackNote(registry, 'wanted@1.0.0')).toBe('');
  await registry.changeStage({ reference: 'wanted@1.1.0', to: 'production', actor: 'ada' });
  expect(await rolledBackNote(registry, 'wanted@1.1.0')).toBe('');
});
