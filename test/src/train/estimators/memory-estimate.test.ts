import { describe, expect, it, vi } from 'vitest';
import { InputError } from '../../../../src/errors/index.ts';
import { fitBoosting } from '../../../../src/train/boosting/fit-boosting.ts';
import {
  checkTrainingMemory,
  estimateTrainingMemory,
  type TrainingSize,
} from '../../../../src/train/estimators/memory-estimate.ts';
import { estimators } from '../../../../src/train/estimators.ts';
import { numericMatrix } from '../../../../src/train/matrix.ts';
import { createRandom } from '../../../../src/train/random.ts';

const size = (own: Partial<TrainingSize> = {}): TrainingSize => ({
  estimator: 'gradient-boosting',
  rows: 100_000,
  features: 50,
  classes: 2,
  threads: 2,
  ...own,
});
const gib = 2 ** 30;

function refusal(work: () => unknown): InputError {
  try {
    work();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('what a training takes', () => {
  it.each(estimators.map(({ name }) => name))('%s: grows with the rows', (estimator) => {
    const small = estimateTrainingMemory(size({ estimator }));
    const large = estimateTrainingMemory(size({ estimator, rows: 1_000_000 }));
    expect(small.bytes).toBeGreaterThan(8 * 100_000 * 50);
    expect(large.bytes).toBeGreaterThan(5 * small.bytes);
    expect(small.bytes).toBeCloseTo(
      Object.values(small.parts).reduce((sum, part) => sum + part, 0),
      0,
    );
  });

  it('covers what a forest in memory takes, and not many times that', async () => {
    const random = createRandom(4);
    const matrix = numericMatrix(
      Array.from({ length: 8 }, () => Float64Array.from({ length: 4_000 }, () => random.normal())),
    );
    const target = {
      task: 'regression' as const,
      values: matrix.columns[0]!.map((value) => value + random.normal()),
    };
    const forest = estimators.find(({ name }) => name === 'random-forest')!;
    const model = await forest.fit({ matrix, target, options: { trees: 10 }, seed: 1 });
    const bytes = Object.values((model as unknown as { trees: object[] }).trees)
      .flatMap((tree) => Object.values(tree))
      .filter(ArrayBuffer.isView)
      .reduce((sum, view) => sum + view.byteLength, 0);
    const { parts } = estimateTrainingMemory(
      size({ estimator: 'random-forest', rows: 4_000, features: 8, classes: 1, options: { trees: 10 } }),
    );
    expect(parts.trees).toBeGreaterThanOrEqual(bytes);
    expect(parts.trees).toBeLessThan(2 * bytes);
  });

  it.each([
    [5_000, 50, 31],
    [1_000, 300, 255],
    [60, 2_000, 31],
  ])(
    'is what boosting asks for in one piece: %i rows, %i features, %i leaves',
    async (rows, features, maxLeaves) => {
      const Memory = WebAssembly.Memory;
      let bytes = 0;
      vi.stubGlobal('WebAssembly', {
        ...Object.fromEntries(
          Object.getOwnPropertyNames(WebAssembly).map((name) => [name, Reflect.get(WebAssembly, name)]),
        ),
        Memory: function recorded(shape: { initial: number; maximum: number; shared: true }) {
          bytes = shape.initial * 65_536;
          return new Memory(shape);
        },
      });
      try {
        const random = createRandom(2);
        const matrix = numericMatrix(
          Array.from({ length: features }, () => Float64Array.from({ length: rows }, () => random.normal())),
        );
        const target = { task: 'regression' as const, values: matrix.columns[0]! };
        await fitBoosting({ matrix, target, options: { iterations: 1, maxLeaves }, threads: 1 });
      } finally {
        vi.unstubAllGlobals();
      }
      const { pieceBytes } = estimateTrainingMemory(
        size({ rows, features, options: { maxLeaves }, threads: 1 }),
      );
      expect(pieceBytes / bytes).toBeGreaterThan(0.95);
      expect(pieceBytes / bytes).toBeLessThan(1.1);
    },
  );

  it('lets through what fits', () => {
    expect(checkTrainingMemory(size(), { availableBytes: gib })).toMatchObject({
      sampleRows: null,
      warning: null,
    });
  });

  it('refuses what does not, with the numbers and what to do', () => {
    const error = refusal(() => checkTrainingMemory(size({ rows: 50_000_000 }), { availableBytes: 4 * gib }));
    expect(error.code).toBe('too-large');
    expect(error.exitStatus).toBe(2);
    expect(error.message).toMatch(
      /^gradient-boosting on 50,000,000 rows and 50 features would take about \d+ GiB .* and 4\.00 GiB are free\. Take a sample of [\d,]+ rows or fewer, or fewer columns\.$/,
    );
    const fitting = error.details.rowsThatFit as number;
    expect(checkTrainingMemory(size({ rows: fitting }), { availableBytes: 4 * gib }).sampleRows).toBeNull();
    expect(
      refusal(() => checkTrainingMemory(size({ rows: fitting + 1 }), { availableBytes: 4 * gib })).code,
    ).toBe('too-large');
  });

  it('knows that one piece of memory has 4 GiB', () => {
    const error = refusal(() =>
      checkTrainingMemory(size({ rows: 50_000_000 }), { availableBytes: 1_000 * gib }),
    );
    expect(error.message).toMatch(/in one piece, and 4 GiB can be addressed/);
  });

  it('says how many rows to draw where a sample will do', () => {
    const verdict = checkTrainingMemory(size({ rows: 50_000_000 }), {
      availableBytes: 4 * gib,
      exceeding: 'sample',
    });
    expect(verdict.sampleRows).toBeGreaterThan(1_000_000);
    expect(verdict.warning).toMatch(/rows drawn at random/);
  });

  it('refuses columns that are too many for any sample', () => {
    const wide = size({ rows: 1_000, features: 100_000_000 });
    const error = refusal(() => checkTrainingMemory(wide, { availableBytes: gib, exceeding: 'sample' }));
    expect(error.message).toMatch(/Take fewer columns/);
  });

  it('is asked before anything is learned', async () => {
    const forest = estimators.find(({ name }) => name === 'random-forest')!;
    const matrix = numericMatrix([Float64Array.from({ length: 200 }, (_, row) => row)]);
    const target = { task: 'regression' as const, values: matrix.columns[0]! };
    await expect(forest.fit({ matrix, target, options: { trees: 1e12 } })).rejects.toMatchObject({
      code: 'too-large',
    });
  });
});

describe('100,000 columns', () => {
  const random = createRandom(11);
  const wide = numericMatrix(
    Array.from({ length: 100_000 }, () => Float64Array.from({ length: 20 }, () => random.normal())),
  );
  const codes = Int32Array.from({ length: 20 }, (_, row) => row % 2);
  const quick: Record<string, Record<string, unknown>> = {
    'gradient-boosting': { iterations: 3 },
    'random-forest': { trees: 3 },
    'extra-trees': { trees: 3 },
    perceptron: { epochs: 1 },
  };

  it.each(estimators)('$name learns from them', { timeout: 30_000 }, async (estimator) => {
    const model = await estimator.fit({
      matrix: wide,
      target: { task: 'classification', classes: ['no', 'yes'], codes },
      options: quick[estimator.name],
    });
    expect(model.features).toHaveLength(100_000);
  });
});
