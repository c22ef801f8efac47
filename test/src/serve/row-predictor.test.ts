import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { predictTable, type TrainedModel, writeArtifact } from '../../../src/artifact/index.ts';
import { expectationsOf } from '../../../src/data/index.ts';
import {
  createModelCache,
  createRowPredictor,
  openModel,
  type Row,
  type ServedModel,
} from '../../../src/serve/index.ts';
import { exampleModel, seen, unseen } from '../artifact/example-models.ts';

let folder: string;
let trained: TrainedModel;
let model: ServedModel;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rows-'));
  trained = await exampleModel('two classes, a blend, calibrated by a sigmoid, with a threshold');
  await writeArtifact(join(folder, 'model'), trained, { expectations: expectationsOf(seen) });
  model = await openModel(join(folder, 'model'));
});
afterAll(async () => {
  await model.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A row of the table, as a caller would have it. */
function rowAt(at: number): Row {
  return Object.fromEntries(
    unseen.columns.map((column) => {
      if (column.type === 'texts') return [column.name, column.dictionary[column.codes[at]!] ?? null];
      const value = column.values[at]!;
      if (Number.isNaN(value)) return [column.name, null];
      return [
        column.name,
        column.kind === 'datetime' && at % 2 === 0 ? new Date(value).toISOString() : value,
      ];
    }),
  );
}

const rows = Array.from({ length: unseen.rows }, (_, at) => rowAt(at));

describe('rows are predicted', () => {
  it('one by one, by many callers at once, and all together, as the table is', async () => {
    const { predictions, codes } = predictTable(trained, unseen);
    if (predictions.task === 'regression') throw new Error('Classes were meant.');
    const { classes, probabilities } = predictions;
    const wanted = rows.map((_, at) => ({
      prediction: classes[codes![at]!]!,
      probabilities: Object.fromEntries(classes.map((label, code) => [label, probabilities[code]![at]!])),
      scores: null,
    }));
    const predictor = createRowPredictor(model, { maxRows: 100 });
    expect(await predictor.predict(rows)).toEqual(wanted);
    expect(predictor.runs).toEqual({ count: 1, rows: rows.length });
    const alone: unknown[] = [];
    for (const row of rows.slice(0, 20)) alone.push(...(await predictor.predict([row])));
    expect(alone).toEqual(wanted.slice(0, 20));
    const before = predictor.runs.count;
    const crowd = await Promise.all(rows.map((row) => predictor.predict([row])));
    expect(crowd.flat()).toEqual(wanted);
    // 300 callers in batches of at most 100 rows.
    expect(predictor.runs.count - before).toBe(3);
    expect(await predictor.predict([])).toEqual([]);
    await predictor.close();
    await expect(predictor.predict(rows)).rejects.toThrow(/predictor that is closed/);
  });

  it('refuses wrong rows with column and reason, and others with them are predicted', async () => {
    const predictor = createRowPredictor(model);
    const without = Object.fromEntries(Object.entries(rowAt(0)).filter(([name]) => name !== 'age'));
    const cases: [Row, RegExp][] = [
      [without, /^Row 2 has no column "age"/],
      [{ ...without, Age: 3 }, /^Row 2 has no column "age"; there is "Age"/],
      [{ ...rowAt(0), age: 'forty' }, /^Column "age", row 2: "forty" is not a number/],
      [{ ...rowAt(0), age: undefined }, /^Row 2 has no column "age"/],
      [{ ...rowAt(0), city: 7 }, /^Column "city", row 2: 7 is not a text/],
      [{ ...rowAt(0), joined: 'yesterday' }, /^Column "joined", row 2: "yesterday" is not a time/],
      [{ ...rowAt(0), plan: { deep: true } }, /^Column "plan", row 2: {"deep":true} is not a text/],
    ];
    const good = predictor.predict([rowAt(1)]);
    for (const [row, message] of cases)
      await expect(predictor.predict([rowAt(0), row])).rejects.toThrow(message);
    expect(await good).toHaveLength(1);
    await predictor.close();
  });

  it('takes unseen categories as unknown, or refuses them where that is asked for', async () => {
    const row = { ...rowAt(1), city: 'Atlantis' };
    const accepting = createRowPredictor(model);
    expect((await accepting.predict([row]))[0]!.probabilities).not.toBeNull();
    const refusing = createRowPredictor(model, { unseen: 'refuse' });
    await expect(refusing.predict([row])).rejects.toThrow(
      /Column "city", row 1: training has not seen "Atlantis"/,
    );
    await Promise.all([accepting.close(), refusing.close()]);
  });

  it('reads times without a zone as UTC', async () => {
    const predictor = createRowPredictor(model);
    const at = (joined: unknown) => predictor.predict([{ ...rowAt(1), joined }]);
    const wanted = await at(Date.UTC(2020, 1, 3, 4, 5));
    expect(await at('2020-02-03T04:05')).toEqual(wanted);
    expect(await at('2020-02-03 04:05:00')).toEqual(wanted);
    expect(await at('2020-02-03T05:05:00+01:00')).toEqual(wanted);
    await predictor.close();
  });

  it('reads days of eight digits and periods as tables hold them', async () => {
    const predictor = createRowPredictor(model);
    const at = (joined: unknown) => predictor.predict([{ ...rowAt(1), joined }]);
    const day = await at(Date.UTC(2020, 3, 1));
    for (const written of [20_200_401, '20200401', '2020Q2', '2020-04', '2020M4'])
      expect(await at(written)).toEqual(day);
    expect(await at('2020-W15')).toEqual(await at(Date.UTC(2020, 3, 6)));
    await expect(at('2020Q5')).rejects.toThrow(/"2020Q5" is not a time/);
    await predictor.close();
  });

  it('refuses more rows than may wait', async () => {
    const predictor = createRowPredictor(model, { maxWaitingRows: 150, maxRows: 1_000 });
    const first = predictor.predict(rows.slice(0, 100));
    await expect(predictor.predict(rows.slice(0, 100))).rejects.toThrow(
      /100 rows wait for .* and at most 150 may/,
    );
    expect(await first).toHaveLength(100);
    await predictor.close();
  });
});

describe('models stay open between uses', () => {
  it('once for all who use them, until they change or others come', async () => {
    const path = join(folder, 'cached');
    await writeArtifact(path, trained);
    const cache = createModelCache({ most: 1 });
    const take = (which: string) => cache.use(which, async (own) => own);
    const first = await take(path);
    expect(await take(path)).toBe(first);
    rmSync(path, { recursive: true });
    await expect(take(path)).rejects.toThrow(/There is no model at/);
    await writeArtifact(path, await exampleModel('two classes, a linear model'));
    const second = await take(path);
    expect(second).not.toBe(first);
    expect(second.trained!.members).toHaveLength(1);
    await take(join(folder, 'model'));
    expect(await take(path)).not.toBe(second);
    await cache.close();
  });
});
