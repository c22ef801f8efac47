import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/errors/index.ts';
import type { Estimator, EstimatorInput } from '../../../src/train/estimators/estimator.ts';
import { estimatorOf, estimators } from '../../../src/train/estimators.ts';
import { type FeatureMatrix, numericMatrix, takeRows } from '../../../src/train/matrix.ts';
import type { Model } from '../../../src/train/models/model.ts';
import { predictInThreads } from '../../../src/train/models/predict-in-threads.ts';
import { predictModel } from '../../../src/train/models/predict-model.ts';
import { loadModel, saveModel } from '../../../src/train/models/save-model.ts';
import { createRandom } from '../../../src/train/random.ts';
import { createRandomSampler } from '../../../src/train/search/simple-samplers.ts';
import { checkSpace } from '../../../src/train/search/space.ts';
import type { Target } from '../../../src/train/target.ts';
import { longestTurn, measuresThreads, processorMs } from '../../tools/longest-turn.ts';
import { farthest, runExported, shown } from './run-exported.ts';

/** Two numbers with gaps, a category of five, a column of nothing and one that never changes. */
function table(rows: number, seed: number): FeatureMatrix {
  const random = createRandom(seed);
  const gaps = (value: number) => (random.next() < 0.1 ? Number.NaN : value);
  return {
    rows,
    names: ['height', 'width', 'colour', 'nothing', 'same'],
    columns: [
      Float64Array.from({ length: rows }, () => gaps(random.normal())),
      Float64Array.from({ length: rows }, () => gaps(10 * random.normal() + 3)),
      Float64Array.from({ length: rows }, () => gaps(random.below(5))),
      new Float64Array(rows).fill(Number.NaN),
      new Float64Array(rows).fill(7),
    ],
    categories: [0, 0, 5, 0, 0],
  };
}

/** What the columns say, with some noise. */
function signalOf(matrix: FeatureMatrix, seed: number): Float64Array {
  const random = createRandom(seed);
  const [height, width, colour] = matrix.columns;
  return Float64Array.from(
    { length: matrix.rows },
    (_, row) =>
      2 * (height![row]! || 0) +
      0.1 * (width![row]! || 0) +
      (colour![row] === 2 ? 2 : 0) +
      0.3 * random.normal(),
  );
}

function classesAt(signal: Float64Array, bounds: readonly number[]): Target {
  return {
    task: 'classification',
    classes: ['low', 'middle', 'high'].slice(0, bounds.length + 1),
    codes: Int32Array.from(signal, (value) => bounds.filter((bound) => value > bound).length),
  };
}

const seen = table(240, 1);
const signal = signalOf(seen, 2);
const targets: Target[] = [
  { task: 'regression', values: signal },
  classesAt(signal, [0.5]),
  classesAt(signal, [-0.5, 1.5]),
];
const unseen = table(150, 3);
unseen.columns[2]![0] = 400;
unseen.columns[2]![1] = 5;
unseen.columns[0]![2] = 1e9;

/** Fewer rounds, so that all laws together take seconds. */
const quick: Record<string, Record<string, unknown>> = {
  'gradient-boosting': { iterations: 15 },
  'random-forest': { trees: 12 },
  'extra-trees': { trees: 12 },
  perceptron: { epochs: 20 },
};

function learn(estimator: Estimator, input: Partial<EstimatorInput> = {}): Promise<Model> {
  return estimator.fit({
    matrix: seen,
    target: targets[1]!,
    seed: 5,
    ...input,
    options: { ...quick[estimator.name], ...input.options },
  });
}

const targetsOf = (estimator: Estimator) => targets.filter(({ task }) => estimator.tasks.includes(task));

function expectSound(model: Model, matrix: FeatureMatrix): void {
  for (const row of shown(predictModel(model, matrix))) {
    expect(row.every(Number.isFinite)).toBe(true);
    if (model.classes === null) continue;
    expect(Math.min(...row)).toBeGreaterThanOrEqual(0);
    expect(row.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 9);
  }
}

describe.each(estimators)('$name', (estimator) => {
  it('gives the same model for the same seed, and predicts by it as often as asked', async () => {
    for (const target of targetsOf(estimator)) {
      const [one, other] = [await learn(estimator, { target }), await learn(estimator, { target })];
      expect(saveModel(one)).toBe(saveModel(other));
      expect(one.features).toEqual(seen.names);
      expectSound(one, unseen);
      expect(shown(predictModel(one, unseen))).toEqual(shown(predictModel(one, unseen)));
    }
  });

  it('comes back as it was saved', async () => {
    for (const target of targetsOf(estimator)) {
      const model = await learn(estimator, { target });
      const back = loadModel(saveModel(model));
      expect(back).toEqual(model);
      expect(shown(predictModel(back, unseen))).toEqual(shown(predictModel(model, unseen)));
    }
  });

  it('gives the same numbers as ONNX, for unseen categories and huge numbers too', async () => {
    for (const target of targetsOf(estimator)) {
      const model = await learn(estimator, { target });
      const own = shown(predictModel(model, unseen));
      const scale = Math.max(1, ...own.flat().map(Math.abs));
      expect(farthest(own, await runExported(model, unseen)) / scale).toBeLessThan(1e-9);
    }
  });

  it('predicts in threads what it predicts here', async () => {
    const model = await learn(estimator);
    const many = takeRows(
      unseen,
      Int32Array.from({ length: 4_001 }, (_, row) => row % unseen.rows),
    );
    const own = shown(predictModel(model, many));
    expect(shown(await predictInThreads(model, many, { threads: 2 }))).toEqual(own);
  });

  it('finds columns by name, and says which one is not there', async () => {
    const model = await learn(estimator);
    const order = [4, 2, 0, 3, 1];
    const turned = {
      ...unseen,
      names: order.map((at) => unseen.names[at]!),
      columns: order.map((at) => unseen.columns[at]!),
      categories: order.map((at) => unseen.categories[at]!),
    };
    expect(shown(predictModel(model, turned))).toEqual(shown(predictModel(model, unseen)));
    const other = { ...unseen, names: ['height', 'breadth', 'colour', 'nothing', 'same'] };
    expect(() => predictModel(model, other)).toThrow(/"width".*height, breadth/);
  });

  // Trees take the first column of those that split equally well, and with few rows many do; some draw columns at random, as a perceptron does its first weights.
  it.skipIf(!['linear', 'neighbours', 'naive-bayes', 'dummy'].includes(estimator.name))(
    'learns the same from columns in another order',
    async () => {
      for (const target of targetsOf(estimator)) {
        const order = [2, 1, 4, 3, 0];
        const turned = {
          ...seen,
          names: order.map((at) => seen.names[at]!),
          columns: order.map((at) => seen.columns[at]!),
          categories: order.map((at) => seen.categories[at]!),
        };
        const model = await learn(estimator, { target });
        const refitted = await learn(estimator, { target, matrix: turned });
        const apart = farthest(shown(predictModel(model, seen)), shown(predictModel(refitted, seen)));
        expect(apart).toBeLessThan(1e-4);
      }
    },
  );

  it('learns from one row', async () => {
    for (const target of targetsOf(estimator)) {
      const row = Int32Array.of(0);
      const one: Target =
        target.task === 'regression'
          ? { task: 'regression', values: Float64Array.of(4.5) }
          : { ...target, codes: Int32Array.of(1) };
      const model = await learn(estimator, { matrix: takeRows(seen, row), target: one });
      expectSound(model, unseen);
      const [first] = shown(predictModel(model, takeRows(seen, row)));
      if (target.task === 'regression') expect(first![0]).toBeCloseTo(4.5, 6);
      else expect(first![1]).toBeCloseTo(1, 6);
    }
  });

  it('learns where a class, or all but one, has no rows', async () => {
    if (!estimator.tasks.includes('classification')) return;
    const three = ['none', 'some', 'more'];
    const codes = Int32Array.from({ length: seen.rows }, (_, row) => (signal[row]! > 0 ? 2 : 1));
    const model = await learn(estimator, { target: { task: 'classification', classes: three, codes } });
    expectSound(model, unseen);
    for (const [none] of shown(predictModel(model, seen))) expect(none).toBeLessThan(0.1);
    for (const classes of [['only'], ['never', 'always']]) {
      const alone = codes.map(() => classes.length - 1);
      const sure = await learn(estimator, { target: { task: 'classification', classes, codes: alone } });
      for (const row of shown(predictModel(sure, unseen))) expect(row[classes.length - 1]).toBe(1);
      expect(farthest(shown(predictModel(sure, unseen)), await runExported(sure, unseen))).toBe(0);
    }
  });

  it('learns where all is missing, and predicts where all is', async () => {
    const empty = { ...seen, columns: seen.columns.map((column) => column.slice().fill(Number.NaN)) };
    for (const target of targetsOf(estimator)) {
      const model = await learn(estimator, { target, matrix: empty });
      expectSound(model, unseen);
      expectSound(await learn(estimator, { target }), empty);
      expect(farthest(shown(predictModel(model, empty)), await runExported(model, empty))).toBeLessThan(1e-9);
    }
  });

  it('learns from a target that never changes', async () => {
    if (!estimator.tasks.includes('regression')) return;
    const target: Target = { task: 'regression', values: new Float64Array(seen.rows).fill(-2.5) };
    for (const [value] of shown(predictModel(await learn(estimator, { target }), unseen)))
      expect(value).toBeCloseTo(-2.5, 5);
  });

  it('takes rows without weight for none', async () => {
    if (['random-forest', 'perceptron'].includes(estimator.name)) return; // They draw rows at random.
    const rows = Int32Array.from({ length: 150 }, (_, row) => row);
    const weights = Float64Array.from({ length: seen.rows }, (_, row) => (row < 150 ? 1 : 0));
    for (const target of targetsOf(estimator)) {
      const spoiled: Target =
        target.task === 'regression'
          ? { ...target, values: target.values.map((value, row) => (row < 150 ? value : 1e6)) }
          : { ...target, codes: target.codes.map((code, row) => (row < 150 ? code : 0)) };
      const model = await learn(estimator, { target: spoiled, weights });
      const predictions = shown(predictModel(model, takeRows(seen, rows)));
      if (target.task === 'regression') for (const [value] of predictions) expect(value).toBeLessThan(100);
      else expectSound(model, unseen);
    }
  });

  it('leaves validation rows out', async () => {
    const validationRows = Int32Array.from({ length: 60 }, (_, row) => row * 4);
    for (const target of targetsOf(estimator)) {
      const spoiled: Target =
        target.task === 'regression'
          ? { ...target, values: target.values.map((value, row) => (row % 4 === 0 ? 1e6 : value)) }
          : target;
      const model = await learn(estimator, { target: spoiled, validationRows });
      expectSound(model, unseen);
      if (target.task === 'regression')
        for (const [value] of shown(predictModel(model, seen))) expect(value).toBeLessThan(100);
    }
  });

  it('learns from 10,000 columns within seconds', { timeout: 20_000 }, async () => {
    const random = createRandom(11);
    const wide = numericMatrix(
      Array.from({ length: 10_000 }, () => Float64Array.from({ length: 30 }, () => random.normal())),
    );
    const codes = Int32Array.from({ length: 30 }, (_, row) => row % 2);
    const began = performance.now();
    const model = await learn(estimator, {
      matrix: wide,
      target: { task: 'classification', classes: ['no', 'yes'], codes },
    });
    expectSound(model, wide);
    expect(performance.now() - began).toBeLessThan(15_000);
  });

  it('has defaults and a space that it accepts', async () => {
    expect(estimator.check({})).toEqual(estimator.defaults);
    checkSpace(estimator.space);
    const sampler = createRandomSampler(estimator.space, createRandom(3));
    for (let trial = 0; trial < 20; trial++) {
      const settings = sampler.propose([]);
      expect(Object.keys(estimator.check(settings))).toEqual(expect.arrayContaining(Object.keys(settings)));
    }
    await expect(learn(estimator, { options: { nonsense: 1 } })).rejects.toThrow(
      new RegExp(`${estimator.name} cannot be fitted so: it has no option nonsense`),
    );
  });

  it('stops when it is told to', async () => {
    const signal = AbortSignal.abort();
    await expect(learn(estimator, { signal })).rejects.toThrow(/interrupted/i);
  });

  it.skipIf(!measuresThreads)('leaves the event loop free', async () => {
    const many = table(20_000, 8);
    const values = signalOf(many, 9);
    const target: Target = estimator.tasks.includes('regression')
      ? { task: 'regression', values }
      : classesAt(values, [0.5]);
    expect(await longestTurn(() => learn(estimator, { matrix: many, target }))).toBeLessThan(50);
  });
});

it.skipIf(!measuresThreads)('notices when the event loop has no turn', async () => {
  const busy = await longestTurn(async () => {
    const began = processorMs();
    while (processorMs() - began < 60);
  });
  expect(busy).toBeGreaterThan(50);
});

describe('the registry', () => {
  it('says what there is where a name is unknown', () => {
    expect(() => estimatorOf('random-forrest')).toThrow(/did you mean random-forest\?/);
    expect(() => estimatorOf('oracle')).toThrow(InputError);
  });

  it('names options that are wrong, with what is right', async () => {
    const fitted = (name: string, options: Record<string, unknown>) => learn(estimatorOf(name), { options });
    await expect(fitted('gradient-boosting', { learningrate: 0.1 })).rejects.toThrow(
      /did you mean learningRate/,
    );
    await expect(fitted('gradient-boosting', { learningRate: 7 })).rejects.toThrow(/learningRate is 7/);
    await expect(fitted('neighbours', { weighting: 'far' })).rejects.toThrow(/"uniform"\|"distance"/);
    await expect(learn(estimatorOf('naive-bayes'), { target: targets[0]! })).rejects.toThrow(
      /naive-bayes is for classification/,
    );
  });

  it('refuses what is no saved model', () => {
    const other =
      '{"format":"opsmith-model","version":1,"model":{"family":"oracle","features":[],"classes":null}}';
    for (const text of ['', '{}', '[1, 2]', '{"format":"opsmith-model","version":2,"model":{}}', other])
      expect(() => loadModel(text)).toThrow(/no saved model/);
  });
});

it('a wrong value within an option is named, with what may stand there', () => {
  expect(() => estimatorOf('gradient-boosting').check({ monotone: { height: 'up' } })).toThrow(
    'monotone.height is "up": Invalid option: expected one of 1|-1',
  );
});
