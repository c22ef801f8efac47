import { describe, expect, it } from 'vitest';
import { chooseFamilies, familiesByPolicy } from '../../../agents/decisions/choose-families.ts';
import { chooseMetric, metricByPolicy } from '../../../agents/decisions/choose-metric.ts';
import { chooseSpace, spaceByPolicy } from '../../../agents/decisions/choose-space.ts';
import { chooseSplit, splitByPolicy } from '../../../agents/decisions/choose-split.ts';
import type { DataFacts } from '../../../agents/decisions/data-facts.ts';
import type { Decided, DecisionContext } from '../../../agents/decisions/decide-and-record.ts';
import { dropByPolicy, dropColumns } from '../../../agents/decisions/drop-columns.ts';
import { featuresByPolicy, proposeFeatures } from '../../../agents/decisions/propose-features.ts';
import { chooseSendBack, sendBackByPolicy } from '../../../agents/decisions/send-back.ts';
import { stopByPolicy, stopSearch } from '../../../agents/decisions/stop-search.ts';
import { imbalanceByPolicy, treatImbalance } from '../../../agents/decisions/treat-imbalance.ts';
import { fakeModelName, startScriptedModels } from '../../fakes/scripted-models.ts';
import { actionContext } from '../action-context.ts';

const data: DataFacts = {
  rows: 1_000,
  target: 'churned',
  task: 'binary',
  classes: [
    { name: 'no', rows: 800 },
    { name: 'yes', rows: 200 },
  ],
  rarestShare: 0.2,
  targetSkew: null,
  targetIsNonNegative: null,
  columns: [
    { name: 'age', kind: 'numeric', missingShare: 0, distinct: 60 },
    { name: 'income', kind: 'numeric', missingShare: 0, distinct: 900 },
    { name: 'city', kind: 'categorical', missingShare: 0, distinct: 40 },
    { name: 'joined', kind: 'datetime', missingShare: 0, distinct: 900 },
    { name: 'refund', kind: 'numeric', missingShare: 0, distinct: 700 },
  ],
};
const leak = {
  code: 'leakage',
  severity: 'high',
  column: 'refund',
  message: 'refund alone predicts churned.',
} as const;
const judged = {
  leaks: [],
  overfitting: null,
  calibrationErrorLow: null,
  fairnessGapLow: null,
  overBaseline: null,
  overLive: null,
  sentBack: 0,
  atMost: 2,
};
const space = { maxLeaves: { kind: 'int', low: 4, high: 256 } } as const;
const trials = { scores: [0.7, 0.71], noise: 0.01, secondsLeft: 0, secondsPerTrial: 1, trialsLeft: null };

interface Case {
  name: string;
  ask: (context: DecisionContext) => Promise<Decided<unknown>>;
  /** What a model may say, and what becomes of it where it is not just that. */
  good: object;
  taken?: unknown;
  /** What it may not, and what is wrong with it. */
  bad: object;
  wrong: RegExp;
  policy: unknown;
}

const families = { data, budgetSeconds: 60 };
const features = { data, information: [{ column: 'income', value: 0.2 }] };
const drop = { data, findings: [leak] };
const split = { data, timeColumn: null, groupColumn: null };
const ratio = { step: 'ratio', pairs: [['income', 'age']] };

const cases: readonly Case[] = [
  {
    name: 'choose-families',
    ask: (context) => chooseFamilies(families, context),
    good: { families: [{ family: 'naive-bayes', why: 'few columns' }] },
    bad: {
      families: [
        { family: 'linear', why: 'a' },
        { family: 'linear', why: 'b' },
      ],
    },
    wrong: /each only once/,
    policy: familiesByPolicy(families),
  },
  {
    name: 'choose-metric',
    ask: (context) => chooseMetric(data, context),
    good: { metric: 'brier', why: 'probabilities are used' },
    bad: { metric: 'rmse', why: 'it is common' },
    wrong: /rmse is none of/,
    policy: metricByPolicy(data),
  },
  {
    name: 'choose-space',
    ask: (context) => chooseSpace({ data, family: 'gradient-boosting', space }, context),
    good: { narrow: { maxLeaves: { low: 8, high: 16 } }, why: 'small trees' },
    bad: { narrow: { maxLeaves: { low: 8, high: 1_000 } }, why: 'large trees' },
    wrong: /must stay within 4 to 256/,
    policy: spaceByPolicy({ data, family: 'gradient-boosting', space }),
  },
  {
    name: 'choose-split',
    ask: (context) => chooseSplit(split, context),
    good: { by: 'time', column: 'joined', why: 'the future is predicted' },
    bad: { by: 'time', column: 'city', why: 'cities' },
    wrong: /city holds no times/,
    policy: splitByPolicy(split),
  },
  {
    name: 'drop-columns',
    ask: (context) => dropColumns(drop, context),
    good: {
      drop: [
        { column: 'refund', why: 'after the fact' },
        { column: 'city', why: 'not asked for' },
      ],
    },
    bad: { drop: [{ column: 'city', why: 'refund is useful' }] },
    wrong: /refund must be among them/,
    policy: dropByPolicy(drop),
  },
  {
    name: 'propose-features',
    ask: (context) => proposeFeatures(features, context),
    good: { features: [{ feature: ratio, why: 'income by year' }] },
    taken: [
      { step: ratio, why: 'income by year', proposedBy: fakeModelName.ollama },
      ...featuresByPolicy(features).features.map(({ feature, why }) => ({
        step: feature,
        why,
        proposedBy: 'policy',
      })),
    ],
    bad: { features: [{ feature: { step: 'ratio', pairs: [['income', 'nothing']] }, why: 'a ratio' }] },
    wrong: /nothing/,
    policy: featuresByPolicy(features).features.map(({ feature, why }) => ({
      step: feature,
      why,
      proposedBy: 'policy',
    })),
  },
  {
    name: 'send-back',
    ask: (context) => chooseSendBack({ ...judged, leaks: [leak] }, context),
    good: { reason: 'leakage', columns: ['refund'], why: 'it is known afterwards' },
    bad: { reason: null, columns: [], why: 'the score is good' },
    wrong: /a leak was found and must go back/,
    policy: sendBackByPolicy({ ...judged, leaks: [leak] }),
  },
  {
    name: 'stop-search',
    ask: (context) => stopSearch(trials, context),
    good: { stop: true, why: 'enough' },
    bad: { stop: false, why: 'once more' },
    wrong: /nothing is left of the budget/,
    policy: stopByPolicy(trials),
  },
  {
    name: 'treat-imbalance',
    ask: (context) => treatImbalance({ data: { ...data, task: 'multiclass' }, metric: 'f1Macro' }, context),
    good: { treatment: 'none', why: 'the classes are of like sizes' },
    bad: { treatment: 'threshold', why: 'it is usual' },
    wrong: /a threshold is for two classes/,
    policy: imbalanceByPolicy({ data: { ...data, task: 'multiclass' }, metric: 'f1Macro' }),
  },
];

describe.each(cases)('$name by a language model', ({ name, ask, good, taken, bad, wrong, policy }) => {
  it('takes what the model says where it may stand, and records who decided', async () => {
    const { models, script } = await startScriptedModels([{ json: good }]);
    const context = await actionContext({ models });
    const { value, decidedBy } = await ask(context);
    expect(value).toEqual(taken ?? good);
    expect(decidedBy).toBe(fakeModelName.ollama);
    // What the model is shown are figures of the table, and the choice's own prompt.
    expect(script.requests[0]!.messages.map(({ content }) => content).join('\n')).toContain('<data');
    expect(context.events).toMatchObject([
      { type: 'decision', name, decidedBy: fakeModelName.ollama, step: '1' },
    ]);
  });

  it('asks once more where it may not, and then falls to the policy, saying why', async () => {
    const { models, script } = await startScriptedModels([{ json: bad }, { json: bad }]);
    const context = await actionContext({ models });
    const { value, decidedBy, passedOver } = await ask(context);
    expect(value).toEqual(policy);
    expect(decidedBy).toBe('policy');
    expect(passedOver).toMatch(wrong);
    expect(script.requests[1]!.messages.at(-1)!.content).toMatch(wrong);
    expect(context.events).toMatchObject([{ type: 'decision', name, decidedBy: 'policy' }]);
  });

  it('falls to the policy where the model cannot be asked', async () => {
    const { models } = await startScriptedModels([{ fault: { status: 400, message: 'no such model' } }]);
    const context = await actionContext({ models });
    const { value, decidedBy } = await ask(context);
    expect({ value, decidedBy }).toEqual({ value: policy, decidedBy: 'policy' });
  });
});
