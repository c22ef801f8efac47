import { monitorEventLoopDelay } from 'node:perf_hooks';
import { expect, it } from 'vitest';
import { PredictingThreads, predictTable, predictTableInThreads } from '../../../src/artifact/index.ts';
import { takeTableRows } from '../../../src/data/index.ts';
import { exampleModel, unseen } from './example-models.ts';

const big = takeTableRows(
  unseen,
  Int32Array.from({ length: 30_000 }, (_, row) => (row * 7) % unseen.rows),
);

it.each(['regression, a blend of trees, a line and neighbours', 'three classes, calibrated'] as const)(
  'threads say what the model says in this one: %s',
  async (kind) => {
    const trained = await exampleModel(kind);
    const some = takeTableRows(
      big,
      Int32Array.from({ length: 20_000 }, (_, row) => row),
    );
    expect(await predictTableInThreads(trained, some, { threads: 2 })).toEqual(predictTable(trained, some));
    const none = takeTableRows(unseen, new Int32Array());
    expect(await predictTableInThreads(trained, none)).toEqual(predictTable(trained, none));
  },
);

it('leaves the event loop free', async () => {
  const threads = new PredictingThreads(await exampleModel('three classes, a blend'), 1);
  await threads.predict(unseen);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  await threads.predict(big);
  delay.disable();
  await threads.close();
  // Wide of the 50 ms that are meant, since other tests keep the machine busy.
  expect(delay.max / 1e6).toBeLessThan(200);
});

it('refuses tables that lack a column, and stops when it is asked to', async () => {
  const trained = await exampleModel('two classes, a linear model');
  const threads = new PredictingThreads(trained, 2);
  const without = { ...big, columns: big.columns.filter(({ name }) => name !== 'age') };
  await expect(threads.predict(without)).rejects.toThrow(/Column "age" \(numbers\) is not in the table/);
  const stop = new AbortController();
  const running = threads.predict(big, stop.signal);
  stop.abort();
  await expect(running).rejects.toThrow(/Interrupted/);
  expect((await threads.predict(unseen)).codes).toHaveLength(unseen.rows);
  await threads.close();
});
