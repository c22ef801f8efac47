import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { calibrated } from '../../../../src/train/calibration/apply-calibration.ts';
import { fitCalibration } from '../../../../src/train/calibration/fit-calibration.ts';
import type { DummyModel } from '../../../../src/train/dummy/fit-dummy.ts';
import { estimatorOf } from '../../../../src/train/estimators.ts';
import { numericMatrix } from '../../../../src/train/matrix.ts';
import { scoreOf } from '../../../../src/train/metrics/metrics.ts';
import type { CalibratedModel } from '../../../../src/train/models/model.ts';
import { predictModel } from '../../../../src/train/models/predict-model.ts';
import { loadModel, saveModel } from '../../../../src/train/models/save-model.ts';
import { createRandom } from '../../../../src/train/random.ts';
import type { Predictions, Target } from '../../../../src/train/target.ts';
import { farthest, runExported, shown } from '../run-exported.ts';

const fixture = JSON.parse(
  readFileSync(new URL('../../../fixtures/train/calibration.json', import.meta.url), 'utf8'),
) as {
  scores: number[];
  outcomes: number[];
  weights: number[];
  asked: number[];
  maps: { name: string; weighted: boolean; sigmoid: number[]; isotonic: number[] }[];
};
const outcomes: Target = {
  task: 'classification',
  classes: ['no', 'yes'],
  codes: Int32Array.from(fixture.outcomes),
};

const base: DummyModel = {
  family: 'dummy',
  features: ['any'],
  classes: ['no', 'yes'],
  values: Float64Array.of(0.5, 0.5),
};

const bothOf = (second: number[]): Predictions => ({
  task: 'classification',
  classes: ['no', 'yes'],
  probabilities: [Float64Array.from(second, (share) => 1 - share), Float64Array.from(second)],
});

describe('probabilities are mapped as by scikit-learn', () => {
  for (const { name, weighted, ...expected } of fixture.maps)
    it.each(['sigmoid', 'isotonic'] as const)(`%s, ${name}`, async (method) => {
      const model = await fitCalibration({
        base,
        heldOut: bothOf(fixture.scores),
        target: outcomes,
        weights: weighted ? Float64Array.from(fixture.weights) : undefined,
        method,
      });
      const own = calibrated(model, bothOf(fixture.asked));
      expect(
        farthest(
          shown(own).map(([, second]) => [second!]),
          expected[method],
        ),
      ).toBeLessThan(method === 'sigmoid' ? 2e-5 : 1e-9);
    });
});

describe('a calibrated model', () => {
  const random = createRandom(4);
  const rows = 1_500;
  const columns = Array.from({ length: 4 }, () => Float64Array.from({ length: rows }, () => random.normal()));
  // Columns that say the same: naive Bayes becomes far too sure.
  const matrix = numericMatrix([columns[0]!, columns[0]!, columns[0]!, columns[1]!, columns[1]!]);
  const signal = columns[0]!.map((value, row) => value + columns[1]![row]! + 1.5 * random.normal());
  const targetOf = (bounds: number[]): Target => ({
    task: 'classification',
    classes: [...bounds, 0].map((_, code) => `c${code}`),
    codes: Int32Array.from(signal, (value) => bounds.filter((bound) => value > bound).length),
  });
  const half = (target: Target, isFirst: boolean): Target & { task: 'classification' } => {
    if (target.task !== 'classification') throw new Error('classes are meant');
    return { ...target, codes: isFirst ? target.codes.slice(0, 750) : target.codes.slice(750) };
  };
  const part = (isFirst: boolean) =>
    numericMatrix(
      matrix.columns.map((column) => (isFirst ? column.slice(0, 750) : column.slice(750))),
      [...matrix.names],
    );

  it.each([
    ['sigmoid', [0]],
    ['isotonic', [0]],
    ['sigmoid', [-1, 1]],
    ['isotonic', [-1, 1]],
  ] as const)(
    'is nearer to the truth, saved, and the same as ONNX: %s, bounds %j',
    async (method, bounds) => {
      const target = targetOf([...bounds]);
      const base = await estimatorOf('naive-bayes').fit({ matrix: part(true), target: half(target, true) });
      const heldOut = predictModel(base, part(false));
      const model: CalibratedModel = await fitCalibration({
        base,
        heldOut,
        target: half(target, false),
        method,
      });
      const predictions = predictModel(model, part(false));
      const loss = (of: Predictions) => scoreOf('logLoss', half(target, false), of)!;
      expect(loss(predictions)).toBeLessThan(0.97 * loss(heldOut));
      for (const row of shown(predictions))
        expect(row.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
      expect(farthest(shown(predictions), await runExported(model, part(false)))).toBeLessThan(1e-9);
      expect(loadModel(saveModel(model))).toEqual(model);
    },
  );

  it('is only of classes, and only by rows that there are', async () => {
    const numbers = { task: 'regression' as const, values: signal };
    await expect(
      fitCalibration({ base, heldOut: numbers, target: numbers, method: 'sigmoid' }),
    ).rejects.toThrow(/Only probabilities/);
    const none: Target = { ...outcomes, codes: new Int32Array(0) };
    await expect(
      fitCalibration({ base, heldOut: bothOf([]), target: none, method: 'isotonic' }),
    ).rejects.toThrow(/no held-out rows/);
  });
});
