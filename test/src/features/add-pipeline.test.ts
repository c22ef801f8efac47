import { describe, expect, it } from 'vitest';
import {
  addPipeline,
  applyPipeline,
  fitPipeline,
  type Pipeline,
  type Step,
} from '../../../src/features/index.ts';
import { OnnxGraph } from '../../../src/onnx/index.ts';
import type { FeatureMatrix } from '../../../src/train/index.ts';
import { examples } from './example-steps.ts';
import { largestDifference, runOnnx } from './run-onnx.ts';
import { people, targetsOf } from './tables.ts';

const seen = people(300, 1);
const targets = targetsOf(seen);
/** With categories that training has not seen. */
const unseen = people(200, 2, 9);
/** And numbers that nobody would expect. */
for (const column of unseen.columns)
  if (column.type === 'numbers')
    [Infinity, -Infinity, 1e300, -1e300, 0, -0, 1e-300, 8.64e15].forEach((value, row) => {
      column.values[row] = value;
    });
const columns = seen.columns.map(({ name }) => name);

function rowsOf({ columns: own, rows }: FeatureMatrix): number[][] {
  return Array.from({ length: rows }, (_, row) => own.map((column) => column[row]!));
}

function exported(pipeline: Pipeline): Uint8Array {
  const graph = new OnnxGraph();
  graph.node('Identity', [addPipeline(graph, pipeline)], { outputs: ['result'] });
  graph.output('result', 'double', ['rows', pipeline.outputs.length]);
  return graph.finish('pipeline');
}

const exportable = examples.filter(([, { step }]) => step !== 'hash' && step !== 'text');

describe('a pipeline as ONNX gives what it gives here', () => {
  it.each(exportable)('%s', async (_, step) => {
    const { pipeline } = fitPipeline(seen, targets.three, { columns, steps: [step] }, { exportable: true });
    const theirs = await runOnnx(exported(pipeline), pipeline, unseen);
    expect(largestDifference(rowsOf(applyPipeline(pipeline, unseen)), theirs)).toBeLessThan(1e-12);
  });

  it.each(examples.filter(([, { step }]) => step === 'hash' || step === 'text'))(
    '%s is refused when it is fitted',
    (_, step: Step) => {
      expect(() => fitPipeline(seen, null, { columns, steps: [step] }, { exportable: true })).toThrow(
        /hashes texts/,
      );
    },
  );
});
