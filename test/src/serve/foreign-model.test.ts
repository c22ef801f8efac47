import { execFile } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportOnnx, predictTable } from '../../../src/artifact/index.ts';
import type { Column, Table } from '../../../src/data/index.ts';
import { type Answers, openModel } from '../../../src/serve/index.ts';
import { exampleModel, unseen } from '../artifact/example-models.ts';
import { numbers, tableOf, texts } from '../features/tables.ts';

/** Written by test/fixtures/serve/make-foreign.py, make-pytorch.py and make-pytorch-2.py; what is expected is what the libraries themselves predict. */
interface Case {
  file: string;
  inputs: { features: string[] | null; columns: Record<string, (number | string | null)[]> };
  prediction: (string | number)[];
  labels?: string[];
  probabilities?: number[][];
  scores?: number[][];
}

const fixtures = new URL('../../fixtures/serve/', import.meta.url).pathname;
const cases = ['foreign.json', 'foreign-pytorch.json', 'foreign-pytorch-2.json'].flatMap(
  (file) => (JSON.parse(readFileSync(join(fixtures, file), 'utf8')) as { cases: Case[] }).cases,
);
const caseOf = (file: string): Case => cases.find((each) => each.file === file)!;
const pathOf = (file: string): string => join(fixtures, 'foreign', file);

function tableFrom({ inputs }: Case): Table {
  return tableOf(
    ...Object.entries(inputs.columns).map(
      ([name, values]): Column =>
        typeof values[0] === 'string'
          ? texts(name, values as (string | null)[])
          : numbers(name, values as (number | null)[]),
    ),
  );
}

function predicted({ prediction }: Answers): (string | number)[] {
  return prediction.type === 'numbers'
    ? [...prediction.values]
    : Array.from(prediction.codes, (code) => prediction.dictionary[code]!);
}

function expectClose(found: readonly ArrayLike<number>[], wanted: readonly number[][]): void {
  expect(found).toHaveLength(wanted[0]!.length);
  wanted.forEach((row, at) => {
    row.forEach((value, place) => {
      expect(Math.abs(found[place]![at]! - value)).toBeLessThan(1e-5);
    });
  });
}

function runNode(script: string): Promise<{ status: number | null; stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [script], (_error, _out, stderr) =>
      resolve({ status: child.exitCode, stderr }),
    );
  });
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'foreign-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a model of another maker says here what it says there', () => {
  it.each(cases.map(({ file }) => file))('%s', async (file) => {
    const wanted = caseOf(file);
    const model = await openModel(pathOf(file), { features: wanted.inputs.features ?? undefined });
    const answers = await model.predict(tableFrom(wanted));
    await model.close();
    expect(answers.rows).toBe(wanted.prediction.length);
    if (typeof wanted.prediction[0] === 'number')
      expectClose(
        [predicted(answers) as number[]],
        wanted.prediction.map((value) => [value as number]),
      );
    else expect(predicted(answers)).toEqual(wanted.prediction);
    if (wanted.probabilities) {
      expect(answers.probabilities!.map(({ label }) => label)).toEqual(wanted.labels);
      expectClose(
        answers.probabilities!.map(({ values }) => values),
        wanted.probabilities,
      );
    } else expect(answers.probabilities).toBeNull();
    if (wanted.scores) expectClose(answers.scores!, wanted.scores);
    else expect(answers.scores).toBeNull();
  });

  it('and so does one of ours that is taken for a foreign one, with its classes', async () => {
    const trained = await exampleModel('three classes, calibrated');
    writeFileSync(join(folder, 'ours.onnx'), exportOnnx(trained).bytes);
    const model = await openModel(join(folder, 'ours.onnx'));
    const answers = await model.predict(unseen);
    const { predictions, codes } = predictTable(trained, unseen);
    if (predictions.task === 'regression') throw new Error('Classes were meant.');
    expect(predicted(answers)).toEqual(Array.from(codes!, (code) => predictions.classes[code]));
    expect(answers.probabilities!.map(({ label }) => label)).toEqual(predictions.classes);
    expectClose(
      answers.probabilities!.map(({ values }) => values),
      Array.from({ length: unseen.rows }, (_, row) => predictions.probabilities.map((own) => own[row]!)),
    );
    await model.close();
  });

  it('takes the columns of a file of just them, in its order', async () => {
    const { inputs } = caseOf('sklearn-linear.onnx');
    const rows = inputs.columns.a!.map((_, at) => Object.values(inputs.columns).map((column) => column[at]));
    writeFileSync(join(folder, 'rows.csv'), `${Object.keys(inputs.columns).join()}\n${rows.join('\n')}\n`);
    const model = await openModel(pathOf('sklearn-linear.onnx'), { data: 'rows.csv', workspace: folder });
    expect(model.inputs.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    await model.close();
  });
});

describe('a file that cannot be served is refused with the reason', () => {
  it('no model, another file, a broken one', async () => {
    await expect(openModel(join(folder, 'none.onnx'))).rejects.toThrow(/There is no model at/);
    writeFileSync(join(folder, 'other.txt'), 'x');
    await expect(openModel(join(folder, 'other.txt'))).rejects.toThrow(/neither the folder of a model/);
    writeFileSync(join(folder, 'broken.onnx'), 'this is no model');
    await expect(openModel(join(folder, 'broken.onnx'))).rejects.toThrow(/cannot be loaded as an ONNX model/);
    const whole = readFileSync(pathOf('sklearn-forest-zipmap.onnx'));
    writeFileSync(join(folder, 'half.onnx'), whole.subarray(0, whole.length / 2));
    await expect(openModel(join(folder, 'half.onnx'))).rejects.toThrow(/cannot be loaded as an ONNX model/);
  });

  it('features that are not named, or too many', async () => {
    const path = pathOf('sklearn-linear.onnx');
    await expect(openModel(path)).rejects.toThrow(/takes a matrix "X" of 3 columns without their names/);
    await expect(openModel(path, { features: ['a', 'b'] })).rejects.toThrow(
      /takes 3 columns .* and 2 are named \(a, b\)/,
    );
  });

  it('columns that are missing or of another type', async () => {
    const model = await openModel(pathOf('sklearn-columns.onnx'));
    const table = tableFrom(caseOf('sklearn-columns.onnx'));
    const without = { ...table, columns: table.columns.filter(({ name }) => name !== 'city') };
    await expect(model.predict(without)).rejects.toThrow('Column "city" (texts) is not in the table.');
    const retyped = tableOf(numbers('city', [1]), numbers('a', [1]), numbers('b', [1]));
    await expect(model.predict(retyped)).rejects.toThrow(/Column "city" holds numbers; texts are expected/);
    await model.close();
  });
});

describe('a model of another maker works in a thread of its own', () => {
  const rowsOf = (count: number): Table =>
    tableOf(
      ...['a', 'b', 'c'].map((name, place) =>
        numbers(
          name,
          Array.from({ length: count }, (_, row) => Math.sin(row * (place + 1))),
        ),
      ),
    );
  const open = () => openModel(pathOf('sklearn-linear.onnx'), { features: ['a', 'b', 'c'] });

  it('which predicts many rows as it does few, also where those are run here', async () => {
    const model = await open();
    const table = rowsOf(20_000);
    const all = predicted(await model.predict(table)) as number[];
    for (let row = 0; row < 12; row++) {
      const one = tableOf(
        ...table.columns.map(({ name, ...own }) =>
          numbers(name, own.type === 'numbers' ? [own.values[row]!] : []),
        ),
      );
      expectClose([predicted(await model.predict(one)) as number[]], [[all[row]!]]);
    }
    await model.close();
  });

  it('says so when the thread dies, and starts another for the next rows', async () => {
    const threads: Worker[] = [];
    const hear = (message: unknown): void => {
      threads.push((message as { worker: Worker }).worker);
    };
    subscribe('worker_threads', hear);
    try {
      const model = await open();
      expect(threads).toHaveLength(1);
      // Ended truly, it would take this process along: it may be inside the runtime.
      const under = model.predict(rowsOf(50_000));
      const died = expect(under).rejects.toThrow(
        /The thread that runs sklearn-linear.onnx died: no luck. It is started again when it is next asked/,
      );
      await setTimeout(5);
      threads[0]!.emit('error', new Error('no luck'));
      threads[0]!.emit('exit', 1);
      await died;
      expect((await model.predict(rowsOf(100))).rows).toBe(100);
      expect(threads).toHaveLength(2);
      await model.close();
      expect(threads[1]!.threadId).toBe(-1);
    } finally {
      threads[0]?.postMessage('close');
      unsubscribe('worker_threads', hear);
    }
  });

  it('that a process waits for which exits in the middle', async () => {
    const script = join(folder, 'exit.ts');
    writeFileSync(
      script,
      `import { openModel } from ${JSON.stringify(new URL('../../../src/serve/index.ts', import.meta.url).href)};
      const model = await openModel(${JSON.stringify(pathOf('sklearn-linear.onnx'))}, { features: ['a', 'b', 'c'] });
      const column = (name) => ({ name, kind: 'numeric', type: 'numbers', values: new Float64Array(300_000), missing: 0 });
      void model.predict({ rows: 300_000, columns: ['a', 'b', 'c'].map(column) });
      setTimeout(() => process.exit(7), 15);`,
    );
    const { status, stderr } = await runNode(script);
    expect([status, stderr]).toEqual([7, '']);
  });

  it('is left when the caller gives up, and serves the next one', async () => {
    const model = await open();
    const stop = new AbortController();
    const under = model.predict(rowsOf(200_000), stop.signal);
    const given = expect(under).rejects.toThrow('Interrupted.');
    await setTimeout(5);
    stop.abort();
    await given;
    expect((await model.predict(rowsOf(100))).rows).toBe(100);
    await model.close();
    await expect(model.predict(rowsOf(100))).rejects.toThrow(/after it was closed/);
  });
});
