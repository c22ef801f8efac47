import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder of its own. */
export function scratch(): string {
  return mkdtempSync(join(tmpdir(), 'opsmith-registry-'));
}

/** A record as training writes it, as far as the registry reads it. */
export function record(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    format: 'opsmith-model-record',
    version: 1,
    task: 'classification',
    target: 'churned',
    classes: ['no', 'yes'],
    inputs: [
      { name: 'age', kind: 'number', type: 'numbers' },
      { name: 'plan', kind: 'category', type: 'texts' },
    ],
    members: [
      {
        weight: 1,
        family: 'gradient-boosting',
        features: [
          { name: 'age', sources: ['age'], steps: [] },
          { name: 'plan', sources: ['plan'], steps: [{ step: 'ordinal-encoding', parameters: {} }] },
        ],
      },
    ],
    recipe: { trees: 100 },
    seed: 1,
    data: { fingerprint: 'd1', rows: 500, columns: 3, source: 'customers.csv' },
    scores: { validation: { rocAuc: 0.83 }, test: { rocAuc: 0.81, logLoss: 0.4 } },
    ...changes,
  };
}

/** A folder with a model's files; `size` bytes that do not compress stand for the trees. */
export function modelFolder({
  record: given = record(),
  seed = 1,
  size = 5_000,
}: {
  record?: Record<string, unknown>;
  seed?: number;
  size?: number;
} = {}): string {
  const folder = join(scratch(), 'model');
  mkdirSync(join(folder, 'plots'), { recursive: true });
  writeFileSync(join(folder, 'model.json'), JSON.stringify(given));
  let state = seed;
  const bytes = Buffer.from(
    Array.from({ length: size }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state >>> 24;
    }),
  );
  writeFileSync(join(folder, 'model.onnx'), bytes);
  writeFileSync(join(folder, 'plots', 'roc.svg'), '<svg/>'.repeat(200));
  return folder;
}
