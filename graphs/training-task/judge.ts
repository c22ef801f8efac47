import { chooseSendBack, type SendBackFacts, sendBackByPolicy } from '../../agents/decisions/send-back.ts';
import type { TrainedModel } from '../../src/artifact/index.ts';
import { isLowerBetter, type MetricName, scoreOf, scores as scoresOf } from '../../src/train/index.ts';
import { aTurn } from '../../src/turns/index.ts';
import { windowFrom } from './budget.ts';
import { say, type TaskContext } from './context.ts';
import {
  baselinePredictions,
  calibrationErrorLow,
  difference,
  groupGaps,
  onTestRows,
  unknownClassWarnings,
} from './judging.ts';
import { liveModel } from './live-model.ts';
import { benchOf, standing } from './nodes/measure.ts';
import { type Judgement, measuredWith, type TaskState, type TaskUpdate } from './state.ts';

/** A model that is to be judged, and what is known of it beforehand. */
export interface Judged {
  model: TrainedModel;
  leaks: SendBackFacts['leaks'];
  /** Whether this is a look before tuning. */
  early: boolean;
  validation: Record<string, number | null>;
}

/** Measures a model on the validator's rows, decides whether the work goes back, and says what changes then. */
export async function judge(
  { model, leaks, early, validation }: Judged,
  state: TaskState,
  context: TaskContext,
): Promise<TaskUpdate> {
  const { request, choices, round } = state;
  const metric = state.data!.metric as MetricName;
  const { data } = await benchOf(measuredWith(state), context);
  const held = await context.session.held(request);
  const rows = await onTestRows(model, held.test, context.signal);
  const threshold = model.threshold === null ? {} : { threshold: model.threshold };
  await aTurn(context.signal);
  const baseline = baselinePredictions(data.target, rows.table.rows, metric);
  const drawing = { seed: request.seed, slowness: context.session.slowness };
  const overBaseline = await difference(rows, baseline, metric, drawing);
  const live = early ? null : await liveModel(state, context, rows);
  const overLive = live === null ? null : await difference(rows, live.predictions, metric, drawing);
  const groups = early ? [] : await groupGaps(rows, request.protected, drawing);
  const worst = groups.reduce<Judgement['groups'][number] | null>(
    (most, own) => (most === null || own.low > most.low ? own : most),
    null,
  );
  const calibration = early ? null : await calibrationErrorLow(rows, drawing);
  const facts: SendBackFacts = {
    leaks,
    overfitting: early
      ? null
      : overfittingOf(state, scoreOf(metric, rows.target, rows.predictions, threshold)),
    calibrationErrorLow: calibration,
    fairnessGapLow: worst === null ? null : { column: worst.column, low: worst.low },
    overBaseline: early ? null : overBaseline,
    overLive,
    sentBack: round,
    atMost: choices.accept === true ? round : request.sendBacks,
  };
  const decision = await chooseSendBack(facts, context);
  // What may be sent back no more has its faults all the same, and people should hear of them.
  const isLast = facts.sentBack >= facts.atMost;
  const {
    reason: fault,
    columns,
    why,
  } = isLast ? sendBackByPolicy({ ...facts, atMost: facts.sentBack + 1 }) : decision.value;
  const to =
    fault === null || isLast
      ? null
      : mendedBy(
          fault,
          columns,
          state,
          data.table.columns.map(({ name }) => name),
        );
  await aTurn(context.signal);
  const test = { ...scoresOf(rows.target, rows.predictions, threshold) };
  await aTurn(context.signal);
  const judgement: Judgement = {
    round,
    early,
    scores: { validation, test },
    groups,
    baseline: scoreOf(metric, rows.target, baseline),
    overBaseline,
    overLive,
    live: live?.id ?? null,
    verdict: to === null ? 'accept' : 'send-back',
    fault,
    to,
    columns: [...new Set(columns)],
    why,
    decidedBy: choices.accept === true ? 'person:choice' : decision.decidedBy,
  };
  const judgements = [...state.judgements, judgement];
  if (to !== null) {
    say(context, `the validator sends it back to ${to}: ${why}`);
    return { judgements, ...sentBack(judgement, state, context) };
  }
  if (!early) say(context, fault === null ? 'the validator lets it pass' : `it passes with a fault: ${why}`);
  return {
    judgements,
    warnings: [
      ...(early ? [] : unknownClassWarnings(rows)),
      ...(fault === null
        ? []
        : [
            isLast
              ? `The validator lets it pass with a fault, since work is to be sent back no more: ${why}.`
              : `The validator found what could not be mended: ${why}.`,
          ]),
      ...(early || fault !== null || overBaseline === null || overBaseline.low > 0
        ? []
        : [
            'The model is no better than always saying the same, beyond noise: nothing was found to predict it by.',
          ]),
    ],
  };
}

/**
 * By how much the score on the folds, by which candidates and weights were chosen, is above that on the validator's rows, and how far chance puts scores apart. Knowing the
 * training rows better than others is no fault by itself: boosted trees always do.
 */
function overfittingOf(state: TaskState, onTest: number | null): SendBackFacts['overfitting'] {
  const lowerIsBetter = isLowerBetter(state.data!.metric as MetricName);
  const sign = lowerIsBetter ? -1 : 1;
  const { score, best } = state.ensemble!;
  const { foldScores } = standing(state).find(({ id }) => id === best.id) ?? { foldScores: [] };
  if (onTest === null || foldScores.length < 2) return null;
  const mean = foldScores.reduce((sum, each) => sum + each, 0) / foldScores.length;
  const squares = foldScores.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  return {
    on: 'the folds',
    gap: sign * (score - onTest),
    noise: Math.sqrt(squares / (foldScores.length - 1)),
    whole: lowerIsBetter ? Math.abs(score) : 1,
  };
}

/** The phase that may mend a fault; null where what it would do has been done already. */
function mendedBy(
  fault: NonNullable<Judgement['fault']>,
  columns: readonly string[],
  { orders, judgements }: TaskState,
  present: readonly string[],
): Judgement['to'] {
  if (fault === 'leakage' || fault === 'unfair') {
    const isThere = columns.some((column) => present.includes(column));
    return isThere && present.length > columns.length ? 'engineer' : null;
  }
  if (fault === 'overfitting') return orders.regularize ? null : 'optimize';
  if (fault === 'poor-calibration') return orders.calibrate ? null : 'optimize';
  const isTriedAgain = judgements.some((before) => before.fault === fault);
  if (isTriedAgain) return null;
  return fault === 'worse-than-baseline' ? 'train' : 'optimize';
}

/** What a send-back changes of the blackboard: what is to be done again is no longer there, and columns that spoil the model are gone. */
function sentBack(
  { fault, to, columns, why }: Judgement,
  state: TaskState,
  { session }: TaskContext,
): TaskUpdate {
  const window = windowFrom(session.clock.seconds, state);
  const again: TaskUpdate = { round: state.round + 1, window, ensemble: null, tuning: null };
  if (to === 'engineer') {
    const known = new Set(state.dropped.map(({ column }) => column));
    // One column may have been suspected of more than one thing.
    const added = [...new Set(columns)]
      .filter((column) => !known.has(column))
      .map((column) => ({ column, reason: why, code: fault!, by: 'validator' }));
    return {
      ...again,
      generation: state.generation + 1,
      dropped: [...state.dropped, ...added],
      features: null,
      compared: false,
    };
  }
  if (to === 'train') return { ...again, compared: false };
  return {
    ...again,
    orders: {
      calibrate: state.orders.calibrate || fault === 'poor-calibration',
      regularize: state.orders.regularize || fault === 'overfitting',
    },
  };
}
