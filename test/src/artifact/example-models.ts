import type { Member, TrainedModel } from '../../../src/artifact/index.ts';
import type { Table } from '../../../src/data/index.ts';
import { applyPipeline, defaultPlan, fitPipeline } from '../../../src/features/index.ts';
import { estimatorOf } from '../../../src/train/estimators.ts';
import { type CalibrationMap, fitMeta, predictModel, type Target } from '../../../src/train/index.ts';
import { people, targetsOf } from '../features/tables.ts';

export const seen = people(400, 1, 40);
/** With cities that training has not seen, and gaps everywhere. */
export const unseen = people(300, 2, 60);

const sigmoid: CalibrationMap = { method: 'sigmoid', slope: 0.8, intercept: 0.1 };
const isotonic: CalibrationMap = {
  method: 'isotonic',
  inputs: Float64Array.of(0.05, 0.3, 0.6, 0.95),
  outputs: Float64Array.of(0, 0.2, 0.7, 1),
};

/** Kinds of models that training may end in, by what is special about them. */
export const kinds = {
  'regression, one boosted model': { target: 'number', families: ['gradient-boosting'] },
  'regression, a blend of trees, a line and neighbours': {
    target: 'number',
    families: ['gradient-boosting', 'linear', 'neighbours', 'extra-trees'],
  },
  'two classes, a linear model': { target: 'two', families: ['linear'] },
  'two classes, a blend, calibrated by a sigmoid, with a threshold': {
    target: 'two',
    families: ['random-forest', 'linear', 'perceptron'],
    calibration: [sigmoid],
    threshold: 0.31,
  },
  'two classes, calibrated by steps': {
    target: 'two',
    families: ['gradient-boosting'],
    calibration: [isotonic],
  },
  'three classes, a blend': { target: 'three', families: ['gradient-boosting', 'naive-bayes', 'linear'] },
  'three classes, calibrated': {
    target: 'three',
    families: ['gradient-boosting', 'linear'],
    calibration: [sigmoid, isotonic, sigmoid],
  },
  'regression, a stack': { target: 'number', families: ['gradient-boosting', 'linear'], stacked: true },
  'two classes, a stack, with a threshold': {
    target: 'two',
    families: ['random-forest', 'linear'],
    threshold: 0.4,
    stacked: true,
  },
  'three classes, a stack': { target: 'three', families: ['gradient-boosting', 'linear'], stacked: true },
} as const satisfies Record<string, ModelKind>;

interface ModelKind {
  target: 'number' | 'two' | 'three';
  families: readonly string[];
  calibration?: readonly CalibrationMap[];
  threshold?: number;
  stacked?: boolean;
}

const options: Record<string, Readonly<Record<string, unknown>>> = {
  'gradient-boosting': { iterations: 20, minRowsInLeaf: 5 },
  'random-forest': { trees: 12 },
  'extra-trees': { trees: 12 },
};

/** A trained model of that kind: small, on mixed columns. */
export async function exampleModel(kind: keyof typeof kinds, table: Table = seen): Promise<TrainedModel> {
  const { target: name, families, calibration, threshold, stacked }: ModelKind = kinds[kind];
  const target = targetsOf(table)[name];
  const members: Member[] = [];
  for (const family of families) members.push(await member(family, table, target, 1 / families.length));
  // Of what they say of rows that they know: no good stack, but one.
  const said = members.map(({ pipeline, model }) => predictModel(model, applyPipeline(pipeline, table)));
  return {
    stack: stacked ? await fitMeta(said, target) : null,
    task: target.task,
    target: 'liked',
    classes: target.task === 'regression' ? null : target.classes,
    members,
    calibration: calibration ?? null,
    threshold: threshold ?? null,
  };
}

async function member(family: string, table: Table, target: Target, weight: number): Promise<Member> {
  const models = /boosting|forest|trees/.test(family) ? 'trees' : 'linear';
  const plan = defaultPlan(table, null, { models, exportable: true });
  const { pipeline, matrix } = fitPipeline(table, target, plan, { exportable: true });
  const model = await estimatorOf(family).fit({ matrix, target, options: options[family] ?? {}, seed: 1 });
  return { weight, pipeline, model };
}
