import { z } from 'zod';
import type { TableFinding } from '../../src/data/index.ts';
import { type Decided, type DecisionContext, decideAndRecord } from './decide-and-record.ts';

export const sendBackReasons = [
  'leakage',
  'overfitting',
  'poor-calibration',
  'unfair',
  'worse-than-baseline',
  'worse-than-live',
] as const;

const SendBackChoice = z.object({
  /** Null: the work may pass. */
  reason: z.enum(sendBackReasons).nullable(),
  /** What should change: columns to leave out, for a leak or an unfair one. */
  columns: z.array(z.string()),
  why: z.string().min(1).max(400),
});
export type SendBackChoice = z.infer<typeof SendBackChoice>;

/** What was measured on rows that nobody else has seen; a figure that was not measured is null. Differences are of a metric where higher is better. */
export interface SendBackFacts {
  /** Leaks that were found late, with the columns. */
  leaks: readonly Pick<TableFinding, 'code' | 'severity' | 'column' | 'message'>[];
  /**
   * By how much the score on rows that were learned from, or on the folds by which models are chosen, is better than that on held-out rows; how far apart chance could put
   * them; and what is much of such a score: the score itself where lower is better, else 1.
   */
  overfitting: { on: 'training rows' | 'the folds'; gap: number; noise: number; whole: number } | null;
  /** Lower end of the interval of the expected calibration error. */
  calibrationErrorLow: number | null;
  /** Of the worst protected column: the lower end of the interval of its gap in equalized odds. */
  fairnessGapLow: { column: string; low: number } | null;
  /** Score less that of the baseline and of the live model on the same rows, with the interval. */
  overBaseline: { difference: number; low: number; high: number } | null;
  overLive: { difference: number; low: number; high: number } | null;
  /** Times that work was sent back already, and may be at most. */
  sentBack: number;
  atMost: number;
}

const limits = { overfitting: 4, gapShare: 0.1, calibrationError: 0.1, fairness: 0.2 };

/** A model that says what the baseline says is no worse than it: it differs by the last digits of a sum. */
const rounding = 1e-9;

/** Whether the validator sends work back, and why. */
export function chooseSendBack(
  facts: SendBackFacts,
  context: DecisionContext,
): Promise<Decided<SendBackChoice>> {
  return decideAndRecord({
    name: 'send-back',
    schema: SendBackChoice,
    facts,
    policy: sendBackByPolicy,
    validate: ({ reason, columns }) => {
      const own = sendBackByPolicy(facts);
      // A model may be stricter than the policy, never more lenient about a leak.
      if (own.reason === 'leakage' && reason !== 'leakage')
        return ['reason: a leak was found and must go back'];
      if (reason === null) return [];
      if (facts.sentBack >= facts.atMost) return ['reason: it was sent back as often as may be'];
      return unfounded({ reason, columns }, facts);
    },
    context,
  });
}

/** What nothing that was measured speaks for: a good column that is dropped for a fault that it has not would make the model worse. */
function unfounded(
  { reason, columns }: { reason: NonNullable<SendBackChoice['reason']>; columns: readonly string[] },
  { leaks, overfitting, calibrationErrorLow, fairnessGapLow, overBaseline, overLive }: SendBackFacts,
): string[] {
  const problems: string[] = [];
  const measured: Record<typeof reason, boolean> = {
    leakage: leaks.some(({ column }) => column !== null),
    unfair: fairnessGapLow !== null && fairnessGapLow.low > 0,
    overfitting: overfitting !== null && overfitting.gap > overfitting.noise,
    'poor-calibration': calibrationErrorLow !== null && calibrationErrorLow > 0,
    'worse-than-baseline': overBaseline !== null && overBaseline.difference < 0,
    'worse-than-live': overLive !== null && overLive.difference < 0,
  };
  if (!measured[reason]) problems.push(`reason: nothing that was measured speaks for ${reason}`);
  const named = new Set([
    ...(reason === 'leakage' ? leaks.map(({ column }) => column) : []),
    ...(reason === 'unfair' ? [fairnessGapLow?.column ?? null] : []),
  ]);
  for (const column of columns)
    if (!named.has(column)) problems.push(`columns: ${column} is no cause of it by what was measured`);
  return problems;
}

/** The default policy: the gravest fault first, only what is beyond noise, and no more often than was agreed. */
export function sendBackByPolicy(facts: SendBackFacts): SendBackChoice {
  const { leaks, overfitting, calibrationErrorLow, fairnessGapLow, overBaseline, overLive } = facts;
  const pass = (why: string): SendBackChoice => ({ reason: null, columns: [], why });
  if (facts.sentBack >= facts.atMost)
    return pass(`it was sent back ${facts.sentBack} times, as often as may be`);
  const leaky = leaks.filter(
    ({ severity, column }) => column !== null && (severity === 'high' || severity === 'critical'),
  );
  if (leaky.length > 0)
    return {
      reason: 'leakage',
      columns: leaky.map(({ column }) => column!),
      why: leaky[0]!.message.slice(0, 400),
    };
  if (overBaseline !== null && overBaseline.high < -rounding)
    return {
      reason: 'worse-than-baseline',
      columns: [],
      why: `the score is ${figure(-overBaseline.difference)} below the baseline's, beyond noise`,
    };
  if (overLive !== null && overLive.high < -rounding)
    return {
      reason: 'worse-than-live',
      columns: [],
      why: `the score is ${figure(-overLive.difference)} below the live model's, beyond noise`,
    };
  if (fairnessGapLow !== null && fairnessGapLow.low > limits.fairness)
    return {
      reason: 'unfair',
      columns: [fairnessGapLow.column],
      why: `error rates differ by at least ${figure(fairnessGapLow.low)} between groups of ${fairnessGapLow.column}`,
    };
  if (
    overfitting !== null &&
    overfitting.gap > limits.overfitting * overfitting.noise &&
    overfitting.gap > limits.gapShare * overfitting.whole
  )
    return {
      reason: 'overfitting',
      columns: [],
      why: `the score on ${overfitting.on} is better by ${figure(overfitting.gap)} than on rows that nobody had seen, ${overfitting.noise > 0 ? `${figure(overfitting.gap / overfitting.noise)} times` : 'beyond'} the noise`,
    };
  if (calibrationErrorLow !== null && calibrationErrorLow > limits.calibrationError)
    return {
      reason: 'poor-calibration',
      columns: [],
      why: `probabilities are off by at least ${figure(calibrationErrorLow)} in the mean`,
    };
  return pass('nothing was found beyond noise');
}

function figure(value: number): string {
  return value.toPrecision(2);
}
