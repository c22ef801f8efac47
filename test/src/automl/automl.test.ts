import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { predictTable, unexportable } from '../../../src/artifact/index.ts';
import { automl, prepareTraining, trainingTableBytes } from '../../../src/automl/index.ts';
import { readTable } from '../../../src/data/index.ts';
import { scoreOf } from '../../../src/train/index.ts';
import { tableWith } from './tables.ts';

const folder = mkdtempSync(join(tmpdir(), 'opsmith-automl-'));
afterAll(() => rmSync(folder, { recursive: true }));

// On a busy machine threads start slowly.
describe('a model by a time budget', { timeout: 90_000 }, () => {
  it.each(['worth', 'buys', 'level'] as const)(
    'beats the baseline on rows it never saw: %s',
    async (target) => {
      const told: number[] = [];
      const result = await automl({
        ...{ table: tableWith(target, 150), target, seed: 1, parallel: 2, maxTrials: 3 },
        timeBudgetMs: 60_000,
        onTrial: ({ number }) => told.push(number),
      });
      const { problem, model, baseline, ensemble, trials } = result;
      expect(trials).toHaveLength(3);
      expect(told.sort()).toEqual([0, 1, 2]);
      const less = problem.lowerIsBetter ? 1 : -1;
      const others = tableWith(target, 600, 8);
      const truth = prepareTraining(others, problem).target;
      const score = scoreOf(problem.metric, truth, predictTable(model, others).predictions)!;
      expect(less * score).toBeLessThan(less * baseline);
      expect(less * ensemble.score).toBeLessThan(less * baseline);
      expect(unexportable(model)).toEqual([]);
    },
  );

  it('ends by the clock with what it has', async () => {
    const began = performance.now();
    const { trials, leftOut, model } = await automl({
      ...{ table: tableWith('buys', 4_000), target: 'buys', parallel: 1 },
      ...{ timeBudgetMs: 4_000, families: ['linear', 'random-forest'], parts: 2 },
    });
    expect(performance.now() - began).toBeLessThan(20_000);
    expect(trials.length).toBeGreaterThan(0);
    expect(model.members.length + leftOut.length).toBeGreaterThan(0);
  });

  it('learns from a sample, and says so, where memory is short', async () => {
    const given = {
      table: tableWith('buys', 4_000),
      target: 'buys',
      families: ['linear'],
      maxTrials: 1,
      parts: 2,
    };
    const { ensemble, warnings } = await automl({ ...given, availableBytes: 1_050_000, seed: 3 });
    expect(ensemble.rows.length).toBeLessThan(3_500);
    expect(ensemble.rows.length).toBeGreaterThan(500);
    expect(warnings).toEqual([
      expect.stringMatching(/would take about .* It learns from [\d,]+ rows drawn at random\.$/),
    ]);
    await expect(automl({ ...given, availableBytes: 10_000 })).rejects.toMatchObject({ code: 'too-large' });
  });

  it('reads a table by the memory that learning from it takes', async () => {
    const path = join(folder, 'many.csv');
    writeFileSync(
      path,
      `a,b\n${Array.from({ length: 5_000 }, (_, row) => `${row % 97},${row % 2}`).join('\n')}\n`,
    );
    const memoryBytes = trainingTableBytes(300_000);
    const { table, warnings } = await readTable(path, { workspace: folder, memoryBytes });
    expect(table.rows).toBe(Math.floor(memoryBytes / 16));
    expect(warnings.map(({ code }) => code)).toContain('sampled');
  });

  it('takes up what a killed run has kept', async () => {
    const child = spawn(process.execPath, [new URL('automl-child.ts', import.meta.url).pathname, folder], {
      stdio: 'ignore',
    });
    const kept = () =>
      readdirSync(folder).filter((name) => name.endsWith('.candidate') && !name.startsWith('.'));
    while (kept().length < 3 && child.exitCode === null) await sleep(50);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const before = kept().length;
    expect(before).toBeGreaterThanOrEqual(3);
    const begun: number[] = [];
    const { trials } = await automl({
      ...{
        table: tableWith('worth', 150),
        target: 'worth',
        seed: 1,
        folder,
        maxTrials: before + 1,
        parallel: 1,
      },
      ...{ timeBudgetMs: 60_000, families: ['linear'], repeats: 1 },
      onTrial: ({ number }) => begun.push(number),
    });
    expect(trials).toHaveLength(before + 1);
    expect(begun).toEqual([before]);
    expect(kept()).toHaveLength(before + 1);
  });

  it('refuses what it cannot learn from before it spends anything', async () => {
    await expect(automl({ table: tableWith('buys', 5), target: 'buys' })).rejects.toMatchObject({
      code: 'too-few-rows',
    });
    const identifiers = tableWith('buys', 50);
    const only = {
      rows: 50,
      columns: [{ ...identifiers.columns[0]!, kind: 'identifier' as const }, identifiers.columns.at(-1)!],
    };
    await expect(automl({ table: only, target: 'buys' })).rejects.toMatchObject({ code: 'no-features' });
    await expect(
      automl({ table: tableWith('buys', 50), target: 'buys', signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({
      code: 'interrupted',
    });
  });
});
