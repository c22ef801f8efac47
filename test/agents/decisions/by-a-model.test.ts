import { describe, expect, it } from 'vitest';
import { chooseFamilies, familiesByPolicy } from '../../../agents/decisions/choose-families.ts';
import { chooseMetric, metricByPolicy } from '../../../agents/decisions/choose-metric.ts';
import { chooseSpace, spaceByPolicy } from '../../../agents/decisions/choose-space.ts';
import { chooseSplit, splitByPolicy } from '../../../agents/decisions/choose-split.ts';
import type { Decided, DecisionContext } from '../../../agents/decisions/decide-and-record.ts';
import { columnsInDispute, dropByPolicy, dropColumns } from '../../../agents/decisions/drop-columns.ts';
import { featuresByPolicy, proposeFeatures } from '../../../agents/decisions/propose-features.ts';
import { chooseSendBack, sendBackByPolicy } from '../../../agents/decisions/send-back.ts';
import { stopByPolicy, stopSearch } from '../../../agents/decisions/stop-search.ts';
import { imbalanceByPolicy, treatImbalance } from '../../../agents/decisions/treat-imbalance.ts';
import { fakeModelName, startScriptedModels } from '../../fakes/scripted-models.ts';
import { actionContext } from '../action-context.ts';
import { columnFact, customerFacts, nothingFound } from './decision-facts.ts';

const usual = customerFacts();
const data = customerFacts({
  columns: [...usual.columns, columnFact('joined', 'datetime', 900), columnFact('refund', 'numeric', 700)],
});
const leak = {
  code: 'leakage',
  severity: 'high',
  column: 'refund',
  message: 'refund alone predicts churned.',
} as const;
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
const byPolicy = familiesByPolicy(families).families;
const ratio = { step: 'ratio', pairs: [['income', 'age']] };

const cases: readonly Case[] = [
  {
    name: 'choose-families',
    ask: (context) => chooseFamilies(families, context),
    good: {
      families: [
        { family: 'naive-bayes', why: 'few columns' },
        { family: 'linear', why: 'cheap' },
      ],
    },
    // In turn with the policy's, which are measured beside them.
    taken: [
      { family: 'naive-bayes', why: 'few columns', proposedBy: [fakeModelName.ollama] },
      { ...byPolicy[0], proposedBy: ['policy'] },
      { family: 'linear', why: 'cheap', proposedBy: [fakeModelName.ollama, 'policy'] },
      ...byPolicy.slice(2).map((each) => ({ ...each, proposedBy: ['policy'] })),
    ],
    bad: {
      families: [
        { family: 'linear', why: 'a' },
        { family: 'linear', why: 'b' },
      ],
    },
    wrong: /each only once/,
    policy: byPolicy.map((each) => ({ ...each, proposedBy: ['policy'] })),
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
    ask: (context) => chooseSendBack({ ...nothingFound, leaks: [leak] }, context),
    good: { reason: 'leakage', columns: ['refund'], why: 'it is known afterwards' },
    bad: { reason: null, columns: [], why: 'the score is good' },
    wrong: /a leak was found and must go back/,
    policy: sendBackByPolicy({ ...nothingFound, leaks: [leak] }),
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

describe('a language model', () => {
  const timely = { data, timeColumn: 'joined', groupColumn: null };
  const grouped = { data, timeColumn: null, groupColumn: 'city' };
  const still = {
    scores: new Array<number>(40).fill(0.7),
    noise: 0.01,
    secondsPerTrial: 1,
    trialsLeft: null,
  };
  const rising = { ...still, scores: [...still.scores, 0.8], secondsLeft: 30 };
  const refused: [what: string, ask: Case['ask'], answer: object, wrong: RegExp][] = [
    [
      'learn from the rows of the time that it is judged by',
      (context) => chooseSplit(timely, context),
      { by: 'class', column: null, why: 'simple' },
      /time must be it/,
    ],
    [
      'learn from rows of those that it is judged by',
      (context) => chooseSplit(grouped, context),
      { by: 'random', column: null, why: 'simple' },
      /belong together/,
    ],
    [
      'be judged by very few groups',
      (context) =>
        chooseSplit(
          { ...split, data: customerFacts({ columns: [columnFact('plan', 'categorical', 3)] }) },
          context,
        ),
      { by: 'group', column: 'plan', why: 'plans' },
      /3 groups only/,
    ],
    [
      'choose a metric that who always says yes is best by',
      (context) => chooseMetric(data, context),
      { metric: 'recall', why: 'find them all' },
      /weighs both errors/,
    ],
    [
      'choose a metric that the target has no values for',
      (context) =>
        chooseMetric({ ...data, task: 'regression', targetSkew: 0, targetIsNonNegative: false }, context),
      { metric: 'rmsle', why: 'shares' },
      /from 0 on/,
    ],
    [
      'send work back for what was not measured',
      (context) => chooseSendBack(nothingFound, context),
      { reason: 'overfitting', columns: [], why: 'I think so' },
      /nothing that was measured/,
    ],
    [
      'have a good column dropped',
      (context) => chooseSendBack({ ...nothingFound, leaks: [leak] }, context),
      { reason: 'leakage', columns: ['refund', 'income'], why: 'both' },
      /income is no cause/,
    ],
    [
      'end a search that still gets better',
      (context) => stopSearch(rising, context),
      { stop: true, why: 'enough' },
      /still rises/,
    ],
  ];

  it.each(refused)('may not %s', async (_, ask, answer, wrong) => {
    const { models } = await startScriptedModels([{ json: answer }, { json: answer }]);
    const { decidedBy, passedOver } = await ask(await actionContext({ models }));
    expect(decidedBy).toBe('policy');
    expect(passedOver).toMatch(wrong);
  });

  it('may be stricter than the policy where something was measured', async () => {
    const { models } = await startScriptedModels([
      { json: { reason: 'overfitting', columns: [], why: 'a gap' } },
    ]);
    const facts = {
      ...nothingFound,
      overfitting: { on: 'the folds' as const, gap: 0.05, noise: 0.02, whole: 1 },
    };
    expect(sendBackByPolicy(facts).reason).toBeNull();
    const { value } = await chooseSendBack(facts, await actionContext({ models }));
    expect(value.reason).toBe('overfitting');
  });

  it('is waited for as long as there is patience, and not asked when there is none', async () => {
    const { models, script } = await startScriptedModels([{ fault: 'stall-before' }]);
    const context = await actionContext({ models });
    const waited: number[] = [];
    const patience = (ms: number) => ({ msForNext: () => ms, took: (own: number) => void waited.push(own) });
    const late = await chooseMetric(data, { ...context, patience: patience(100) });
    expect(late).toMatchObject({
      decidedBy: 'policy',
      passedOver: expect.stringContaining('no answer within 0.1 s'),
    });
    expect(waited[0]).toBeGreaterThan(90);
    const unasked = await chooseMetric(data, { ...context, patience: patience(0) });
    expect(unasked.passedOver).toContain('No more of the time budget');
    expect(script.requests).toHaveLength(1);
  });

  it('is believed about a suspicious column, and measured about others', () => {
    const suspected = { ...leak, severity: 'medium' } as const;
    const constant = { code: 'constant', severity: 'low', column: 'city', message: '' } as const;
    const said = { drop: ['refund', 'age'].map((column) => ({ column, why: 'so' })) };
    const found = columnsInDispute(said, { data, findings: [suspected, constant] });
    expect(found).toEqual({ onlyModel: ['age'], onlyPolicy: ['city'], strict: new Set(['refund']) });
  });
});
